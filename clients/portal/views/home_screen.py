"""The sign on the home screen: off unless the client asks for it and has read what it shows.

A manifest with a neutral name and a leaf, served to this client alone and only while it is on. There is
no service worker, and nothing is kept on the device (SEC-66, SEC-67).
"""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _

from clients.models import Client
from clients.own.access import login_of, portal_page
from clients.portal.models import HomeScreen
from coachdesk.audit.services import record
from coachdesk.users.policies import CLIENT, policy

_NAME = "Notes"


@policy(CLIENT, relation="own")
@portal_page()
def home_screen(request: HttpRequest, client: Client) -> HttpResponse:
    """What it would show, and the switch."""
    context = {"on": HomeScreen.objects.filter(client=client).exists()}
    return render(request, "portal/home_screen.html", context)


@policy(CLIENT, methods=("POST",), relation="own")
@portal_page()
def home_screen_on(request: HttpRequest, client: Client) -> HttpResponse:
    """Switch the sign on."""
    with transaction.atomic():
        HomeScreen.objects.get_or_create(client=client)
        record(action="home_screen.on", actor=login_of(client), person_id=client.pk)
    messages.success(request, _("Switched on."))
    return redirect("portal:home_screen")


@policy(CLIENT, methods=("POST",), relation="own")
@portal_page()
def home_screen_off(request: HttpRequest, client: Client) -> HttpResponse:
    """Switch the sign off."""
    with transaction.atomic():
        HomeScreen.objects.filter(client=client).delete()
        record(action="home_screen.off", actor=login_of(client), person_id=client.pk)
    messages.success(request, _("Switched off."))
    return redirect("portal:home_screen")


@policy(CLIENT, relation="own")
@portal_page()
def manifest(request: HttpRequest, client: Client) -> HttpResponse:
    """The manifest; 404 unless this client switched it on."""
    if not HomeScreen.objects.filter(client=client).exists():
        raise Http404
    data = {
        "name": _NAME,
        "short_name": _NAME,
        "start_url": reverse("portal:today"),
        "scope": reverse("portal:today"),
        "display": "browser",
        "background_color": "#faf6ef",
        "theme_color": "#faf6ef",
        "icons": [{"src": static("img/leaf.svg"), "sizes": "any", "type": "image/svg+xml"}],
    }
    return JsonResponse(data, content_type="application/manifest+json")
