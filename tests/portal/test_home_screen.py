"""The sign on the home screen: only for the client who switched it on, and it tells nothing."""

from __future__ import annotations

import pytest
from django.urls import reverse

from clients.portal.models import HomeScreen
from tests.factories import make_client, signed_in
from tests.homework.makers import agree

pytestmark = pytest.mark.django_db


def test_it_is_off_until_the_client_has_read_what_it_shows(ana):
    browser = signed_in(ana.user)
    page, manifest = reverse("portal:home_screen"), reverse("portal:manifest")
    assert browser.get(manifest).status_code == 404
    assert "manifest" not in browser.get(page).text
    assert "manifest" not in browser.get(reverse("portal:today")).text
    browser.post(reverse("portal:home_screen_on"))
    assert f'rel="manifest" href="{manifest}"' in browser.get(page).text
    data = browser.get(manifest).json()
    assert (data["name"], data["short_name"], data["start_url"]) == ("Notes", "Notes", "/my/")
    browser.post(reverse("portal:home_screen_off"))
    assert browser.get(manifest).status_code == 404


def test_one_clients_switch_is_not_anothers(ana):
    signed_in(ana.user).post(reverse("portal:home_screen_on"))
    other = make_client(name="Bo Lind")
    agree(other)
    assert signed_in(other.user).get(reverse("portal:manifest")).status_code == 404
    assert [row.client for row in HomeScreen.objects.all()] == [ana]
