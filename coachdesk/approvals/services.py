"""The second look at a text (SEC-74): who may give it, and since when.

A second person is somebody who did not work on the text since it was last approved. Where nobody
else of the team may give the yes, the same person may, a night after the last change.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from coachdesk.approvals.models import Approval, ApprovalKind, Contribution
from coachdesk.lib.errors import NotPossible
from coachdesk.users.models import RoleGrant, User
from coachdesk.users.policies import TRIAGES_LETTERS

READERS = TRIAGES_LETTERS  # the triggers of this app name the same roles
NIGHT = timedelta(hours=24)


def note_contribution(*, object_id: uuid.UUID, person: User) -> None:
    """Remember that ``person`` worked on the text just now."""
    Contribution.objects.update_or_create(
        object_id=object_id, person=person, defaults={"last_at": timezone.now()}
    )


def somebody_else_reads(person: User) -> bool:
    """Whether anybody else of the team may give a second look now."""
    return User.objects.with_role(*READERS).exclude(pk=person.pk).exists()


def somebody_else_read_today(person: User) -> bool:
    """Whether anybody else may give a second look, or might have within the last day: ending a
    colleague does not make the own yes enough before a night is over."""
    ended = RoleGrant.objects.filter(role__in=READERS, ended_at__gt=timezone.now() - NIGHT)
    return somebody_else_reads(person) or ended.exclude(user=person).exists()


@dataclass(frozen=True)
class SecondLook:
    """What ``person`` may do about the second look at one text.

    ``kind`` is blank where the person may not give it at all; ``waits_until`` is the moment from
    which a cold reading counts; ``refusal`` says in words why not now.
    """

    kind: str
    refusal: str = ""
    waits_until: datetime | None = None

    @property
    def possible(self) -> bool:
        return bool(self.kind) and not self.refusal


def second_look(*, object_id: uuid.UUID, person: User, author_id: uuid.UUID | None) -> SecondLook:
    """Whether ``person`` may approve the text now, and as what."""
    if not person.has_role(*READERS):
        return SecondLook("", _("An editor or a supervisor gives the second look."))
    newest = Approval.objects.filter(object_id=object_id).aggregate(at=Max("at"))["at"]
    work = Contribution.objects.filter(object_id=object_id)
    own = work.filter(person=person)
    if newest is not None:
        own = own.filter(last_at__gt=newest)
    if person.pk != author_id and not own.exists():
        return SecondLook(ApprovalKind.SECOND)
    if somebody_else_read_today(person):
        return SecondLook("", _("You worked on this text. Somebody else gives the second look."))
    changed = work.aggregate(at=Max("last_at"))["at"]
    ready = changed + NIGHT if changed else timezone.now()
    if ready > timezone.now():
        return SecondLook(
            ApprovalKind.COLD,
            _(
                "You are the only one who can read it again. That counts a day after the last change."
            ),
            ready,
        )
    return SecondLook(ApprovalKind.COLD)


def approve(
    *,
    object_kind: str,
    object_id: uuid.UUID,
    text_hash: str,
    person: User,
    author_id: uuid.UUID | None,
) -> Approval:
    """Give the yes to exactly this text; the caller holds the lock on the object's row.

    Raises NotPossible with the reason of ``second_look``.
    """
    look = second_look(object_id=object_id, person=person, author_id=author_id)
    if not look.possible:
        raise NotPossible(look.refusal)
    return Approval.objects.create(
        object_kind=object_kind,
        object_id=object_id,
        text_hash=text_hash,
        person=person,
        kind=look.kind,
    )


def approved_as(*, object_id: uuid.UUID, text_hash: str) -> str:
    """As what exactly this text was approved: ``second``, ``cold``, or blank for not at all."""
    rows = Approval.objects.filter(object_id=object_id, text_hash=text_hash).order_by("-at")
    return rows.values_list("kind", flat=True).first() or ""
