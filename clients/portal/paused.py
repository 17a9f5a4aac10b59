"""A step that its own client can't work in now: calm words, and nothing that was typed is lost.

The page is the same whether a flag hides the step, the coach took a part out or its time has not come:
it names neither the step nor the reason, because somebody else may hold the phone.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from clients.homework.models import Assignment
from clients.homework.prompts import PromptForm
from clients.models import Client
from clients.portal.own_programs import course_of
from coachdesk.safety.queries import help_numbers


def after_words(client: Client, pk: uuid.UUID, step: str) -> HttpResponse:
    """Where to go when words were stored: the step, or Today when what was written closed it.

    A flag that the words opened hides steps in the same moment; nobody is left on a missing page.
    """
    found = course_of(client, pk).step(step)
    if found is not None and found.is_reachable:
        return redirect("portal:step", pk=pk, step=step)
    return redirect("portal:today")


def resting(request: HttpRequest, client: Client, assignment: Assignment) -> HttpResponse:
    """The page instead of a step that rests: 409, because it is there and can't be opened now.

    The help numbers stand on it where a flag paused the program.
    """
    return render(request, "portal/resting.html", _help(client, assignment), status=409)


def _help(client: Client, assignment: Assignment) -> dict[str, Any]:
    paused = assignment.paused_by_safety
    return {"paused": paused, "numbers": help_numbers(client.country) if paused else []}


def words_back(
    request: HttpRequest, client: Client, assignment: Assignment, form: PromptForm, why: str
) -> HttpResponse:
    """What was written for a step that has closed meanwhile: not stored, and given back to copy."""
    typed = []
    for field in form:
        value = field.value()
        if not field.is_hidden and value and field.name != "on":
            said = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
            typed.append((field.label, said))
    context = {"typed": typed, "why": why, **_help(client, assignment)}
    return render(request, "portal/words_back.html", context, status=409)


def not_saved(why: str, *, status: int = 409) -> JsonResponse:
    """The answer to a save in the background: the words stay in the open page, and it says why."""
    return JsonResponse({"error": why}, status=status)


def rests_now() -> str:
    """The one sentence for every reason."""
    return _("This step rests for now.")
