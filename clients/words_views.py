"""Words and actions, and the sorter: in the portal, and read on the desk."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from clients import words
from clients.models import Client, WordsEntry, Worry
from clients.portal_access import login_of, portal_page
from clients.views import client_or_404, staff
from clients.words_forms import WordsForm, WorryForm
from coachdesk.audit.services import record_view
from coachdesk.users.policies import CLIENT, OPENS_RECORDS, STAFF, policy

_FORM = ("GET", "POST")


def _uuid(value: str) -> uuid.UUID:
    try:
        return uuid.UUID(value)
    except ValueError:
        raise Http404 from None


@policy(CLIENT, methods=_FORM, relation="own record")
@portal_page()
def portal_words(request: HttpRequest, client: Client) -> HttpResponse:
    """The client's own log."""
    view = words.words_of(client)
    posting = request.method == "POST"
    if posting and request.POST.get("act") == "hide":
        rows = WordsEntry.objects.filter(client=client, hidden_at=None)
        entry = get_object_or_404(rows, pk=_uuid(request.POST.get("entry", "")))
        words.hide_entry(entry=entry, actor=login_of(client))
        return redirect("portal:words")
    form = WordsForm(request.POST if posting else None, entries=view.entries)
    if posting and form.is_valid():
        words.add_entry(client=client, actor=login_of(client), **form.cleaned_data)
        messages.success(request, _("Noted."))
        return redirect("portal:words")
    context = {
        "client": client,
        "view": view,
        "chart": words.words_chart(view, width=330),
        "form": form,
    }
    status = 400 if posting else 200
    return render(request, "clients/portal/words.html", context, status=status)


@policy(CLIENT, methods=_FORM, relation="own record")
@portal_page()
def portal_sorter(request: HttpRequest, client: Client) -> HttpResponse:
    """Worries into mine, I can influence, not mine."""
    posting = request.method == "POST"
    if posting and request.POST.get("act") == "move":
        worry = get_object_or_404(
            Worry.objects.filter(client=client), pk=_uuid(request.POST.get("worry", ""))
        )
        try:
            words.move_worry(worry=worry, to=request.POST.get("to", ""), actor=login_of(client))
        except (ValueError, words.NotMine):
            raise Http404 from None
        return redirect("portal:sorter")
    form = WorryForm(request.POST if posting else None)
    if posting and form.is_valid():
        words.add_worry(client=client, actor=login_of(client), **form.cleaned_data)
        return redirect("portal:sorter")
    context = {**_buckets(client), "form": form, "again": words.look_again(client)}
    status = 400 if posting else 200
    return render(request, "clients/portal/sorter.html", context, status=status)


def _buckets(client: Client) -> dict[str, object]:
    rows = list(Worry.objects.filter(client=client).order_by("-created_at")[:200])
    kept = [row for row in rows if row.let_go_at is None]
    return {
        "buckets": [
            (value, label, [row for row in kept if row.bucket == value])
            for value, label in (
                ("mine", _("Mine")),
                ("influence", _("I can influence it")),
                ("not_mine", _("Not mine")),
            )
        ],
        "let_go": [row for row in rows if row.let_go_at is not None],
    }


@policy(STAFF, roles=OPENS_RECORDS, methods=_FORM, relation="own; supervised to read")
def desk_words(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The log and the sorter on the desk; the coach may note a line with the client, and tag."""
    user = staff(request)
    posting = request.method == "POST"
    scope = Client.objects.editable_by(user) if posting else Client.objects.visible_to(user)
    client = client_or_404(scope, pk)
    view = words.words_of(client)
    if posting and request.POST.get("act") == "tag":
        rows = WordsEntry.objects.filter(client=client, hidden_at=None)
        entry = get_object_or_404(rows, pk=_uuid(request.POST.get("entry", "")))
        words.tag_entry(entry=entry, tags=request.POST.getlist("tags")[:10], actor=user)
        return redirect("clients:words", pk=pk)
    form = WordsForm(request.POST if posting else None, entries=view.entries)
    if posting and form.is_valid():
        words.add_entry(client=client, actor=user, **form.cleaned_data)
        return redirect("clients:words", pk=pk)
    if not posting:
        record_view(actor=user, target=client, person_id=client.pk, request=request)
    context = {
        "client": client,
        "view": view,
        "chart": words.words_chart(view),
        "form": form,
        "tags": words.TAGS,
        "may_write": Client.objects.editable_by(user).filter(pk=pk).exists(),
        **_buckets(client),
    }
    return render(request, "clients/words.html", context, status=400 if posting else 200)
