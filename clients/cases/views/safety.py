"""The safety page of one client: screenings, flags, and a supervisor's override."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from clients.cases import screening
from clients.cases.forms import OverrideForm, ScreeningForm
from clients.models import Client
from clients.page.lookup import client_or_404
from clients.people import screening_state
from coachdesk.audit.services import record_view
from coachdesk.safety.models import SafetyFlag
from coachdesk.safety.triage_reading import code_words
from coachdesk.users.models import Role
from coachdesk.users.policies import STAFF, WORK_WITH_CLIENTS, policy, staff


@policy(STAFF, roles=WORK_WITH_CLIENTS, relation="own and supervised clients")
def safety(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Screenings, flags and overrides of one client; ``?ask=1`` opens the questions."""
    user = staff(request)
    client = client_or_404(Client.objects.visible_to(user), pk)
    record_view(actor=user, target=client, person_id=client.pk, request=request)
    return _safety(request, client)


def _safety(
    request: HttpRequest,
    client: Client,
    *,
    form: ScreeningForm | None = None,
    override_form: OverrideForm | None = None,
    status: int = 200,
) -> HttpResponse:
    user = staff(request)
    flags = SafetyFlag.objects.filter(person_id=client.pk).order_by("-opened_at")[:20]
    context = {
        "client": client,
        "form": form or ScreeningForm(),
        "plain_fields": ("alone", "how", "note"),
        "override_form": override_form or OverrideForm(),
        "state": screening_state.state_of(client),
        "screenings": [
            (row, screening.positive_questions(row))
            for row in client.screenings.select_related("taken_by").order_by("-taken_at")[:12]
        ],
        "flags": [(flag, [code_words(code) for code in flag.codes]) for flag in flags],
        "overrides": client.overrides.select_related("given_by").order_by("-given_at")[:6],
        "may_screen": Client.objects.editable_by(user).filter(pk=client.pk).exists(),
        "may_override": user.has_role(Role.SUPERVISOR)
        and Client.objects.led_by(user).filter(pk=client.pk).exists(),
        "asking": form is not None or request.GET.get("ask") == "1",
    }
    return render(request, "clients/safety.html", context, status=status)


@policy(STAFF, roles=WORK_WITH_CLIENTS, methods=("POST",), relation="own")
def screening_take(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Note a screening that was taken with the client alone."""
    user = staff(request)
    client = client_or_404(Client.objects.editable_by(user), pk)
    form = ScreeningForm(request.POST)
    if not form.is_valid():
        return _safety(request, client, form=form, status=400)
    taken = screening.take_screening(
        client=client,
        actor=user,
        answers=form.answers(),
        how=form.cleaned_data["how"],
        note=form.cleaned_data["note"],
    )
    words = _("Noted. Outcome: %(outcome)s.") % {"outcome": taken.get_outcome_display()}
    messages.success(request, words)
    return redirect("clients:safety", pk=pk)


@policy(STAFF, roles=(Role.SUPERVISOR,), methods=("POST",), relation="own and supervised clients")
def override_give(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Let gated work go on for thirty days, with the reason; whoever reads in an emergency may not."""
    user = staff(request)
    client = client_or_404(Client.objects.led_by(user), pk)
    form = OverrideForm(request.POST)
    if not form.is_valid():
        return _safety(request, client, override_form=form, status=400)
    screening.override(client=client, actor=user, reason=form.cleaned_data["reason"])
    messages.success(request, _("Gated work may go on for 30 days."))
    return redirect("clients:safety", pk=pk)
