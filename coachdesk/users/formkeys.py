"""Double sends make one thing (REL-05): each creating form carries a key."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django import forms
from django.db import IntegrityError, transaction
from django.utils import timezone

from coachdesk.users.models import FormSubmission

KEEP = timedelta(days=7)


class SentBefore(Exception):
    """This form was sent before with the same content; ``result_id`` is what came of it."""

    def __init__(self, result_id: uuid.UUID | None) -> None:
        self.result_id = result_id


class SentWithOtherContent(Exception):
    """This form's key was used before with other content: 409, both texts are kept (REL-05)."""

    def __init__(self, result_id: uuid.UUID | None) -> None:
        self.result_id = result_id


class FormKeyField(forms.UUIDField):
    """The hidden key; a fresh one for each unbound form."""

    widget = forms.HiddenInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("initial", uuid.uuid4)
        super().__init__(**kwargs)


def content_hash(*parts: str) -> str:
    """A hash of what was sent, so that a repeat is told from another text."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def once(
    *,
    key: uuid.UUID,
    form: str,
    content: str,
    actor_id: uuid.UUID | None,
    create: Callable[[], uuid.UUID],
) -> uuid.UUID:
    """Run ``create`` in one transaction with the key's row; it gives the new object's id.

    Raises SentBefore for a repeat with the same content hash, SentWithOtherContent otherwise.
    A key of another actor or form counts as other content and tells nothing (``result_id`` None).
    """
    try:
        with transaction.atomic():
            row = FormSubmission.objects.create(
                key=key, form=form, actor_id=actor_id, content_hash=content
            )
            row.result_id = create()
            row.save(update_fields=["result_id"])
            return row.result_id
    except IntegrityError:
        found = FormSubmission.objects.filter(key=key).first()
        if found is None:
            raise
    if (found.form, found.actor_id) != (form, actor_id):
        raise SentWithOtherContent(None)
    if found.content_hash != content:
        raise SentWithOtherContent(found.result_id)
    raise SentBefore(found.result_id)


def forget_old_submissions() -> int:
    """Keys live 7 days."""
    return FormSubmission.objects.filter(created_at__lt=timezone.now() - KEEP).delete()[0]
