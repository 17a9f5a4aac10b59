"""Who is told that a client asked something of the record, and by which day the law wants it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clients.models import REQUEST_ENDED, Client, ClientStatus, RecordRequest
from coachdesk.users.models import Role, User
from coachdesk.users.policies import WORK_WITH_CLIENTS
from coachdesk.users.today_lines import TodayLine

_SHOWN = 20


def _open() -> QuerySet[RecordRequest]:
    """Requests without an answer, the one that is due first in front."""
    rows = RecordRequest.objects.exclude(state__in=REQUEST_ENDED)
    rows = rows.exclude(client__status=ClientStatus.PURGED)
    return rows.select_related("client").order_by("due_on", "received_at")


def _due(row: RecordRequest) -> str:
    """By which day, in words; late ones say so."""
    day = date_format(row.due_on, "j M Y")
    words = _("Late: due on %(day)s.") if row.due_on < localdate() else _("Due by %(day)s.")
    return words % {"day": day}


def today_lines(user: User, counts: Mapping[str, Any]) -> list[TodayLine]:
    """A line for each request of a client on whose case the person works, and for owners how many
    are late anywhere, by code. Two queries."""
    found: list[TodayLine] = []
    mine = Client.objects.editable_by(user).values("pk")
    if user.has_role(*WORK_WITH_CLIENTS):
        found = [
            TodayLine(
                _("%(client)s asked of the record: %(kind)s")
                % {"client": row.client.initials, "kind": row.get_kind_display()},
                reverse("clients:record", args=[row.client_id]),
                _("Answer it"),
                "archive",
                row.received_at,
                _due(row),
            )
            for row in _open().filter(client__in=mine)[:_SHOWN]
        ]
    if user.has_role(Role.OWNER):
        found += _late(_open().filter(~Q(client__in=mine), due_on__lt=localdate()))
    return found


def _late(rows: QuerySet[RecordRequest]) -> list[TodayLine]:
    """One line for an owner, who opens no record: whose answers are late."""
    late = list(rows[:_SHOWN])
    if not late:
        return []
    words = ngettext(
        "%(n)d request about a record is late",
        "%(n)d requests about records are late",
        len(late),
    ) % {"n": len(late)}
    codes = ", ".join(dict.fromkeys(row.client.code for row in late))
    url, since = reverse("clients:board"), late[0].received_at
    return [TodayLine(words, url, _("See who works on it"), "archive", since, codes)]


def attention(client_ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Sequence[str]]:
    """Open requests with their day among the reasons on the client's page; one query."""
    reasons: dict[uuid.UUID, list[str]] = {}
    for row in _open().filter(client__in=client_ids):
        words = _("Asked of the record: %(kind)s.") % {"kind": row.get_kind_display()}
        reasons.setdefault(row.client_id, []).append(f"{words} {_due(row)}")
    return reasons
