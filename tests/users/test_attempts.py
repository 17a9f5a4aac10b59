"""Wrong tries slow down and shut nobody out; known and unknown accounts cost the same."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coachdesk.outbox.models import OutboxMessage
from coachdesk.outbox.relay import run_due
from coachdesk.users.models import LimitCounter
from tests.factories import PASSWORD, make_client_user, make_staff

pytestmark = pytest.mark.django_db
HERE, ELSEWHERE = "192.0.2.1", "198.51.100.7"
UNKNOWN = "nobody@example.org"


@pytest.fixture(autouse=True)
def _no_earlier_limits():
    cache.clear()


def log_in(address: str, password: str, at: str = HERE):
    sent = {"login": address, "password": password}
    return Client(REMOTE_ADDR=at).post(reverse("account_login"), sent)


def later(seconds: int) -> None:
    """As if the tries had been made that long ago."""
    LimitCounter.objects.update(expires_at=F("expires_at") - timedelta(seconds=seconds))
    cache.clear()


@pytest.mark.proves("SEC-46")
def test_the_sixth_wrong_password_from_one_address_waits_and_each_one_after_waits_longer():
    user = make_client_user()
    assert {log_in(user.address, "wrong").status_code for _ in range(5)} == {200}
    waits = []
    for _ in range(4):
        refused = log_in(user.address, PASSWORD)
        assert refused.status_code == 429
        waits.append(int(refused["Retry-After"]))
        later(waits[-1])
        assert log_in(user.address, "wrong").status_code == 200
    assert waits == [15, 30, 60, 120]
    assert user.address in log_in(user.address, PASSWORD).text


@pytest.mark.proves("SEC-46")
def test_the_right_password_from_an_address_that_has_not_failed_gets_in_at_once():
    user = make_client_user()
    for number in range(40):
        log_in(user.address, "wrong", at=f"203.0.113.{number % 8}")
        cache.clear()
    assert log_in(user.address, PASSWORD, at=ELSEWHERE).status_code == 302


@pytest.mark.proves("SEC-46")
def test_after_the_wait_the_right_password_gets_in_and_its_slips_are_forgotten():
    user = make_client_user()
    for _ in range(5):
        log_in(user.address, "wrong")
    later(15)
    assert log_in(user.address, PASSWORD).status_code == 302
    assert {log_in(user.address, "wrong").status_code for _ in range(4)} == {200}


def ask(route: str, address: str, at: str = HERE):
    return Client(REMOTE_ADDR=at).post(reverse(route), {"email": address})


CODES = ("account_request_login_code", "account_reset_password")


@pytest.mark.proves("SEC-46")
@pytest.mark.parametrize("route", CODES)
@pytest.mark.parametrize("known", [True, False])
def test_codes_are_counted_by_account_and_network_address(route, known):
    address = make_client_user().address if known else UNKNOWN
    assert {ask(route, address).status_code for _ in range(3)} == {302}
    refused = ask(route, address)
    assert (refused.status_code, refused["Retry-After"]) == (429, "300")
    assert address in refused.text
    assert ask(route, address, at=ELSEWHERE).status_code == 302
    assert ask(route, "other@example.org").status_code == 302


def cost(act: Callable[[], object]) -> list[str]:
    """The statements of an act, without their values."""
    with CaptureQueriesContext(connection) as done:
        act()
    return [re.sub(r"'[^']*'|\"s\d+_x\d+\"|\b\d+\b", "?", q["sql"])[:80] for q in done]


@pytest.mark.proves("SEC-05")
@pytest.mark.parametrize("route", CODES)
def test_asking_for_a_code_costs_the_same_for_staff_clients_and_nobody(route):
    staff, client = make_staff().address, make_client_user().address
    ask(route, "warm@example.org")
    costs = [cost(lambda a=a: ask(route, a)) for a in (UNKNOWN, staff, client)]
    assert costs[0] == costs[1]
    assert costs[0] == costs[2]
    rows = OutboxMessage.objects.filter(mail_kind__startswith="account.")
    assert {(row.user_id, row.person_id, row.secret != "") for row in rows} == {(None, None, True)}


@pytest.mark.proves("SEC-05")
def test_a_wrong_log_in_costs_the_same_for_an_account_and_for_nobody(monkeypatch):
    made: list[str] = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher,
        "encode",
        lambda self, password, salt: made.append("1") or encode(self, password, salt),
    )
    address = make_client_user().address
    counts = []
    log_in("warm@example.org", "x")
    for one in (address, UNKNOWN):
        made.clear()
        counts.append((cost(lambda one=one: log_in(one, "wrong words")), len(made)))
    assert counts[0] == counts[1]
    assert counts[0][1] == 1


@pytest.mark.proves("SEC-05")
def test_a_code_for_nobody_goes_nowhere_and_one_for_somebody_arrives(mailoutbox):
    coach = make_staff()
    ask(CODES[0], UNKNOWN)
    ask(CODES[0], coach.address)
    run_due()
    assert [mail.to for mail in mailoutbox] == [[coach.address]]
    assert set(OutboxMessage.objects.values_list("state", "secret")) == {("done", "")}
