"""Find: people, pages of the desk and published answers by first letters; letters on Enter."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from clients.models import Client
from clients.page.lookup import SEES_NAMES
from clients.people.names import named
from coachdesk.publishing.search import find as find_published
from coachdesk.questions.queries import in_view, search
from coachdesk.users.desk_nav import find_pages
from coachdesk.users.policies import STAFF, WORK_WITH_LETTERS, policy, staff

_PEOPLE, _PAGES, _ANSWERS, _LETTERS = 8, 6, 5, 10
_LONGEST = 80


@policy(STAFF, relation="what one may open")
def find(request: HttpRequest) -> HttpResponse:
    """What is found for ``q``. While somebody types, names and titles only; words inside letters
    are looked for on Enter, because each letter has to be opened for it."""
    user = staff(request)
    text = request.GET.get("q", "").strip()[:_LONGEST]
    context: dict[str, Any] = {"q": text, "searched": 0}
    if text:
        context |= {
            "pages": find_pages(user, text)[:_PAGES],
            "answers": find_published(text, size=_ANSWERS),
        }
        if user.has_role(*SEES_NAMES):
            rows = named(Client.objects.names_visible_to(user), text)
            context["people"] = list(rows.order_by("-created_at")[:_PEOPLE])
    if request.htmx:
        return render(request, "sessions/_found.html", context)
    if text and user.has_role(*WORK_WITH_LETTERS):
        letters, searched = search(in_view("all", user), text)
        context |= {"letters": letters[:_LETTERS], "searched": searched}
    return render(request, "sessions/find.html", context)
