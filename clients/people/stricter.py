"""Two records of one person answered differently: the answer that allows less counts.

What the kept record said before is remembered with the merge, so that undoing brings it back.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import QuerySet

from coachdesk.consents.models import ConsentGrant, ConsentKind, GrantState
from coachdesk.consents.services import withdraw
from coachdesk.outbox.models import Permission, SafeContact, Wording, strictest
from coachdesk.users.models import User

_FIELDS = (
    "permission",
    "hours",
    "time_zone",
    "read_only_by_person",
    "voicemail",
    "wording",
    "muted_at",
    "confirmed_at",
)
_NO = (GrantState.DECLINED, GrantState.WITHDRAWN)
# A person gives several of these; a no to one is no answer to another.
_EACH_FOR_ITSELF = (ConsentKind.RELEASE, ConsentKind.CONTACT)


def _stricter(kept: SafeContact, other: SafeContact) -> dict[str, Any]:
    """The values of _FIELDS that hold for both records of one channel."""
    permission = strictest(kept.permission, other.permission)
    source = kept if permission == kept.permission else other
    hours = list(source.hours)
    if kept.permission == other.permission == Permission.HOURS:
        # Only what both said. Times of two zones are not compared: then the client is asked again.
        same_zone = kept.time_zone == other.time_zone
        hours = [one for one in kept.hours if one in other.hours] if same_zone else []
    answered = [row for row in (kept, other) if row.permission != Permission.UNSET]
    asked = [row.confirmed_at for row in answered or [kept]]
    muted = [row.muted_at for row in (kept, other) if row.muted_at is not None]
    both_named = kept.wording == other.wording == Wording.NAMED
    return {
        "permission": permission,
        "hours": hours,
        "time_zone": source.time_zone,
        "read_only_by_person": all(row.read_only_by_person for row in answered or [kept]),
        "voicemail": all(row.voicemail for row in answered or [kept]),
        "wording": Wording.NAMED if both_named else Wording.NEUTRAL,
        "muted_at": min(muted) if muted else None,
        "confirmed_at": None if None in asked else min(filter(None, asked)),
    }


def take_stricter_contact(keep: uuid.UUID, gone: uuid.UUID) -> list[dict[str, Any]]:
    """Give the kept record the stricter answer for each channel that both know; gives what it said
    before and after, for ``give_contact_back``."""
    known = {row.channel: row for row in _locked(person_id=keep)}
    changed = []
    for other in _locked(person_id=gone, channel__in=list(known)):
        row = known[other.channel]
        before, after = _values(row), _plain(_stricter(row, other))
        if before != after:
            _write(row, after)
            changed.append({"id": str(row.pk), "before": before, "after": after})
    return changed


def give_contact_back(changed: list[dict[str, Any]]) -> None:
    """Bring back what the kept record said, unless the client was asked again since."""
    rows = {str(row.pk): row for row in _locked(pk__in=[one["id"] for one in changed])}
    for one in changed:
        row = rows.get(one["id"])
        if row is not None and _values(row) == one["after"]:
            _write(row, one["before"])


def _locked(**which: Any) -> QuerySet[SafeContact]:
    return SafeContact.objects.select_for_update().filter(**which)


def _values(row: SafeContact) -> dict[str, Any]:
    return _plain({name: getattr(row, name) for name in _FIELDS})


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    """As the merge keeps them: times as text, hours as lists."""
    encode = DjangoJSONEncoder().default
    made = {k: encode(v) if isinstance(v, datetime) else v for k, v in values.items()}
    return made | {"hours": [list(one) for one in values["hours"]], "wording": str(made["wording"])}


def _write(row: SafeContact, values: dict[str, Any]) -> None:
    for name, value in values.items():
        is_time = name in ("muted_at", "confirmed_at") and value is not None
        setattr(row, name, datetime.fromisoformat(value) if is_time else value)
    row.save(update_fields=[*values, "changed_at"])


def let_no_win(keep: uuid.UUID, gone: uuid.UUID, actor: User) -> list[str]:
    """End each consent that the other record said no to, with what hangs on it; gives their ids.

    A no is the newest word of a record that has no yes of that kind: whoever declines a newer
    version while the older yes stands has not said no to the work.
    """
    said: dict[uuid.UUID, dict[str, ConsentGrant | None]] = {keep: {}, gone: {}}
    grants = ConsentGrant.objects.select_for_update().filter(person_id__in=[keep, gone])
    newest: dict[tuple[uuid.UUID, str], str] = {}
    for grant in grants.exclude(kind__in=_EACH_FOR_ITSELF).order_by("at", "pk"):
        newest[grant.person_id, grant.kind] = grant.state
        if grant.state == GrantState.GRANTED:
            said[grant.person_id][grant.kind] = grant
    ended = []
    for person, other in ((keep, gone), (gone, keep)):
        for kind, grant in said[person].items():
            no = newest.get((other, kind)) in _NO and kind not in said[other]
            if no and grant is not None:
                withdraw(person_id=person, kind=kind, actor=actor)
                ended.append(str(grant.pk))
    return ended


def give_consents_back(ended: list[str]) -> None:
    """Let the yes of a record stand again, unless the person answered anew since."""
    for grant in ConsentGrant.objects.select_for_update().filter(pk__in=ended):
        rows = ConsentGrant.objects.filter(person_id=grant.person_id, kind=grant.kind)
        if grant.state == GrantState.WITHDRAWN and not rows.filter(at__gt=grant.ended_at).exists():
            grant.state, grant.ended_at = GrantState.GRANTED, None
            grant.save(update_fields=["state", "ended_at"])
