"""The lists the practice and each person own for notes: snippets, interventions, headings."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from coachdesk.users.models import Role, User
from coachdesk.users.policies import STAFF, WORK_WITH_CLIENTS, policy, staff
from sessions.models import Intervention, NoteFormat, Snippet
from sessions.notes.formats import parts_of, set_headings
from sessions.notes.template_forms import InterventionForm, SnippetForm

_LEADS = (Role.SUPERVISOR, Role.OWNER)
_OWN: dict[str, Any] = {
    "roles": (*WORK_WITH_CLIENTS, Role.OWNER),
    "relation": "own; the practice's",
}
_PRACTICE: dict[str, Any] = {"roles": _LEADS, "relation": "the practice's"}


def _leads(user: User) -> bool:
    return user.has_role(*_LEADS)


@policy(STAFF, **_OWN)
def lists(request: HttpRequest) -> HttpResponse:
    """Own snippets; for supervisor and owner also the practice's interventions and headings."""
    return _page(request)


def _page(
    request: HttpRequest,
    *,
    status: int = 200,
    snippet: SnippetForm | None = None,
    intervention: InterventionForm | None = None,
) -> HttpResponse:
    """The lists; a form that was refused comes back in its place."""
    user = staff(request)
    leads = _leads(user)
    context = {
        "snippet": snippet or SnippetForm(leads=leads),
        "intervention": intervention or InterventionForm(),
        "snippets": Snippet.objects.usable_by(user),
        "interventions": Intervention.objects.filter(retired_at=None).order_by("name"),
        "leads": leads,
        "formats": [(f.value, f.label, parts_of(f.value)) for f in NoteFormat] if leads else [],
    }
    return render(request, "sessions/lists.html", context, status=status)


def _saved(request: HttpRequest) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect("sessions:lists")


@policy(STAFF, methods=("POST",), **_OWN)
def snippet_save(request: HttpRequest) -> HttpResponse:
    """Keep a snippet under its name: one's own, or the practice's where one leads."""
    user = staff(request)
    form = SnippetForm(request.POST, leads=_leads(user))
    if not form.is_valid():
        return _page(request, snippet=form, status=400)
    data = dict(form.cleaned_data)
    owner = None if data.pop("for_all", False) else user
    Snippet.objects.filter(owner=owner, name=data["name"]).delete()
    Snippet.objects.create(owner=owner, **data)
    return _saved(request)


@policy(STAFF, methods=("POST",), **_OWN)
def snippet_delete(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Remove one's own snippet; supervisor and owner also remove the practice's."""
    user = staff(request)
    mine = Snippet.objects.usable_by(user) if _leads(user) else Snippet.objects.filter(owner=user)
    get_object_or_404(mine, pk=pk).delete()
    return _saved(request)


@policy(STAFF, methods=("POST",), **_PRACTICE)
def intervention_add(request: HttpRequest) -> HttpResponse:
    """Add what the practice does in sessions; a retired one comes back."""
    form = InterventionForm(request.POST)
    if not form.is_valid():
        return _page(request, intervention=form, status=400)
    Intervention.objects.update_or_create(
        name=form.cleaned_data["name"], defaults={"retired_at": None}
    )
    return _saved(request)


@policy(STAFF, methods=("POST",), **_PRACTICE)
def intervention_retire(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take an intervention off the list; notes that name it keep it."""
    found = get_object_or_404(Intervention, pk=pk)
    found.retired_at = timezone.now()
    found.save(update_fields=["retired_at"])
    return _saved(request)


@policy(STAFF, methods=("POST",), **_PRACTICE)
def headings_save(request: HttpRequest, note_format: str) -> HttpResponse:
    """Set the practice's headings of one note format."""
    if note_format not in NoteFormat.values:
        raise Http404
    words = {key: request.POST.get(f"part_{key}", "")[:60] for key, _h in parts_of(note_format)}
    set_headings(note_format=note_format, headings=words)
    return _saved(request)
