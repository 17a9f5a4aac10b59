"""The desk's home: the day, what is read first, what waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from coachdesk.lib.nav_counts import nav_counts
from coachdesk.questions.queries import in_view
from coachdesk.safety.queries import LETTER_KINDS, open_flags_list
from coachdesk.safety.subjects import subjects_of
from coachdesk.safety.triage_reading import code_words, codes_to_show
from coachdesk.users import first_steps
from coachdesk.users.models import Role, User
from coachdesk.users.news import news_since, yesterday
from coachdesk.users.policies import STAFF, WORK_WITH_LETTERS, policy, staff
from coachdesk.users.today_lines import today_lines
from sessions.calendar.agenda import day_asked
from sessions.today.day import agenda
from sessions.waiting.people import waiting_people

_SHOWN = 5
_PEOPLE = 8
_WORDS = 120  # characters of a held letter shown here


@dataclass(frozen=True)
class Danger:
    """One thing to read first: who, the first words, why, since when, and its page."""

    who: str
    words: str
    why: list[str]
    where: str | Promise
    since: datetime
    url: str
    urgent: bool


@policy(STAFF, relation="own clients; letters one may open")
def today(request: HttpRequest) -> HttpResponse:
    """Everybody of the team begins here and sees the parts the role allows."""
    user = staff(request)
    rows = waiting_people(user)
    context: dict[str, Any] = {
        "today": timezone.localdate(),
        "now": timezone.now(),
        "waiting": rows[:_PEOPLE],
        "waiting_more": max(0, len(rows) - _PEOPLE),
        "lines": today_lines(user, nav_counts(user)),
        "since_yesterday": news_since(user, yesterday(user), on_today=True),
        "begun": first_steps.for_today(user),
        "has_clients": user.has_role(Role.COACH),
    }
    if user.has_role(Role.COACH):
        context |= _day_of(user, day_asked(request))
    if user.has_role(*WORK_WITH_LETTERS):
        context["dangers"] = _read_first(user)
    return render(request, "sessions/today.html", context)


def _day_of(user: User, day: date) -> dict[str, Any]:
    drawn = agenda(user, day)
    next_up = next(
        (r.meeting for r in drawn.rows if r.meeting.is_upcoming and not r.meeting.is_past), None
    )
    return {"day": day, "agenda": drawn, "next_up": next_up}


def _read_first(user: User) -> list[Danger]:
    """Held letters and open flags that the person may see, urgent and oldest first."""
    letters = list(in_view("held", user).order_by("-triage_score", "received_at")[:_SHOWN])
    flags = open_flags_list(user, 60)
    codes = {flag.person_id: codes_to_show(flag) for flag in flags}
    held = {letter.pk for letter in letters}
    ours = [flag for flag in flags if flag.person_id not in held][:_SHOWN]
    subjects = subjects_of(user, ours)
    found = [
        Danger(
            _("Letter from %(name)s") % {"name": letter.pseudonym}
            if letter.pseudonym
            else letter.title or _("Letter without a name"),
            Truncator(letter.letter).chars(_WORDS),
            _in_words(codes.get(letter.pk, [])),
            "",
            letter.received_at,
            reverse("questions:workbench", args=[letter.pk]),
            letter.urgent,
        )
        for letter in letters
    ]
    for flag in ours:
        subject = subjects[flag.pk]
        of_client = flag.subject_kind not in LETTER_KINDS
        who = subject.who or ("" if of_client else subject.where)
        found.append(
            Danger(
                str(who or _("Somebody you do not work with")),
                _("Call %(name)s") % {"name": subject.call} if subject.call else "",
                _in_words(codes_to_show(flag)),
                subject.where if subject.who or of_client else "",
                flag.opened_at,
                reverse("safety:flag", args=[flag.pk]),
                flag.urgent,
            )
        )
    return sorted(found, key=lambda danger: (not danger.urgent, danger.since))


def _in_words(codes: list[str]) -> list[str]:
    return [code_words(code) for code in codes[:2]]
