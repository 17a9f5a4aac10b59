"""Redis refused, ended or silent: it costs speed, never a page, a word or a limit."""

from __future__ import annotations

import signal
import socket
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import caches
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coachdesk.lib import speed_cache
from coachdesk.lib.breaker import Breaker
from coachdesk.outbox import broker
from coachdesk.outbox.models import MessageState, OutboxMessage
from coachdesk.outbox.relay import overdue
from coachdesk.outbox.services import enqueue
from coachdesk.questions.models import Question
from coachdesk.users.models import Role
from tests.factories import PASSWORD, make_client_user, make_staff, signed_in
from tests.letters import ask_data, make_letter
from tests.services import Services, end, missing

pytestmark = pytest.mark.django_db(transaction=True)
needs_redis = pytest.mark.skipif("Redis" in missing(), reason="no Redis on this machine")


@contextmanager
def refused() -> Iterator[str]:
    with socket.socket() as taken:  # bound and not listening: nobody else gets the port
        taken.bind(("127.0.0.1", 0))
        yield f"redis://127.0.0.1:{taken.getsockname()[1]}/0"


@contextmanager
def silent() -> Iterator[str]:
    with socket.socket() as deaf:  # takes every connection and never answers
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(64)
        yield f"redis://127.0.0.1:{deaf.getsockname()[1]}/0"


@contextmanager
def killed() -> Iterator[str]:
    with Services(postgres=False) as servers:
        server = servers.redis_process
        server.kill()
        server.wait()
        yield servers.env["COACHDESK_CACHE_URL"]


@contextmanager
def stopped() -> Iterator[str]:
    with Services(postgres=False) as servers:
        servers.redis_process.send_signal(signal.SIGSTOP)
        try:
            yield servers.env["COACHDESK_CACHE_URL"]
        finally:
            servers.redis_process.send_signal(signal.SIGCONT)


FAULTS = [
    refused,
    silent,
    pytest.param(killed, marks=needs_redis),
    pytest.param(stopped, marks=needs_redis),
]


@contextmanager
def on_redis(address: str, settings, monkeypatch) -> Iterator[None]:
    """Cache and broker at this address, as the settings of the served shape name them."""
    speed = {
        "BACKEND": "coachdesk.lib.speed_cache.SpeedCache",
        "LOCATION": address,
        "OPTIONS": {"socket_timeout": 0.5, "socket_connect_timeout": 0.5},
    }
    settings.CACHES = {**settings.CACHES, "speed": speed}
    settings.TASKS = "celery"
    # Celery reads the address from the environment, each time, before it asks its settings.
    monkeypatch.setenv("CELERY_BROKER_URL", address.replace("unix://", "redis+socket://"))
    broker.breaker.forget()
    yield
    broker.breaker.forget()


@pytest.fixture(params=FAULTS)
def away(request, settings, monkeypatch) -> Iterator[str]:
    with request.param() as address, on_redis(address, settings, monkeypatch):
        yield address


@pytest.mark.proves("REL-13", "REL-01")
def test_sign_in_pages_letters_and_saving_work_and_nothing_is_lost(away):
    person = make_client_user()
    browser = Client()
    sent = {"login": person.address, "password": PASSWORD}
    assert browser.post(reverse("account_login"), sent).status_code == 302
    desk = signed_in(make_staff(Role.EDITOR))
    assert desk.get("/desk/questions/").status_code == 200
    asked = ask_data()
    assert Client().post("/ask/", asked).status_code == 302
    letter = Question.objects.get()
    assert letter.letter == asked["letter"]
    assert desk.get(f"/desk/questions/{letter.pk}/").status_code == 200
    saved = desk.post(
        f"/desk/questions/{letter.pk}/save/",
        {"version": 0, "title": "T", "opening": "Dear Wren", "answer": "Words"},
        headers={"X-Autosave": "true"},
    )
    assert (saved.status_code, saved.json()["version"]) == (200, 1)
    assert Client().get(reverse("account_login")).status_code == 200


@pytest.mark.proves("REL-13", "SEC-46")
def test_each_limit_holds(away):
    person = make_client_user()
    wrong = {"login": person.address, "password": "not the right sentence"}
    said = [Client().post(reverse("account_login"), wrong).text for _ in range(6)]
    assert ["Too many" in text for text in said] == [False] * 5 + [True]
    asked = {"email": person.address}
    for _ in range(4):
        Client().post(reverse("account_request_login_code"), asked)
    assert OutboxMessage.objects.filter(args__alias=person.login_alias).count() == 3
    _letter, code = make_letter()
    tries = [Client().post("/letter/", {"code": "six words that are not it"}) for _ in range(21)]
    assert [page.status_code for page in tries] == [400] * 20 + [429]
    assert Client().post("/letter/", {"code": code}).status_code == 429


@pytest.mark.proves("REL-12", "REL-13")
def test_a_message_that_could_not_be_handed_over_is_found_by_the_sweep(away):
    with transaction.atomic():
        message = enqueue("users.clear_expired")
    with time_machine.travel(timezone.now() + timedelta(seconds=3), tick=False):
        assert overdue() == [message.pk]
    assert OutboxMessage.objects.get().state == MessageState.WAITING


@pytest.mark.proves("REL-12")
def test_within_a_request_the_broker_is_told_after_the_answer(away):
    request_started.send(sender=None)
    broker.hand_over(uuid.uuid4())
    assert broker.breaker.may_try()
    # What was waiting is tried now, and its failure reaches nobody.
    request_finished.disconnect(close_old_connections)
    try:
        request_finished.send(sender=None)
    finally:
        request_finished.connect(close_old_connections)
    assert not broker.breaker.may_try()


@needs_redis
@pytest.mark.proves("REL-13")
def test_the_cache_is_used_again_once_redis_is_back(settings, monkeypatch):
    with ExitStack() as stack:
        servers = stack.enter_context(Services(postgres=False))
        address = servers.env["COACHDESK_CACHE_URL"]
        stack.enter_context(on_redis(address, settings, monkeypatch))
        caches["speed"].set("a", 1)
        assert caches["speed"].get("a") == 1
        end(servers.redis_process, signal.SIGTERM)
        assert caches["speed"].get("a") is None
        servers.start_redis()
        speed_cache.breaker_of(address).forget()  # its rest is over
        caches["speed"].set("a", 2)
        assert caches["speed"].get("a") == 2


def test_while_a_service_rests_one_caller_tries_and_nobody_else(monkeypatch):
    clock = [100.0]
    monkeypatch.setattr("coachdesk.lib.breaker.time.monotonic", lambda: clock[0])
    breaker = Breaker("a service", rest=5)
    assert breaker.may_try()
    breaker.failed(TimeoutError())
    assert not breaker.may_try()
    clock[0] += 5
    assert [breaker.may_try(), breaker.may_try()] == [True, False]
    breaker.worked()
    assert [breaker.may_try(), breaker.may_try()] == [True, True]
