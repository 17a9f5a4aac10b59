"""The client's own pages for words and actions and for the circle of control."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from clients.models import Client, WordsEntry, Worry
from clients.own.access import login_of, portal_page
from clients.words import services as words
from clients.words.forms import WordsForm, WorryForm
from clients.words.services import WordsView, buckets
from coachdesk.lib.errors import Refused
from coachdesk.users.policies import CLIENT, policy


@policy(CLIENT, relation="own record")
@portal_page()
def portal_words(request: HttpRequest, client: Client) -> HttpResponse:
    """The client's own log."""
    view = words.words_of(client)
    return _words(request, client, view, WordsForm(entries=view.entries))


def _words(
    request: HttpRequest, client: Client, view: WordsView, form: WordsForm, status: int = 200
) -> HttpResponse:
    context = {
        "client": client,
        "view": view,
        "chart": words.words_chart(view, width=330),
        "form": form,
    }
    return render(request, "clients/portal/words.html", context, status=status)


@policy(CLIENT, methods=("POST",), relation="own record")
@portal_page()
def words_add(request: HttpRequest, client: Client) -> HttpResponse:
    """Note one line in the log."""
    view = words.words_of(client)
    form = WordsForm(request.POST, entries=view.entries)
    if not form.is_valid():
        return _words(request, client, view, form, 400)
    words.add_entry(client=client, actor=login_of(client), **form.cleaned_data)
    messages.success(request, _("Noted."))
    return redirect("portal:words")


@policy(CLIENT, methods=("POST",), relation="own record")
@portal_page()
def words_hide(request: HttpRequest, client: Client, pk: uuid.UUID) -> HttpResponse:
    """Take one line of the log away."""
    rows = WordsEntry.objects.filter(client=client, hidden_at=None)
    words.hide_entry(entry=get_object_or_404(rows, pk=pk), actor=login_of(client))
    return redirect("portal:words")


@policy(CLIENT, relation="own record")
@portal_page()
def portal_sorter(request: HttpRequest, client: Client) -> HttpResponse:
    """Worries into mine, I can influence, not mine."""
    return _sorter(request, client, WorryForm())


def _sorter(
    request: HttpRequest, client: Client, form: WorryForm, status: int = 200
) -> HttpResponse:
    context = {**buckets(client), "form": form, "again": words.look_again(client)}
    return render(request, "clients/portal/sorter.html", context, status=status)


@policy(CLIENT, methods=("POST",), relation="own record")
@portal_page()
def worry_add(request: HttpRequest, client: Client) -> HttpResponse:
    """Sort a new worry."""
    form = WorryForm(request.POST)
    if not form.is_valid():
        return _sorter(request, client, form, 400)
    words.add_worry(client=client, actor=login_of(client), **form.cleaned_data)
    return redirect("portal:sorter")


@policy(CLIENT, methods=("POST",), relation="own record")
@portal_page()
def worry_move(request: HttpRequest, client: Client, pk: uuid.UUID) -> HttpResponse:
    """Move a worry to where the client sees it now (``to``), or let it go."""
    worry = get_object_or_404(Worry.objects.filter(client=client), pk=pk)
    try:
        words.move_worry(worry=worry, to=request.POST.get("to", ""), actor=login_of(client))
    except (ValueError, Refused):
        raise Http404 from None
    return redirect("portal:sorter")
