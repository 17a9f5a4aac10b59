"""A consent that ends, ends what hangs on it, in the same transaction."""

from __future__ import annotations

import uuid
from typing import Any

from django.dispatch import receiver

from coachdesk.consents.models import ConsentKind
from coachdesk.consents.services import consent_withdrawn
from coachdesk.publishing.publication import stop_for_consent


@receiver(consent_withdrawn)
def take_offline(sender: Any, *, person_id: uuid.UUID, kind: str, **kwargs: Any) -> None:
    if kind == ConsentKind.PUBLICATION:
        stop_for_consent(question_id=person_id)
