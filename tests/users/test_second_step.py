"""Codes of the second step: a phone's clock may be half a minute off, a code works once."""

from __future__ import annotations

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.factories import PASSWORD, make_staff

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXP"
NOW = 1_800_000_000


def code_of(moment: int) -> str:
    return format_hotp_value(hotp_value(SECRET, moment // 30))


def answer_to(code: str, person) -> int:
    browser = Client()
    browser.post(reverse("account_login"), {"login": person.address, "password": PASSWORD})
    return browser.post(reverse("mfa_authenticate"), {"code": code}).status_code


@pytest.mark.parametrize(
    ("seconds", "status"), [(0, 302), (-30, 302), (30, 302), (-90, 200), (90, 200)]
)
def test_a_code_of_the_step_before_or_after_counts_and_no_other(seconds, status):
    cache.clear()
    person = make_staff(with_factor=False)
    TOTP.activate(person, SECRET)
    with time_machine.travel(NOW, tick=False):
        assert answer_to(code_of(NOW + seconds), person) == status


def test_a_code_works_once():
    cache.clear()
    person = make_staff(with_factor=False)
    TOTP.activate(person, SECRET)
    with time_machine.travel(NOW, tick=False):
        assert answer_to(code_of(NOW), person) == 302
        assert answer_to(code_of(NOW), person) == 200
