"""The practice's settings: promises of time, how letters come in, what waits for whom."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coachdesk.lib.fields import TextArea
from coachdesk.users.identity import VARIABLES, identity, is_locked, to_store
from coachdesk.users.identity_form import IdentityFields
from coachdesk.users.models import Role, User
from coachdesk.users.policies import STAFF, policy
from coachdesk.users.practice_settings import change_settings, lock_settings, practice_setting

_DAYS = (
    gettext_lazy("Monday"),
    gettext_lazy("Tuesday"),
    gettext_lazy("Wednesday"),
    gettext_lazy("Thursday"),
    gettext_lazy("Friday"),
    gettext_lazy("Saturday"),
    gettext_lazy("Sunday"),
)


def _number(
    label: Any, least: int, most: int, *, required: bool = True, help_text: Any = ""
) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, min_value=least, max_value=most, required=required, help_text=help_text
    )


class PracticeForm(IdentityFields):
    """All settings of the page; the limits keep what protects writers and clients in force."""

    quiet_optional = True
    intake = forms.ChoiceField(
        label=gettext_lazy("Who may write"),
        choices=(
            ("open", gettext_lazy("Everybody may write")),
            ("limited", gettext_lazy("So many a week")),
            ("closed", gettext_lazy("Closed for now")),
        ),
        widget=forms.RadioSelect,
    )
    intake_per_week = _number(gettext_lazy("Letters a week, when limited"), 1, 10_000)
    read_within_working_days = _number(
        gettext_lazy("Promise: read within so many working days"),
        1,
        60,
        required=False,
        help_text=gettext_lazy("Empty: no promise is shown to readers."),
    )
    answer_within_days = _number(
        gettext_lazy("Promise: answered within so many days"),
        1,
        120,
        required=False,
        help_text=gettext_lazy("Empty: no promise is shown to readers."),
    )
    due_working_days = _number(gettext_lazy("A letter is due after so many working days"), 1, 60)
    working_days = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Working days"),
        choices=tuple(enumerate(_DAYS)),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    coach_answers_need_review = forms.BooleanField(
        label=gettext_lazy("Somebody else reads a coach’s answer before it leaves"), required=False
    )
    undo_seconds = _number(
        gettext_lazy("Seconds in which an answer or a cancellation can be taken back"), 20, 300
    )
    publish_after_days = _number(
        gettext_lazy("Days between a letter and its page, at least"),
        14,
        365,
        help_text=gettext_lazy(
            "Time helps nobody to guess who wrote it. A writer may ask for sooner."
        ),
    )
    publish_random_days = _number(gettext_lazy("Up to so many days more, by chance"), 0, 365)
    change_at_least = _number(
        gettext_lazy("Facts only the couple knows that must be changed"), 3, 20
    )
    preview_days = _number(
        gettext_lazy("Days a writer has to say yes"),
        7,
        90,
        help_text=gettext_lazy("Silence means no."),
    )
    comments_open_days = _number(gettext_lazy("Comments close after so many days"), 1, 3650)
    urgent_read_within_hours = _number(
        gettext_lazy("An urgent letter or flag is read within so many hours"), 1, 24
    )
    acknowledge_hours = _number(
        gettext_lazy("Any other safety flag is seen within so many hours"),
        1,
        72,
        help_text=gettext_lazy("Then the next in the chain is told."),
    )
    contact_budget_per_week = _number(gettext_lazy("Messages a week to one client, at most"), 1, 20)
    home_text = TextArea(
        label=gettext_lazy("What the home page says first"),
        limit=400,
        required=False,
        help_text=gettext_lazy("Two or three sentences. Empty: the words that ship."),
    )
    about_text = TextArea(
        label=gettext_lazy("About you, above the names on the team page"),
        limit=2000,
        required=False,
        help_text=gettext_lazy(
            "Who you are and how you work. Each person decides about their name."
        ),
    )


class SomeSettingsForm(PracticeForm):
    """Some of the settings, for a page of its own."""

    def __init__(self, *args: Any, names: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {name: self.fields[name] for name in names}


# In the order of the page: heading and fields.
SECTIONS = (
    (gettext_lazy("The practice"), tuple(VARIABLES)),
    (gettext_lazy("What the site says"), ("home_text", "about_text")),
    (
        gettext_lazy("Letters"),
        ("intake", "intake_per_week", "read_within_working_days", "answer_within_days"),
    ),
    (
        gettext_lazy("Answering"),
        ("due_working_days", "working_days", "coach_answers_need_review", "undo_seconds"),
    ),
    (
        gettext_lazy("Publishing"),
        (
            "publish_after_days",
            "publish_random_days",
            "change_at_least",
            "preview_days",
            "comments_open_days",
        ),
    ),
    (
        gettext_lazy("Safety and contact"),
        ("urgent_read_within_hours", "acknowledge_hours", "contact_budget_per_week"),
    ),
)


@policy(STAFF, roles=(Role.OWNER, Role.SUPERVISOR))
def practice_index(request: HttpRequest) -> HttpResponse:
    """The pages that are opened less than once a week, each with a line about it."""
    return render(request, "users/practice_index.html")


def in_force() -> dict[str, Any]:
    """What counts now, by the names of the form's fields."""
    return {
        name: identity(name) if name in VARIABLES else practice_setting(name)
        for name in PracticeForm.base_fields
    }


def chosen(data: dict[str, Any]) -> dict[str, Any]:
    """What is stored of the form: of the identity nothing that is locked or the default."""
    return {
        name: to_store(name, value) if name in VARIABLES else value
        for name, value in data.items()
        if name not in VARIABLES or not is_locked(name)
    }


@policy(STAFF, roles=(Role.OWNER,), methods=("GET", "POST"))
def practice(request: HttpRequest) -> HttpResponse:
    """Read and change the settings; each change is in the audit log."""
    if not isinstance(request.user, User):
        raise Http404
    with transaction.atomic():
        if request.method == "POST":
            lock_settings()
        form = PracticeForm(request.POST or None, initial=in_force())
        if form.is_valid():
            change_settings(actor=request.user, **chosen(form.cleaned_data))
            messages.success(request, _("Saved. It counts from now on."))
            return redirect("users:practice")
    sections = [(title, [form[name] for name in names]) for title, names in SECTIONS]
    context = {"form": form, "sections": sections}
    return render(request, "users/practice.html", context, status=form.status)
