"""Help for readers: numbers to call, and how to hide one's traces."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from coachdesk.lib.countries import country_name
from coachdesk.safety.models import HelpNumber
from coachdesk.users.identity import identity
from coachdesk.users.policies import PUBLIC, policy


@policy(PUBLIC)
def help_page(request: HttpRequest) -> HttpResponse:
    """Help numbers of every country we know, and those that work everywhere."""
    groups: dict[str, list[HelpNumber]] = {}
    for number in HelpNumber.objects.order_by("position", "pk"):
        groups.setdefault(number.country, []).append(number)
    everywhere = groups.pop("", [])
    own = identity("practice_country")
    if own in groups:  # where most readers are
        groups = {own: groups.pop(own), **groups}
    named = [(country_name(code), rows) for code, rows in groups.items()]
    return render(request, "safety/help.html", {"everywhere": everywhere, "countries": named})


@policy(PUBLIC)
def traces(request: HttpRequest) -> HttpResponse:
    """How to hide one's traces on a device, honestly (SEC-70)."""
    return render(request, "safety/traces.html")
