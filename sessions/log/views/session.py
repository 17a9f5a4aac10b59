"""The session page: one screen from "it begins" to "signed"."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from clients.models import Client
from coachdesk.lib.errors import NotPossible
from coachdesk.users.policies import COACHES, FORM_METHODS, OPENS_RECORDS, STAFF, policy, staff
from sessions.calendar import booking
from sessions.log import queries, services
from sessions.log.views.session_page import edit, find, left_draft, left_page, show


@policy(STAFF, roles=OPENS_RECORDS, relation="own, supervised")
def detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The session with its note and what stands beside it; where the case went on to somebody else,
    the own draft alone."""
    user = staff(request)
    try:
        meeting = find(user, pk)
    except Http404:
        draft = left_draft(user, pk)
        if draft is None:
            raise
        return left_page(request, draft)
    return show(request, meeting)


@policy(STAFF, roles=COACHES, methods=("POST",), relation="own clients")
def start(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One click from Today: the session begins, its note is open."""
    user = staff(request)
    meeting = edit(user, pk)
    try:
        services.start(coaching_session=meeting, actor=user)
    except NotPossible as refusal:
        messages.error(request, str(refusal))
    return redirect("sessions:detail", pk=pk)


@policy(STAFF, roles=COACHES, methods=FORM_METHODS, relation="own clients")
def begin(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """From the client's page: the appointment that is on, or a session that begins now."""
    user = staff(request)
    client = get_object_or_404(Client.objects.editable_by(user), pk=pk)
    status = 200
    if request.method == "POST":
        try:
            meeting = services.start_for_client(client=client, actor=user)
            return redirect("sessions:detail", pk=meeting.pk)
        except NotPossible as refusal:
            messages.error(request, str(refusal))
            status = 409
    unfinished = queries.without_signed_note(user).filter(client=client).numbered()
    context = {
        "client": client,
        "tab": "sessions:client",
        "unfinished": list(unfinished.order_by("-starts_at")[:5]),
        "case": booking.open_case(client) or services.case_of_intake(client),
    }
    return render(request, "sessions/begin.html", context, status=status)
