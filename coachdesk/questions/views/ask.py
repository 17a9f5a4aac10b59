"""Asking, and the six words that are shown once."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from coachdesk.questions.forms import AskForm
from coachdesk.questions.intake import code_for, intake_is_open, read_letter, receive
from coachdesk.questions.models import Question
from coachdesk.questions.panels import related_answers
from coachdesk.safety.queries import help_numbers
from coachdesk.users.formkeys import SentBefore, SentWithOtherContent, content_hash, once
from coachdesk.users.limits import client_address, within_limit
from coachdesk.users.policies import ANYONE, policy
from coachdesk.users.practice import practice_setting

SENT_SESSION_KEY = "letter_sent"


def _page(request: HttpRequest, form: AskForm, *, status: int = 200, **more: Any) -> HttpResponse:
    country = form.data.get("country", "") if form.is_bound else ""
    young = form.is_bound and form.data.get("adult") == "no"
    context = {
        "form": form,
        "open": intake_is_open(),
        "numbers": help_numbers(country if len(country) == 2 else "", young=young),
        "read_within": practice_setting("read_within_working_days"),
        "answer_within": practice_setting("answer_within_days"),
        **more,
    }
    return render(request, "questions/ask.html", context, status=status)


@policy(ANYONE, methods=("GET", "POST"))
def ask(request: HttpRequest) -> HttpResponse:
    """The letter form. Nothing is kept before it is sent."""
    if request.method != "POST":
        return _page(request, AskForm())
    form = AskForm(request.POST)
    if request.POST.get("action") == "similar":
        text = request.POST.get("letter", "")[:6000]
        kept = AskForm(initial={name: request.POST.get(name, "") for name in AskForm.base_fields})
        return _page(request, kept, related=related_answers(text), asked_related=True)
    if not form.is_valid():
        return _page(request, form, status=400)
    new = form.new_letter()
    reading = read_letter(new)
    if not intake_is_open() and not reading.read_first:
        return _page(request, form, status=503, closed=True, related=related_answers(new.letter))
    who = client_address(request)
    calm = within_limit("letter", who, times=5, per=timedelta(hours=1)) and within_limit(
        "letter-day", who, times=20, per=timedelta(days=1)
    )
    key: uuid.UUID = form.cleaned_data["form_key"]
    content = content_hash(new.letter, new.asks, new.pseudonym, new.address, new.contact)

    def create() -> uuid.UUID:
        return receive(new=new, code=code_for(key), proven=form.proven and calm).pk

    try:
        question_id: uuid.UUID | None = once(
            key=key, form="ask", content=content, actor_id=None, create=create
        )
    except SentBefore as before:
        question_id = before.result_id
    except SentWithOtherContent:
        form.add_error(
            None,
            _("This page was sent before with other words. Open the form again for a new letter."),
        )
        return _page(request, form, status=409)
    request.session[SENT_SESSION_KEY] = [str(key), str(question_id)]
    return redirect("questions:sent")


@policy(ANYONE)
def sent(request: HttpRequest) -> HttpResponse:
    """After sending: the six words, once, and help numbers."""
    kept = request.session.pop(SENT_SESSION_KEY, None)
    question = Question.objects.filter(pk=kept[1]).first() if kept else None
    country = question.country if question else ""
    context = {
        "code": code_for(uuid.UUID(kept[0])) if kept and question else "",
        "question": question,
        "numbers": help_numbers(country, young=question is not None and not question.adult),
        "risk": question is not None and question.was_held,
        "answer_within": practice_setting("answer_within_days"),
    }
    return render(request, "questions/sent.html", context)
