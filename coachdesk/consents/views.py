"""The agreement texts of the practice: every version, and how the next one is published."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db import IntegrityError
from django.db.models import Count, Max, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coachdesk.audit.services import record
from coachdesk.consents.models import ConsentKind, ConsentText
from coachdesk.consents.services import publish_text
from coachdesk.lib.as_shown import stamp_of
from coachdesk.lib.fields import TextArea, TextLine
from coachdesk.users.models import Role, User
from coachdesk.users.policies import STAFF, policy


class NextVersionForm(forms.Form):
    """A new version; published ones never change (SEC-73)."""

    kind = forms.ChoiceField(label=gettext_lazy("Which text?"), choices=ConsentKind.choices)
    title = TextLine(label=gettext_lazy("Title"), limit=120)
    body = TextArea(label=gettext_lazy("Text"), limit=20_000)
    after = forms.CharField(widget=forms.HiddenInput, max_length=32, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("after", _newest())


def _newest() -> str:
    """Which version of each kind is in force, as a stamp: the next one is written after reading it."""
    rows = ConsentText.objects.values("kind").annotate(newest=Max("version"))
    return stamp_of({row["kind"]: row["newest"] for row in rows.order_by("kind")})


@policy(STAFF, roles=(Role.OWNER, Role.SUPERVISOR))
def texts(request: HttpRequest) -> HttpResponse:
    """Each kind with its versions, and how many yeses stand on each."""
    return _page(request, NextVersionForm(), 200)


def _page(request: HttpRequest, form: NextVersionForm, status: int) -> HttpResponse:
    standing = Count("grants", filter=Q(grants__state="granted"))
    rows = ConsentText.objects.annotate(standing=standing).order_by("kind", "-version")
    user = request.user
    owner = isinstance(user, User) and user.has_role(Role.OWNER)
    context = {"texts": rows, "form": form, "may_publish": owner}
    return render(request, "consents/texts.html", context, status=status)


def _overtaken(request: HttpRequest, form: NextVersionForm) -> HttpResponse:
    """409 for a page older than the newest version; what was typed stands in the form."""
    form.data = form.data.copy()
    form.data["after"] = _newest()
    form.add_error(None, _("There is a newer version by now. Please look at it first."))
    return _page(request, form, 409)


@policy(STAFF, roles=(Role.OWNER,), methods=("POST",), step_up=True)
def publish(request: HttpRequest) -> HttpResponse:
    """Publish the next version. Yeses to the earlier one stand; people are shown the new one."""
    form = NextVersionForm(request.POST)
    if not form.is_valid():
        return _page(request, form, 400)
    data = form.cleaned_data
    if data["after"] != _newest():
        return _overtaken(request, form)
    newest = ConsentText.objects.filter(kind=data["kind"], locale="en").order_by("-version").first()
    if newest is not None and newest.body == data["body"]:
        form.add_error("body", _("These are the words that are in force already."))
        return _page(request, form, 400)
    try:
        text = publish_text(
            kind=data["kind"],
            version=(newest.version if newest else 0) + 1,
            title=data["title"],
            body=data["body"],
        )
    except (IntegrityError, ValueError):  # somebody else published meanwhile
        return _overtaken(request, form)
    actor = request.user if isinstance(request.user, User) else None
    record(action="consent_text.published", actor=actor, target=text, fields=[str(text)])
    messages.success(
        request,
        _("Published. Everyone who agreed to an earlier version is asked to read this one."),
    )
    return redirect("consents:texts")
