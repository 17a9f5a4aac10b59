"""Supervision's list, and the lists the practice and each person own for notes."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from clients.models import Client, ClientStatus
from coachdesk.lib.fields import TextArea, TextLine
from coachdesk.users.models import Role, User
from coachdesk.users.policies import STAFF, WORK_WITH_CLIENTS, policy
from sessions import supervision
from sessions.formats import parts_of, set_headings
from sessions.models import Intervention, NoteFormat, Snippet
from sessions.notes import NotPossible
from sessions.views.common import staff

_FORM = ("GET", "POST")


class BringForm(forms.Form):
    """A case for supervision."""

    quiet_optional = True
    client = forms.ChoiceField(label=lazy("Client"))
    question = TextArea(label=lazy("What do you want to look at?"), limit=4000)

    def __init__(self, *args: Any, clients: list[Client], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.clients = {str(c.pk): c for c in clients}
        self.fields["client"].choices = [  # type: ignore[attr-defined]
            (pk, c.name) for pk, c in self.clients.items()
        ]


class OutcomeForm(forms.Form):
    """What came of it."""

    outcome = TextArea(label=lazy("What came of it?"), limit=4000)


@policy(STAFF, roles=WORK_WITH_CLIENTS, methods=_FORM, relation="own, supervised")
def review_list(request: HttpRequest) -> HttpResponse:
    """What waits for supervision, and what was settled last."""
    user = staff(request)
    states = (ClientStatus.INTAKE, ClientStatus.ACTIVE, ClientStatus.ON_HOLD)
    mine = list(Client.objects.editable_by(user).filter(status__in=states)[:500])
    act = request.POST.get("act", "") if request.method == "POST" else ""
    form = BringForm(request.POST if act == "bring" else None, clients=mine)
    outcome = OutcomeForm(request.POST if act == "settle" else None)
    status = 400 if act else 200
    try:
        if act == "bring" and form.is_valid():
            client = form.clients[form.cleaned_data["client"]]
            supervision.bring(client=client, actor=user, question=form.cleaned_data["question"])
            return redirect("sessions:supervision")
        if act == "settle" and outcome.is_valid():
            item = get_object_or_404(supervision.items_for(user), pk=_key(request))
            supervision.settle(item=item, actor=user, outcome=outcome.cleaned_data["outcome"])
            return redirect("sessions:supervision")
    except NotPossible as refusal:
        messages.error(request, str(refusal))
        status = 409
    items = supervision.items_for(user)
    context = {
        "form": form if mine else None,
        "outcome": outcome,
        "waiting": list(items.filter(settled_at=None)[:100]),
        "settled": list(items.exclude(settled_at=None).order_by("-settled_at")[:20]),
        "user_id": user.pk,
    }
    return render(request, "sessions/supervision.html", context, status=status)


def _key(request: HttpRequest) -> uuid.UUID:
    try:
        return uuid.UUID(request.POST.get("id", ""))
    except ValueError:
        raise Http404 from None


class SnippetForm(forms.Form):
    """A few words one often writes."""

    quiet_optional = True
    name = TextLine(label=lazy("Name"), limit=40)
    text = TextArea(label=lazy("Text"), limit=4000)
    for_all = forms.BooleanField(label=lazy("A template for the whole practice"), required=False)

    def __init__(self, *args: Any, leads: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not leads:
            del self.fields["for_all"]


class InterventionForm(forms.Form):
    """Something the practice does in sessions."""

    name = TextLine(label=lazy("Name"), limit=80)


@policy(
    STAFF, roles=(*WORK_WITH_CLIENTS, Role.OWNER), methods=_FORM, relation="own; the practice's"
)
def lists(request: HttpRequest) -> HttpResponse:
    """Own snippets; for supervisor and owner also the practice's interventions and headings."""
    user = staff(request)
    leads = user.has_role(Role.SUPERVISOR, Role.OWNER)
    act = request.POST.get("act", "") if request.method == "POST" else ""
    snippet = SnippetForm(request.POST if act == "snippet" else None, leads=leads)
    intervention = InterventionForm(request.POST if act == "intervention" else None)
    if act and _change(request, user, act, leads, snippet, intervention):
        messages.success(request, _("Saved."))
        return redirect("sessions:lists")
    context = {
        "snippet": snippet,
        "intervention": intervention,
        "snippets": Snippet.objects.usable_by(user),
        "interventions": Intervention.objects.filter(retired_at=None).order_by("name"),
        "leads": leads,
        "formats": [(f.value, f.label, parts_of(f.value)) for f in NoteFormat] if leads else [],
    }
    return render(request, "sessions/lists.html", context, status=400 if act else 200)


def _change(
    request: HttpRequest,
    user: User,
    act: str,
    leads: bool,
    snippet: SnippetForm,
    intervention: InterventionForm,
) -> bool:
    """Carry out one act; False when its form needs another look or it is not this person's."""
    if act == "snippet" and snippet.is_valid():
        data = dict(snippet.cleaned_data)
        owner = None if data.pop("for_all", False) else user
        Snippet.objects.filter(owner=owner, name=data["name"]).delete()
        Snippet.objects.create(owner=owner, **data)
        return True
    if act == "drop_snippet":
        mine = Snippet.objects.usable_by(user) if leads else Snippet.objects.filter(owner=user)
        get_object_or_404(mine, pk=_key(request)).delete()
        return True
    if not leads:
        return False
    if act == "intervention" and intervention.is_valid():
        Intervention.objects.update_or_create(
            name=intervention.cleaned_data["name"], defaults={"retired_at": None}
        )
        return True
    if act == "retire":
        Intervention.objects.filter(pk=_key(request)).update(retired_at=timezone.now())
        return True
    note_format = request.POST.get("format", "")
    if act == "headings" and note_format in NoteFormat.values:
        words = {key: request.POST.get(f"part_{key}", "")[:60] for key, _h in parts_of(note_format)}
        set_headings(note_format=note_format, headings=words)
        return True
    return False
