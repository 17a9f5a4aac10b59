"""Mail that did not reach the people somebody is responsible for; the floors above say for whom."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from coachdesk.outbox.fates import why
from coachdesk.outbox.faults import KEPT_HERE
from coachdesk.outbox.message_kinds import kind_words
from coachdesk.outbox.models import MAIL, MessageState, OutboxMessage
from coachdesk.users.models import InvitationState, Kind, Role, User

TOLD_FOR = timedelta(days=14)
AT_MOST = 20
# Withheld as it should be: the person or the practice decided so, or another mail says the same.
EXPECTED = (
    "budget",
    "frozen",
    "inactive",
    "invitation_closed",
    "muted",
    "never",
    "receive_only",
    "told_today",
)
People = Callable[[User], "QuerySet[Any] | None"]
_people: dict[str, People] = {}


@dataclass(frozen=True)
class StuckMail:
    """One person whom mail did not reach: the newest mail, in words, and the page to act on."""

    message_id: uuid.UUID
    person_id: uuid.UUID | None
    written_at: datetime
    kind: str
    why: str
    url: str


def register_people(page: str, people: People) -> None:
    """Let ``people(user)`` give the persons whose mail concerns this user, as a queryset of the
    records whose ids are the ``person_id``; None for nobody. ``page`` is the name of the route, with
    ``pk``, where something can be done. Called from an app's ``ready``."""
    _people[page] = people


def stuck_mail(user: User) -> list[StuckMail]:
    """Failed, run-out and withheld mail of the last two weeks to the people this user is
    responsible for, newest first, one a person, 20 at most.

    Own clients, writers of own letters; for an owner also mail to the team. What a later mail to the
    same person has made good is left out. One query for each floor and one for the team.
    """
    found: list[StuckMail] = []
    for page, people in _people.items():
        persons = people(user)
        if persons is not None:
            rows = _stuck("person_id").filter(person_id__in=persons.values("pk"))
            found += _newest(rows, lambda row, page=page: reverse(page, args=[row.person_id]))
    if user.has_role(Role.OWNER):
        team = Q(user__kind=Kind.STAFF) | Q(invitation__kind=Kind.STAFF)
        rows = _stuck("user_id").filter(team, person_id=None)
        found += _newest(rows, _page_of_staff_mail)
    return sorted(found, key=lambda one: one.written_at, reverse=True)[:AT_MOST]


def _stuck(person: str) -> QuerySet[OutboxMessage]:
    """Newest first, with ``person`` as the column that names the recipient."""
    mails = OutboxMessage.objects.filter(task=MAIL)
    later = mails.filter(
        state=MessageState.DONE,
        created_at__gt=OuterRef("created_at"),
        **{person: OuterRef(person)},
    ).exclude(last_error=KEPT_HERE)
    withheld = Q(state=MessageState.WITHHELD) & ~Q(withheld_reason__in=EXPECTED)
    # A code that ran out was asked for again, or is not missed.
    run_out = Q(state=MessageState.EXPIRED) & ~Q(mail_kind__startswith="account.")
    unused = [InvitationState.CREATED, InvitationState.SENT]
    return (
        mails.filter(Q(state=MessageState.DEAD) | run_out | withheld)
        .filter(Q(invitation=None) | Q(invitation__state__in=unused))
        .filter(~Exists(later), created_at__gt=timezone.now() - TOLD_FOR)
        .defer("secret")
        .order_by("-created_at")
    )


def _newest(rows: QuerySet[OutboxMessage], page: Callable[[OutboxMessage], str]) -> list[StuckMail]:
    found: dict[Any, StuckMail] = {}
    for row in rows[: AT_MOST * 5]:
        person = row.person_id or row.user_id or row.invitation_id
        if person not in found:
            found[person] = StuckMail(
                row.pk, row.person_id, row.created_at, kind_words(row), why(row), page(row)
            )
    return list(found.values())


def _page_of_staff_mail(row: OutboxMessage) -> str:
    return reverse("users:team") if row.invitation_id else reverse("outbox:message", args=[row.pk])
