"""What was erased, taken away or forbidden after a backup stays so after its restore."""

from __future__ import annotations

import uuid
from functools import partial
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from clients.cases.joint import close_joint
from clients.cases.partner import take_back_again
from clients.models import (
    OPEN_JOINT,
    Case,
    CaseAssignment,
    Client,
    Document,
    Erasure,
    JointWork,
    Release,
    WordsEntry,
)
from clients.record.erase import erase_again
from coachdesk.audit.models import AuditEvent
from coachdesk.consents.models import ConsentKind
from coachdesk.operation.journal import NIL, Line, register_act
from coachdesk.outbox.models import Channel, SafeContact, Wording
from coachdesk.users.models import User


def register() -> None:
    """Erased people, files and lines, ended releases and assignments, safe contact."""
    register_act("erasure.done", _erase, facts=_why_and_who)
    register_act("document.removed", _remove_document)
    register_act("words.hidden", _hide_words)
    register_act("consent.withdrawn", _end_releases)
    register_act("safe_contact.muted", _mute)
    register_act("safe_contact.discreet", _be_discreet)
    register_act("partner.taken_back", _take_partner_back)
    register_act("joint.taken_back", _close_joint)
    register_act("joint.ended", _close_joint)
    register_act("assignment.ended", _end_assignments, facts=_who_works_on)
    register_act("assignment.handed_over", _hand_over, facts=_owner_and_who_works_on)


def _why_and_who(event: AuditEvent) -> list[Any]:
    for row in Erasure.objects.filter(pk=event.object_id or NIL):
        return [row.why, str(row.proposed_by_id), str(row.approved_by_id)]
    return []


def _erase(line: Line) -> None:
    if line.facts:
        why, *by = line.facts
        ids = [user_id for user_id in by if user_id != "None"]
        erase_again(
            client_id=line.person_id, erasure_id=line.object_id, why=why, by=ids, at=line.at
        )


def _remove_document(line: Line) -> None:
    for document in Document.objects.filter(pk=line.object_id, removed_at=None):
        document.removed_at = line.at
        document.save(update_fields=["removed_at"])
        transaction.on_commit(partial(default_storage.delete, document.stored_as), robust=True)


def _hide_words(line: Line) -> None:
    WordsEntry.objects.filter(pk=line.object_id, hidden_at=None).update(hidden_at=line.at)


def _end_releases(line: Line) -> None:
    """The line does not say which release: all end, and the client may give one again."""
    if ConsentKind.RELEASE in line.facts:
        Release.objects.filter(client_id=line.person_id, ended_at=None).update(ended_at=line.at)


def _take_partner_back(line: Line) -> None:
    """The link and the code that reached the partner open nothing."""
    take_back_again(line.object_id)


def _close_joint(line: Line) -> None:
    """Work with both that was taken back or over is neither offered nor begun again."""
    for joint in JointWork.objects.filter(pk=line.object_id, state__in=OPEN_JOINT):
        close_joint(joint)


def _mute(line: Line) -> None:
    rows = SafeContact.objects.filter(person_id=line.person_id, channel=Channel.MAIL)
    rows.filter(muted_at=None).update(muted_at=line.at)
    _logins(line).update(mail_muted=True)


def _be_discreet(line: Line) -> None:
    SafeContact.objects.filter(person_id=line.person_id).update(wording=Wording.NEUTRAL)
    _logins(line).update(discreet=True)


def _logins(line: Line) -> Any:
    ids = Client.objects.filter(pk=line.person_id).exclude(user=None).values("user_id")
    return User.objects.filter(pk__in=ids)


def _working(case_id: uuid.UUID) -> list[str]:
    still = Q(until=None) | Q(until__gt=timezone.now())
    rows = CaseAssignment.objects.filter(still, case_id=case_id)
    return sorted(str(user_id) for user_id in rows.values_list("user_id", flat=True))


def _who_works_on(event: AuditEvent) -> list[Any]:
    return _working(event.object_id or NIL)


def _owner_and_who_works_on(event: AuditEvent) -> list[Any]:
    owners = Case.objects.filter(pk=event.object_id or NIL).values_list("owner_id", flat=True)
    return [str(owner) for owner in owners] + _working(event.object_id or NIL)


def _end_assignments(line: Line) -> None:
    """Whoever no longer worked on the case does not see it again; its owner stays."""
    still = Q(until=None) | Q(until__gt=line.at)
    rows = CaseAssignment.objects.filter(still, case_id=line.object_id)
    owner = Case.objects.filter(pk=line.object_id).values("owner_id")
    rows.exclude(user_id__in=line.facts).exclude(user_id__in=owner).update(until=line.at)


def _hand_over(line: Line) -> None:
    """The case is the new owner's again, as it had been decided, where that person is there."""
    if not line.facts:
        return
    for case in Case.objects.select_for_update().filter(pk=line.object_id):
        new = User.objects.filter(pk=line.facts[0], is_active=True).first()
        if new is not None and new.pk != case.owner_id:
            case.owner = new
            case.version += 1
            case.save(update_fields=["owner", "version"])
            CaseAssignment.objects.get_or_create(case=case, user=new, until=None)
    _end_assignments(line)
