"""Giving and withdrawing consent. Withdrawal acts at once: listeners act in the same transaction."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.dispatch import Signal
from django.utils import timezone

from coachdesk.audit.services import record
from coachdesk.consents.models import ConsentGrant, ConsentText, GrantState
from coachdesk.users.models import User

# person_id, kind: sent inside the transaction that withdraws.
consent_withdrawn = Signal()


def text_hash(body: str) -> str:
    """The hash a grant is bound to."""
    return hashlib.sha256(body.encode()).hexdigest()


def publish_text(
    *, kind: str, version: int, title: str, body: str, locale: str = "en"
) -> ConsentText:
    """Store a version of a text; the same version again must be the same words.

    Raises ValueError when a published version would change.
    """
    text, created = ConsentText.objects.get_or_create(
        kind=kind,
        version=version,
        locale=locale,
        defaults={"title": title, "body": body, "hash": text_hash(body)},
    )
    if not created and text.hash != text_hash(body):
        raise ValueError(f"{text} is published and cannot change; give it the next version")
    return text


def current_text(kind: str, locale: str = "en") -> ConsentText:
    """The newest version. Raises ConsentText.DoesNotExist when none is shipped."""
    return ConsentText.objects.filter(kind=kind, locale=locale).latest("version")


@transaction.atomic
def record_choice(
    *,
    person_id: uuid.UUID,
    kind: str,
    granted: bool,
    method: str,
    actor: User | None = None,
    proof: dict[str, Any] | None = None,
    ends_on: date | None = None,
    text: ConsentText | None = None,
) -> ConsentGrant:
    """Store a yes or a no to the current text; an earlier yes to it is superseded."""
    text = text or current_text(kind)
    if kind not in ("release", "contact"):
        _open(person_id, kind).update(state=GrantState.SUPERSEDED, ended_at=timezone.now())
    grant = ConsentGrant.objects.create(
        person_id=person_id,
        text=text,
        kind=kind,
        state=GrantState.GRANTED if granted else GrantState.DECLINED,
        method=method,
        proof={**(proof or {}), "text_hash": text.hash},
        recorded_by=actor,
        ends_on=ends_on,
    )
    record(
        action=f"consent.{grant.state}",
        actor=actor,
        target=grant,
        person_id=person_id,
        fields=[kind],
    )
    return grant


@transaction.atomic
def decline_version(
    *, person_id: uuid.UUID, text: ConsentText, method: str, actor: User | None = None
) -> ConsentGrant:
    """Store a no to a newer version. The yes to an earlier one stays as it was; a second no to the
    same version gives back the first."""
    known = ConsentGrant.objects.filter(
        person_id=person_id, text=text, state=GrantState.DECLINED
    ).first()
    if known is not None:
        return known
    grant = ConsentGrant.objects.create(
        person_id=person_id,
        text=text,
        kind=text.kind,
        state=GrantState.DECLINED,
        method=method,
        proof={"text_hash": text.hash},
        recorded_by=actor,
    )
    record(
        action="consent.declined",
        actor=actor,
        target=grant,
        person_id=person_id,
        fields=[text.kind],
    )
    return grant


@transaction.atomic
def withdraw(*, person_id: uuid.UUID, kind: str, actor: User | None = None) -> bool:
    """End a consent; False when there was none. What hangs on it ends in the same transaction."""
    ended = _open(person_id, kind).update(state=GrantState.WITHDRAWN, ended_at=timezone.now())
    if ended:
        record(action="consent.withdrawn", actor=actor, person_id=person_id, fields=[kind])
        consent_withdrawn.send(sender=ConsentGrant, person_id=person_id, kind=kind)
    return bool(ended)


def has_consent(person_id: uuid.UUID, kind: str) -> bool:
    """Whether a granted, unexpired consent of this kind is in force."""
    return person_id in who_agreed([person_id], kind)


def who_agreed(person_ids: Iterable[uuid.UUID], kind: str) -> set[uuid.UUID]:
    """Those among the people whose granted, unexpired consent of this kind is in force; one query."""
    granted = ConsentGrant.objects.filter(
        person_id__in=list(person_ids), kind=kind, state=GrantState.GRANTED
    )
    rows = granted.exclude(ends_on__lt=timezone.localdate())
    return set(rows.values_list("person_id", flat=True))


def _open(person_id: uuid.UUID, kind: str) -> Any:
    return ConsentGrant.objects.filter(person_id=person_id, kind=kind, state=GrantState.GRANTED)
