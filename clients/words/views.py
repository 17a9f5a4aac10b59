"""Words and actions, and the sorter, read on the desk."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from clients.models import Client, WordsEntry
from clients.page.lookup import client_or_404
from clients.words import services as words
from clients.words.forms import WordsForm
from clients.words.services import WordsView, buckets
from coachdesk.audit.services import record_view
from coachdesk.users.policies import OPENS_RECORDS, STAFF, WORK_WITH_CLIENTS, policy, staff

_ACTS: dict[str, Any] = {"roles": WORK_WITH_CLIENTS, "methods": ("POST",), "relation": "own"}


@policy(STAFF, roles=OPENS_RECORDS, relation="own and supervised clients")
def desk_words(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The log and the sorter on the desk; the coach may note a line with the client, and tag."""
    user = staff(request)
    client = client_or_404(Client.objects.visible_to(user), pk)
    view = words.words_of(client)
    record_view(actor=user, target=client, person_id=client.pk, request=request)
    return _words(request, client, view, WordsForm(entries=view.entries))


def _words(
    request: HttpRequest, client: Client, view: WordsView, form: WordsForm, status: int = 200
) -> HttpResponse:
    context = {
        "client": client,
        "view": view,
        "chart": words.words_chart(view),
        "form": form,
        "tags": words.TAGS,
        "may_write": Client.objects.editable_by(staff(request)).filter(pk=client.pk).exists(),
        **buckets(client),
    }
    return render(request, "clients/words.html", context, status=status)


@policy(STAFF, **_ACTS)
def words_add(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Note a line together with the client."""
    user = staff(request)
    client = client_or_404(Client.objects.editable_by(user), pk)
    view = words.words_of(client)
    form = WordsForm(request.POST, entries=view.entries)
    if not form.is_valid():
        return _words(request, client, view, form, 400)
    words.add_entry(client=client, actor=user, **form.cleaned_data)
    return redirect("clients:words", pk=pk)


@policy(STAFF, **_ACTS)
def words_tag(request: HttpRequest, pk: uuid.UUID, entry: uuid.UUID) -> HttpResponse:
    """Set the tags of one line."""
    user = staff(request)
    client = client_or_404(Client.objects.editable_by(user), pk)
    row = get_object_or_404(WordsEntry, client=client, hidden_at=None, pk=entry)
    words.tag_entry(entry=row, tags=request.POST.getlist("tags")[:10], actor=user)
    return redirect("clients:words", pk=pk)
