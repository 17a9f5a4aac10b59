"""A signed note on paper."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from clients.record.services import disagreements
from coachdesk.audit.services import record
from coachdesk.users.policies import OPENS_RECORDS, STAFF, policy, staff
from sessions.models import Note, NoteState


@policy(STAFF, roles=OPENS_RECORDS, relation="own, supervised")
def print_note(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A signed note for paper: initials and case code, no full name (DOMAIN-10)."""
    user = staff(request)
    note = get_object_or_404(
        Note.objects.visible_to(user)
        .exclude(state=NoteState.DRAFT)
        .select_related("coaching_session__client", "author", "cosigned_by"),
        coaching_session=pk,
        voided_at=None,
    )
    client = note.coaching_session.client
    record(action="print", actor=user, target=note, person_id=client.pk, request=request)
    context = {
        "note": note,
        "meeting": note.coaching_session,
        "client": client,
        "addenda": note.addenda.select_related("author").order_by("at"),
        "disagreements": disagreements(client),
        "attendances": note.coaching_session.attendances.order_by("who"),
    }
    return render(request, "sessions/print.html", context)
