"""The desk's home: the day, what is read first, what waits; and the notes to finish."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date

from clients.attention import attention
from clients.homework.queries import waiting_for_coach
from clients.messaging import queries as messaging
from clients.models import Client, ClientStatus
from coachdesk.questions.queries import in_view
from coachdesk.safety.queries import open_flags_list
from coachdesk.safety.reading import code_words
from coachdesk.users.models import Role, User
from coachdesk.users.policies import STAFF, WORK_WITH_CLIENTS, WORK_WITH_LETTERS, policy
from sessions import queries
from sessions.views.common import staff

_SHOWN = 5
_OF_LETTERS = ("question", "writer_message", "comment")


def day_asked(request: HttpRequest) -> date:
    """The day asked for; today for anything unreadable or far away."""
    try:
        wanted = parse_date(request.GET.get("day", ""))
    except ValueError:
        wanted = None
    today = timezone.localdate()
    return wanted if wanted and abs((wanted - today).days) < 3660 else today


@policy(STAFF, relation="own clients; letters one may open")
def today(request: HttpRequest) -> HttpResponse:
    """Everybody of the team begins here and sees the parts the role allows."""
    user = staff(request)
    context: dict[str, Any] = {"today": timezone.localdate(), "now": timezone.now()}
    if user.has_role(Role.COACH):
        context |= _day_of(user, day_asked(request))
    if user.has_role(*WORK_WITH_LETTERS):
        context |= _read_first(user)
    if user.has_role(Role.SUPERVISOR):
        context["to_cosign"] = queries.to_cosign(user, 4)
    return render(request, "sessions/today.html", context)


def _day_of(user: User, day: date) -> dict[str, Any]:
    agenda = queries.agenda(user, day)
    open_ones = queries.waiting(user)
    mine = Client.objects.editable_by(user).values_list("pk", flat=True)
    next_up = next(
        (r.meeting for r in agenda.rows if r.meeting.is_upcoming and not r.meeting.is_past), None
    )
    return {
        "day": day,
        "agenda": agenda,
        "unfinished": open_ones.unfinished[:_SHOWN],
        "unfinished_count": len(open_ones.unfinished),
        "next_up": next_up,
        "asked": open_ones.asked[:_SHOWN],
        "steps": _steps(waiting_for_coach(mine)[:_SHOWN]),
        "mail": list(messaging.waiting(user)[:_SHOWN]),
        "follow_ups": open_ones.follow_ups[:_SHOWN],
    }


def _steps(waiting: list[Any]) -> list[dict[str, Any]]:
    found = []
    for assignment, key, at in waiting:
        titles = {step["key"]: step["title"] for step in assignment.version.data["steps"]}
        found.append(
            {"assignment": assignment, "key": key, "at": at, "title": titles.get(key, key)}
        )
    return found


def _read_first(user: User) -> dict[str, Any]:
    """Held letters and open flags of clients, without their text; two queries."""
    letters = list(in_view("held", user).order_by("-urgent", "received_at")[:_SHOWN])
    flags = open_flags_list(user, 60)
    codes = {flag.person_id: flag.codes for flag in flags}
    ours = [flag for flag in flags if flag.subject_kind not in _OF_LETTERS]
    return {
        "letters": [(q, _in_words(codes.get(q.pk, []))) for q in letters],
        "flags": [(flag, _in_words(flag.codes)) for flag in ours[:_SHOWN]]
        if user.has_role(*WORK_WITH_CLIENTS)
        else [],
    }


def _in_words(codes: list[str]) -> list[str]:
    return [code_words(code) for code in codes[:2]]


@policy(STAFF, roles=(Role.COACH, Role.COUNSELOR), relation="own clients")
def needs_attention(request: HttpRequest) -> HttpResponse:
    """Clients with the reasons why to look at them; as a fragment it is a card of Today."""
    user = staff(request)
    working = (ClientStatus.INTAKE, ClientStatus.ACTIVE)
    mine = Client.objects.editable_by(user).filter(status__in=working).order_by("-created_at")[:60]
    by_id = {client.pk: client for client in mine}
    reasons = attention(by_id)
    rows = [(by_id[pk], said) for pk, said in reasons.items() if pk in by_id]
    rows.sort(key=lambda row: -len(row[1]))
    part = request.headers.get("HX-Request") == "true"
    template = "sessions/_attention.html" if part else "sessions/attention.html"
    return render(request, template, {"rows": rows[:6] if part else rows})


@policy(STAFF, roles=WORK_WITH_CLIENTS, relation="own, supervised")
def notes(request: HttpRequest) -> HttpResponse:
    """Notes to finish, notes sent back, notes to cosign, follow-ups."""
    user = staff(request)
    meetings = queries.notes_to_finish(user, 100)
    drafts = queries.notes_of(user, [m.pk for m in meetings])
    context = {
        "rows": [(m, drafts.get(m.pk)) for m in meetings],
        "sent_back": queries.sent_back(user),
        "to_cosign": queries.to_cosign(user),
        "follow_ups": queries.follow_ups(user, 50),
        "now": timezone.now(),
    }
    return render(request, "sessions/notes.html", context)
