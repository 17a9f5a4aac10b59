"""The client's own data in the portal: requests, and a copy to take away."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients.models import Client, RequestKind
from clients.own.access import login_of, portal_page
from clients.record import export
from clients.record import services as records
from coachdesk.exports import Receiver
from coachdesk.lib.errors import NotPossible, Refused
from coachdesk.lib.fields import TextArea
from coachdesk.users.policies import CLIENT, policy
from coachdesk.users.rate_limits import within_limit


class AskForm(forms.Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("What do you ask for?"),
        choices=RequestKind.choices,
        widget=forms.RadioSelect,
    )
    words = TextArea(
        label=gettext_lazy("In your words"),
        help_text=gettext_lazy("For a correction: what is wrong, and what is right."),
        limit=4000,
        required=False,
    )


class StatementForm(forms.Form):
    statement = TextArea(label=gettext_lazy("Your statement"), limit=4000)


@policy(CLIENT, relation="own record")
@portal_page(when_former=True)
def data(request: HttpRequest, client: Client) -> HttpResponse:
    """My record: a copy, requests with their day counter, and who read it."""
    return _data(request, client)


def _data(
    request: HttpRequest,
    client: Client,
    *,
    ask: AskForm | None = None,
    statement: tuple[uuid.UUID, StatementForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page; ``statement`` is a refused one with the request it was written under."""
    refused = dict([statement] if statement else [])
    rows = client.record_requests.order_by("-received_at")[:20]
    context = {
        "client": client,
        "ask": ask or AskForm(),
        "requests": [(row, refused.get(row.pk) or _statement_form(row.pk)) for row in rows],
        "reads": records.who_read(client),
    }
    return render(request, "clients/portal/data.html", context, status=status)


def _statement_form(pk: uuid.UUID, posted: QueryDict | None = None) -> StatementForm:
    return StatementForm(posted, auto_id=f"{pk}_%s")


@policy(CLIENT, methods=("POST",), relation="own record")
@portal_page(when_former=True)
def request_add(request: HttpRequest, client: Client) -> HttpResponse:
    """Ask for a copy, a correction or an erasure."""
    ask = AskForm(request.POST)
    if not ask.is_valid():
        return _data(request, client, ask=ask, status=400)
    if not within_limit("record.ask", str(client.pk), times=5, per=timedelta(days=1)):
        ask.add_error(None, _("That is enough for one day. Nothing you wrote is lost."))
        return _data(request, client, ask=ask, status=400)
    try:
        records.ask_of_record(client=client, actor=login_of(client), **ask.cleaned_data)
    except Refused as refusal:
        ask.add_error("words", refusal.why)
        return _data(request, client, ask=ask, status=400)
    messages.success(request, _("We have it. The days count from today."))
    return redirect("portal:data")


@policy(CLIENT, methods=("POST",), relation="own record")
@portal_page(when_former=True)
def request_disagree(request: HttpRequest, client: Client, pk: uuid.UUID) -> HttpResponse:
    """Put a statement beside a correction that was refused."""
    row = get_object_or_404(client.record_requests, pk=pk)
    form = _statement_form(pk, request.POST)
    if not form.is_valid():
        return _data(request, client, statement=(pk, form), status=400)
    try:
        records.disagree(
            request=row, statement=form.cleaned_data["statement"], actor=login_of(client)
        )
    except NotPossible:
        raise Http404 from None
    return redirect("portal:data")


@policy(CLIENT, methods=("GET", "POST"), relation="own record", step_up=True)
@portal_page(when_former=True)
def download(request: HttpRequest, client: Client) -> HttpResponse:
    """The own data as a file, made on the spot and kept nowhere (SEC-62)."""
    if request.method == "GET":
        return render(request, "clients/portal/download.html", {"client": client})
    if not within_limit("export", str(client.pk), times=3, per=timedelta(days=1)):
        messages.error(request, _("You can make three copies a day. Please come back tomorrow."))
        return redirect("portal:data")
    made = export.build_export(client, actor=login_of(client), receiver=Receiver.CLIENT)
    return export.as_file(made, request.POST.get("as", ""))
