"""Writing audit events, and linking them into the chain that shows tampering."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models, transaction
from django.http import HttpRequest

from coachdesk.audit.models import AuditEvent, AuditLink
from coachdesk.lib.sealed import keyed_hash
from coachdesk.users.models import User
from coachdesk.users.rate_limits import client_address

_START = "0" * 64
_BATCH = 500


def record(
    *,
    action: str,
    actor: User | None,
    target: models.Model | None = None,
    object_type: str = "",
    object_id: uuid.UUID | None = None,
    person_id: uuid.UUID | None = None,
    fields: Iterable[str] = (),
    reason: str = "",
    request: HttpRequest | None = None,
) -> AuditEvent:
    """Write one event in the caller's transaction (REL-02). Carries no text but a sealed reason.

    ``target`` fills object type and id. The network address is kept for staff only (SEC-54).
    """
    if target is not None:
        object_type = object_type or target._meta.label_lower
        object_id = object_id or (target.pk if isinstance(target.pk, uuid.UUID) else None)
    session_ref = address = ""
    if request is not None:
        key = getattr(request, "session", None) and request.session.session_key
        session_ref = keyed_hash("session", key)[:16] if key else ""
        address = client_address(request) if actor is not None and not actor.is_client else ""
    return AuditEvent.objects.create(
        actor=actor,
        role=",".join(sorted(actor.roles)) if actor is not None else "",
        session_ref=session_ref,
        network_address=address,
        action=action,
        object_type=object_type,
        object_id=object_id,
        person_id=person_id,
        fields=sorted(fields),
        reason=reason,
    )


def record_view(
    *,
    actor: User,
    target: models.Model,
    person_id: uuid.UUID | None = None,
    request: HttpRequest | None = None,
) -> None:
    """Note that somebody opened another person's private text (SEC-54)."""
    record(action="view", actor=actor, target=target, person_id=person_id, request=request)


def _digest(event: AuditEvent, previous: str) -> str:
    """The hash of an event behind ``previous``; the sealed reason counts by its stored form."""
    body = [
        str(event.pk),
        event.at.isoformat(),
        str(event.actor_id),
        event.role,
        event.session_ref,
        event.network_address,
        event.action,
        event.object_type,
        str(event.object_id),
        str(event.person_id),
        event.fields,
        str(event.__dict__["reason"] or ""),
    ]
    return hashlib.sha256(f"{previous}{json.dumps(body)}".encode()).hexdigest()


def link_new_events() -> int:
    """Append every event that is not yet in the chain; gives how many.

    Events are written without a lock, so that reading a page never waits for another's audit row;
    one linker at a time puts them in order, at most a minute later.
    """
    with transaction.atomic():
        last = AuditLink.objects.select_for_update().order_by("-number").first()
        number, previous = (last.number, last.hash) if last else (0, _START)
        links = []
        for event in AuditEvent.objects.filter(link=None).order_by("at", "id")[:_BATCH]:
            number += 1
            digest = _digest(event, previous)
            links.append(AuditLink(number=number, event=event, previous=previous, hash=digest))
            previous = digest
        AuditLink.objects.bulk_create(links)
    return len(links)


@dataclass(frozen=True)
class ChainReport:
    """``checked`` events hold; ``broken`` lists the numbers where the chain does not."""

    checked: int
    broken: tuple[int, ...]
    waiting: int


def verify_chain() -> ChainReport:
    """Walk the whole chain and recompute it (SEC-54)."""
    previous, expected, checked, broken = _START, 0, 0, []
    for link in AuditLink.objects.order_by("number").iterator(_BATCH):
        expected += 1
        event = AuditEvent.objects.filter(pk=link.event_id).first()
        if (
            event is None
            or link.number != expected
            or link.previous != previous
            or link.hash != _digest(event, previous)
        ):
            broken.append(link.number)
        checked += 1
        expected, previous = link.number, link.hash
    waiting = AuditEvent.objects.filter(link=None).count()
    return ChainReport(checked=checked, broken=tuple(broken), waiting=waiting)
