"""The probes, the metrics, the operator's page and its alarms (REL-32)."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from coachdesk.operation import alarms, health
from coachdesk.operation.models import Alarm, OperationRun, RunKind
from coachdesk.outbox.models import OutboxMessage
from coachdesk.outbox.relay import run_due
from coachdesk.outbox.services import enqueue, enqueue_mail
from coachdesk.users.models import Role, User
from tests.factories import make_staff, signed_in

TOKEN = "a-token-for-the-probes"
BEARER = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def owner(db: None) -> User:
    return make_staff(Role.OWNER, name="Olive")


@pytest.fixture
def nothing_wrong(owner: User) -> None:
    """A backup and a drill of just now."""
    for kind in (RunKind.BACKUP, RunKind.DRILL):
        OperationRun.objects.create(kind=kind, ended_at=timezone.now(), good=True)


def waiting(minutes: int) -> OutboxMessage:
    """A due job that nobody has taken for so long."""
    with transaction.atomic():
        return enqueue(
            "users.clear_expired", available_at=timezone.now() - timedelta(minutes=minutes)
        )


@pytest.mark.proves("REL-32")
def test_the_process_answers_without_asking_the_database(django_assert_num_queries, db):
    with django_assert_num_queries(0):
        page = Client().get("/healthz", headers={"Host": "10.0.0.7"})
    assert (page.status_code, page.content) == (200, b"ok\n")
    assert page["Cache-Control"] == "no-store, private"
    assert not page.cookies


@pytest.mark.proves("REL-32")
def test_ready_or_not_and_why_only_with_the_token(owner, settings):
    settings.METRICS_TOKEN = TOKEN
    browser = Client()
    page = browser.get("/readyz")
    assert (page.status_code, page.json()) == (200, {"ready": True})
    waiting(minutes=6)
    page = browser.get("/readyz")
    assert (page.status_code, page.json()) == (503, {"ready": False})
    page = browser.get("/readyz", headers=BEARER)
    assert (page.status_code, page.json()) == (503, {"ready": False, "wrong": ["queue"]})


def test_a_mail_server_that_is_away_keeps_nobody_from_being_served(owner):
    row = waiting(minutes=60)
    OutboxMessage.objects.filter(pk=row.pk).update(failing_since=timezone.now())
    assert Client().get("/readyz").status_code == 200


def test_a_key_that_opens_nothing_is_not_ready(owner):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE users_user SET address = 'k1.AAAA'")
    assert health.unready() == ["key"]


def test_a_database_that_is_away_is_said_with_503(settings, monkeypatch, owner):
    settings.METRICS_TOKEN = TOKEN

    def away() -> list[str]:
        raise DatabaseError

    monkeypatch.setattr(health, "unready", away)
    page = Client().get("/readyz", headers=BEARER)
    assert (page.status_code, page.json()) == (503, {"ready": False, "wrong": ["database"]})


def test_there_are_no_metrics_without_a_token_set(owner, settings):
    assert Client().get("/metrics").status_code == 404
    settings.METRICS_TOKEN = TOKEN
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "Bearer \xff"}):
        page = Client().get("/metrics", headers=headers)
        assert (page.status_code, page["WWW-Authenticate"]) == (401, "Bearer")
    settings.METRICS_TOKEN = ""
    assert Client().get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


def test_the_metrics_hold_numbers_and_no_people(owner, nothing_wrong, settings):
    settings.METRICS_TOKEN = TOKEN
    waiting(minutes=2)
    text = Client().get("/metrics", headers=BEARER).content.decode()
    lines = dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    assert lines["coachdesk_ready"] == "1.0"
    assert lines['coachdesk_outbox_waiting{kind="job"}'] == "1.0"
    assert 120 <= float(lines["coachdesk_outbox_oldest_seconds"]) < 180
    assert lines["coachdesk_backup_last_good"] == "1.0"
    assert str(owner.pk) not in text
    assert "Olive" not in text


@pytest.mark.parametrize(
    ("role", "status"), [(Role.OWNER, 200), (Role.SUPERVISOR, 403), (Role.COACH, 403)]
)
def test_the_page_is_the_owners(role, status, db):
    assert signed_in(make_staff(role)).get("/desk/operation/").status_code == status


def test_the_page_says_what_is_wrong_and_what_is_right(owner, nothing_wrong):
    browser = signed_in(owner)
    page = browser.get("/desk/operation/").content.decode()
    assert "Nothing needs a look." in page
    assert "operation.back_up" in page
    assert "Django" in page
    OperationRun.objects.create(
        kind=RunKind.BACKUP, ended_at=timezone.now(), report={"trouble": "The disk said: full"}
    )
    page = browser.get("/desk/operation/").content.decode()
    assert "Nothing needs a look." not in page
    assert "The last backup failed" in page
    assert "The disk said: full" in page


def test_the_page_asks_the_same_number_of_questions_whatever_waits(
    owner, nothing_wrong, django_assert_max_num_queries
):
    browser = signed_in(owner)
    browser.get("/desk/operation/")
    for minutes in range(20):
        waiting(minutes)
    with django_assert_max_num_queries(24):
        browser.get("/desk/operation/")


def names() -> set[str]:
    """The kinds of trouble there are now."""
    return {trouble.name for trouble in alarms.troubles(health.state())}


def test_what_is_late_is_told(owner, nothing_wrong):
    assert names() == set()
    waiting(minutes=16)
    assert names() == {"queue"}
    with time_machine.travel(timezone.now() + timedelta(hours=37)):
        assert names() == {"queue", "backup"}
    with time_machine.travel(timezone.now() + timedelta(days=10)):
        assert {"backup", "drill"} <= names()


def test_a_new_practice_is_left_alone_for_a_day_and_a_half(owner):
    assert names() == set()
    with time_machine.travel(timezone.now() + timedelta(hours=37)):
        assert "backup" in names()


def mails() -> list[OutboxMessage]:
    """The alarms in the outbox."""
    return list(OutboxMessage.objects.filter(mail_kind=alarms.KIND).order_by("created_at"))


@pytest.mark.proves("SEC-56")
def test_the_owners_are_told_once_a_day_and_in_neutral_words(owner, mailoutbox):
    make_staff(Role.COACH)
    second = make_staff(Role.OWNER)
    OperationRun.objects.create(kind=RunKind.BACKUP, ended_at=timezone.now())
    assert alarms.tell_owners() == ["backup"]
    assert alarms.tell_owners() == []
    assert {mail.user_id for mail in mails()} == {owner.pk, second.pk}
    run_due()
    assert len(mailoutbox) == 2
    body = mailoutbox[0].subject + mailoutbox[0].body
    for word in ("backup", "Olive", "failed", "practice's"):
        assert word not in body
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        assert "backup" in alarms.tell_owners()


def test_what_is_over_is_told_anew_when_it_comes_again(owner):
    bad = OperationRun.objects.create(kind=RunKind.BACKUP, ended_at=timezone.now())
    assert alarms.tell_owners() == ["backup"]
    good = OperationRun.objects.create(kind=RunKind.BACKUP, ended_at=timezone.now(), good=True)
    assert alarms.tell_owners() == []
    assert not Alarm.objects.exists()
    good.delete()
    bad.save()
    assert alarms.tell_owners() == ["backup"]


def test_the_alarm_is_a_mail_that_the_budget_leaves_alone(owner):
    with transaction.atomic():
        row = enqueue_mail(alarms.KIND, user=owner)
    assert row.expires_at is None
