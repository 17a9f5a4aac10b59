"""The pile of what waits: everybody, notes to finish, follow-ups."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from coachdesk.users.models import Role
from coachdesk.users.policies import COACHES, STAFF, WORK_WITH_CLIENTS, policy, staff
from sessions.log import queries
from sessions.waiting.people import people_to_look_at, waiting_people

_ON_TODAY = 6


@policy(STAFF, roles=WORK_WITH_CLIENTS, relation="own, supervised")
def everybody(request: HttpRequest) -> HttpResponse:
    """All that waits, one row a client; below it the clients to look at."""
    user = staff(request)
    rows = waiting_people(user)
    looks = (
        people_to_look_at(user, [row.client.pk for row in rows])
        if user.has_role(Role.COACH)
        else []
    )
    return render(request, "sessions/waiting.html", {"rows": rows, "looks": looks})


@policy(STAFF, roles=COACHES, relation="own clients")
def to_look_at(request: HttpRequest) -> HttpResponse:
    """The clients to look at, as rows that Today adds to its list."""
    user = staff(request)
    known = [row.client.pk for row in waiting_people(user)]
    looks = people_to_look_at(user, known)[:_ON_TODAY]
    return render(request, "sessions/_looks.html", {"looks": looks})


@policy(STAFF, roles=WORK_WITH_CLIENTS, relation="own, supervised")
def notes(request: HttpRequest) -> HttpResponse:
    """Notes to finish, notes sent back, notes to cosign."""
    user = staff(request)
    meetings = queries.notes_to_finish(user, 100)
    drafts = queries.notes_of(user, [m.pk for m in meetings])
    context = {
        "rows": [(m, drafts.get(m.pk)) for m in meetings],
        "sent_back": queries.sent_back(user),
        "to_cosign": queries.to_cosign(user),
        "now": timezone.now(),
    }
    return render(request, "sessions/notes.html", context)


@policy(STAFF, roles=COACHES, relation="own clients")
def follow_ups(request: HttpRequest) -> HttpResponse:
    """Clients who didn’t come and have not heard from anybody since."""
    rows = queries.follow_ups(staff(request), 100)
    return render(request, "sessions/follow_ups.html", {"rows": rows})
