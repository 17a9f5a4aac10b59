"""What waits for one person of the team, one row for each client."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from clients.homework.queries import waiting_for_coach
from clients.messaging import queries as messaging
from clients.models import Client, ClientStatus
from clients.page.attention import attention
from coachdesk.users.models import Role, User
from sessions.log import queries
from sessions.models import CoachingSession, Note
from sessions.supervision.case_review import Unread, unread

_WORKING = (ClientStatus.INTAKE, ClientStatus.ACTIVE)
_LOOKED_AT = 60  # clients whose reasons are read for one list


@dataclass(frozen=True)
class Reason:
    """Why a client waits: since when, in words, and the act that ends it with its address."""

    since: datetime
    words: str
    act: str
    url: str
    icon: str
    detail: str = ""


@dataclass
class WaitingRow:
    """One client with all that waits; the newest reason comes first."""

    client: Client
    by_name: bool = True  # a supervisor reads initials of clients whose coach is somebody else
    reasons: list[Reason] = field(default_factory=list)

    @property
    def first(self) -> Reason:
        """The newest reason: its act is the row's button."""
        return self.reasons[0]

    @property
    def others(self) -> list[tuple[Reason, int]]:
        """The other reasons, newest first; the same words once, with how often they count."""
        rest = self.reasons[1:]
        first = {reason.words: reason for reason in reversed(rest)}
        counts = Counter(reason.words for reason in rest)
        return [(first[words], counts[words]) for words in counts]

    @property
    def since(self) -> datetime:
        """Since when the client has been waiting for anything."""
        return min(reason.since for reason in self.reasons)


@dataclass(frozen=True)
class Look:
    """A client of one's own to look at: nothing waits for an answer, but something is due."""

    client: Client
    reasons: list[str]


def waiting_people(user: User) -> list[WaitingRow]:
    """All that waits for this person, one row a client, who waits longest first; the number of
    queries does not depend on the number of rows."""
    rows: dict[uuid.UUID, WaitingRow] = {}
    if user.has_role(Role.COACH):
        for meeting in (m for part in _meetings(user) for m in part):
            _add(rows, meeting.client, _of_meeting(meeting))
        mine = Client.objects.editable_by(user).values("pk")
        for assignment, key, at in waiting_for_coach(mine):
            titles = {step["key"]: step["title"] for step in assignment.version.data["steps"]}
            reason = Reason(
                at,
                _("handed in a step"),
                _("Answer the step"),
                reverse("homework:review", args=[assignment.pk, key]),
                "pen-line",
                titles.get(key, key),
            )
            _add(rows, assignment.client, reason)
        for message in messaging.waiting(user)[:100]:
            reason = Reason(
                message.at,
                _("wrote a message"),
                _("Answer the message"),
                reverse("messaging:client", args=[message.client_id]),
                "message-circle",
            )
            _add(rows, message.client, reason)
        for note in queries.sent_back(user):
            _add(rows, note.coaching_session.client, _of_note(note))
        for note in queries.left_behind(user):
            _add(rows, note.coaching_session.client, _left_behind(note))
        for question in unread(user):
            _add(rows, question.item.client, _unread(question))
    for note in queries.to_cosign(user):
        _add(rows, note.coaching_session.client, _to_cosign(note), by_name=False)
    for row in rows.values():
        row.reasons.sort(key=lambda reason: reason.since, reverse=True)
    return sorted(rows.values(), key=lambda row: row.since)


def people_to_look_at(user: User, known: Iterable[uuid.UUID] = ()) -> list[Look]:
    """Own clients with the reasons to look at them, most reasons first; without the ``known``."""
    shown = set(known)
    mine = Client.objects.editable_by(user).filter(status__in=_WORKING).order_by("-created_at")
    by_id = {client.pk: client for client in mine[:_LOOKED_AT]}
    looks = [
        Look(by_id[pk], reasons)
        for pk, reasons in attention(by_id, quiet=False).items()
        if pk in by_id and pk not in shown
    ]
    return sorted(looks, key=lambda look: -len(look.reasons))


def _meetings(user: User) -> list[list[CoachingSession]]:
    found = queries.waiting(user)
    return [found.asked, found.unfinished, found.follow_ups]


def _add(
    rows: dict[uuid.UUID, WaitingRow], client: Client, reason: Reason, *, by_name: bool = True
) -> None:
    row = rows.setdefault(client.pk, WaitingRow(client, by_name))
    row.by_name = row.by_name or by_name
    row.reasons.append(reason)


def _of_meeting(meeting: CoachingSession) -> Reason:
    url = reverse("sessions:detail", args=[meeting.pk])
    when = date_format(localtime(meeting.starts_at), "D j M, G:i")
    if meeting.state == queries.S.REQUESTED:
        words = _("asks to move") if meeting.replaces_id else _("asks for a time")
        return Reason(
            meeting.created_at, words, _("Answer the request"), url, "calendar-clock", when
        )
    if meeting.state == queries.S.NO_SHOW:
        return Reason(meeting.ends_at, _("didn’t come"), _("Follow up"), url, "rotate-ccw", when)
    if meeting.lacks_outcome:
        return Reason(
            meeting.ends_at,
            _("session without an outcome"),
            _("Say how it went"),
            url,
            "notebook-pen",
            when,
        )
    return Reason(
        meeting.ends_at, _("note to finish"), _("Finish the note"), url, "notebook-pen", when
    )


def _of_note(note: Note) -> Reason:
    return Reason(
        note.revision_asked_at or note.signed_at or note.coaching_session.ends_at,
        _("a note was sent back to you"),
        _("Correct the note"),
        reverse("sessions:detail", args=[note.coaching_session_id]),
        "undo-2",
    )


def _to_cosign(note: Note) -> Reason:
    return Reason(
        note.revision_asked_at or note.signed_at or note.coaching_session.ends_at,
        _("a note waits for your cosign"),
        _("Read the note"),
        reverse("sessions:detail", args=[note.coaching_session_id]),
        "check",
        note.author.display_name,
    )


def _left_behind(note: Note) -> Reason:
    return Reason(
        note.coaching_session.ends_at,
        _("a note was left unfinished"),
        _("Look at it"),
        reverse("sessions:detail", args=[note.coaching_session_id]),
        "notebook-pen",
        note.author.display_name,
    )


def _unread(question: Unread) -> Reason:
    return Reason(
        question.since,
        _("nobody reads your question for supervision"),
        _("Look at it"),
        reverse("sessions:supervision"),
        "undo-2",
    )
