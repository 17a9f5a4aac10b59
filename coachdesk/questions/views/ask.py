"""Asking, and the six words that are shown once."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from coachdesk.lib.ids import new_id
from coachdesk.questions.forms import AskForm
from coachdesk.questions.intake import code_for, intake_is_open, read_letter, receive
from coachdesk.questions.letter_panels import related_answers
from coachdesk.questions.models import Question
from coachdesk.questions.own_letter import make_stricter
from coachdesk.safety.queries import help_numbers, help_numbers_by_country
from coachdesk.users.form_keys import SentBefore, SentWithOtherContent, content_hash, once
from coachdesk.users.policies import ANYONE, policy
from coachdesk.users.practice_settings import practice_setting
from coachdesk.users.rate_limits import client_address, proven_once, within_limit

SENT_SESSION_KEY = "letter_sent"


def _page(request: HttpRequest, form: AskForm, *, status: int = 200, **more: Any) -> HttpResponse:
    country = form.data.get("country", "") if form.is_bound else ""
    young = form.is_bound and form.data.get("adult") == "no"
    by_country = help_numbers_by_country(young=young)
    everywhere = by_country.pop("")
    context = {
        "form": form,
        "open": intake_is_open(),
        # A practice without numbers for everywhere shows the shipped ones.
        "numbers": by_country.get(country) or everywhere or help_numbers(young=young),
        "help_countries": by_country.items(),
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
    sent_fields = {k: v for k, v in vars(new).items() if k != "texts"}
    content = content_hash(*(f"{name}={value}" for name, value in sent_fields.items()))

    def create() -> uuid.UUID:
        made = new_id()
        code = code_for(key, made)
        return receive(new=new, code=code, proven=calm and proven_once(form), letter_id=made).pk

    try:
        question_id: uuid.UUID | None = once(
            key=key, form="ask", content=content, actor_id=None, create=create
        )
    except SentBefore as before:
        question_id = before.result_id
    except SentWithOtherContent as other:
        stricter = other.result_id and make_stricter(question_id=other.result_id, new=new)
        form.add_error(
            None,
            _("This page was sent before with other words. Open the form again for a new letter."),
        )
        stored = Question.objects.filter(pk=other.result_id).first() if other.result_id else None
        return _page(request, form, status=409, stored=stored, stricter=stricter)
    request.session[SENT_SESSION_KEY] = [str(key), str(question_id)]
    return redirect("questions:sent")


@policy(ANYONE, methods=("POST",))
def ask_related(request: HttpRequest) -> HttpResponse:
    """Show published answers near the words typed so far; nothing is kept, the words stay."""
    text = request.POST.get("letter", "")[:6000]
    kept = AskForm(initial={name: request.POST.get(name, "") for name in AskForm.base_fields})
    return _page(request, kept, related=related_answers(text), asked_related=True)


@policy(ANYONE)
def sent(request: HttpRequest) -> HttpResponse:
    """After sending: the six words, once, and help numbers."""
    kept = request.session.pop(SENT_SESSION_KEY, None)
    question = Question.objects.filter(pk=kept[1]).first() if kept else None
    country = question.country if question else ""
    context = {
        "code": code_for(uuid.UUID(kept[0]), question.pk) if kept and question else "",
        "question": question,
        "numbers": help_numbers(country, young=question is not None and not question.adult),
        "risk": question is not None and question.was_held,
        "answer_within": practice_setting("answer_within_days"),
    }
    return render(request, "questions/sent.html", context)
