"""The check-in page: sliders that say nothing until they are touched."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.measures.forms import CheckInForm
from clients.measures.models import CheckIn
from clients.measures.queries import weekly_lines
from clients.measures.schedules import due
from clients.measures.services import save_check_in
from clients.measures.sliders import SLIDERS
from clients.models import Client
from clients.own.access import portal_page
from coachdesk.users.policies import CLIENT, policy

_MIDDLE = 5
_PLACES = frozenset(str(place) for place in range(11))


@policy(CLIENT, methods=("GET", "POST"), relation="own")
@portal_page()
def checkin(request: HttpRequest, client: Client) -> HttpResponse:
    """Today's sliders; last time's values lie pale underneath."""
    recent = list(CheckIn.objects.filter(client=client).order_by("-on")[:2])
    today = timezone.localdate()
    current = recent[0] if recent and recent[0].on == today else None
    form = CheckInForm(request.POST or None, initial={"note": current.note if current else ""})
    if request.method == "POST" and form.is_valid():
        save_check_in(
            client=client,
            on=today,
            values=form.values,
            afraid=form.cleaned_data["afraid"],
            note=form.cleaned_data["note"],
            user=request.user,
        )
        if form.cleaned_data["afraid"] in ("sometimes", "yes"):
            return redirect("portal:safety")  # the help is shown at once, without script too
        messages.success(request, _("Sent. Thank you for taking the time."))
        return redirect("portal:checkin")
    before = recent[0] if recent else None
    lines = weekly_lines(client)
    context = {
        "client": client,
        "form": form,
        "sliders": [_shown(slider, form, before, current) for slider in SLIDERS],
        "afraid": form.data.get("afraid") or (current.values.get("afraid", "") if current else ""),
        "due": due([client.pk]).get(client.pk, []),
        "lines": lines if any(line.last is not None for line in lines) else [],
    }
    return render(request, "portal/checkin.html", context, status=400 if form.errors else 200)


def _shown(
    slider: Any, form: CheckInForm, before: CheckIn | None, current: CheckIn | None
) -> dict[str, Any]:
    sent = form.data.get(slider.key, "")
    last = before.values.get(slider.key) if before else None
    kept = current.values.get(slider.key) if current else None
    chosen = sent if form.is_bound else ("" if kept is None else str(kept))
    fits = chosen in _PLACES
    value = chosen if fits else (last if last is not None else _MIDDLE)
    note = ""
    if not fits and last is not None:
        note = _("Last time you chose %(value)d. Leave it to skip.") % {"value": last}
    return {
        "key": slider.key,
        "ask": slider.ask,
        "low": slider.low,
        "high": slider.high,
        "value": value,
        "chosen": chosen,
        "unset": not fits,
        "note": note,
    }
