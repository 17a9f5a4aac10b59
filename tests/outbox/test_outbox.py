from __future__ import annotations

import re
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail
from django.db import transaction
from django.utils import timezone

from coachdesk.outbox.gate import next_opening
from coachdesk.outbox.message_kinds import OWN, good_for, is_declared
from coachdesk.outbox.models import Channel, MessageState, OutboxMessage, Permission, SafeContact
from coachdesk.outbox.relay import claim_due, run_due
from coachdesk.outbox.services import enqueue, enqueue_mail, freeze_contact, set_safe_contact
from tests.factories import make_staff

pytestmark = pytest.mark.django_db


def safe_mail(**details) -> uuid.UUID:
    person = uuid.uuid4()
    given = {"permission": Permission.SAFE, "read_only_by_person": True, **details}
    set_safe_contact(
        person_id=person, channel=Channel.MAIL, address="ana@example.org", actor=None, **given
    )
    return person


def queue(person: uuid.UUID) -> OutboxMessage:
    with transaction.atomic():
        return enqueue_mail("letter.answered", person_id=person)


@pytest.mark.django_db(transaction=True)
@pytest.mark.proves("REL-02")
def test_an_effect_outside_a_transaction_is_refused():
    with pytest.raises(RuntimeError):
        enqueue("users.clear_expired")


@pytest.mark.proves("REL-02")
def test_a_rolled_back_act_leaves_no_message():
    class Stop(Exception):
        pass

    def act() -> None:
        with transaction.atomic():
            enqueue("users.clear_expired")
            raise Stop

    with pytest.raises(Stop):
        act()
    assert not OutboxMessage.objects.exists()


@pytest.mark.proves("SEC-56")
def test_a_safe_address_gets_a_neutral_mail_without_words_of_the_letter():
    message = queue(safe_mail())
    run_due()
    message.refresh_from_db()
    assert message.state == MessageState.DONE
    sent = mail.outbox[0]
    assert (sent.subject, sent.to) == ("Your note", ["ana@example.org"])
    assert sent.body == "There is something new for you.\n\nhttp://testserver/letter/\n"


@pytest.mark.parametrize(
    ("details", "reason"),
    [
        ({"permission": Permission.NEVER}, "never"),
        ({"permission": Permission.RECEIVE_ONLY}, "receive_only"),
        ({"permission": Permission.UNSET}, "not_safe"),
        ({"read_only_by_person": False}, "never"),
        ({"muted_at": timezone.now()}, "muted"),
    ],
)
@pytest.mark.proves("SEC-71")
def test_what_is_not_explicitly_safe_is_withheld_and_says_why(details, reason):
    message = queue(safe_mail(**details))
    run_due()
    message.refresh_from_db()
    assert (message.state, message.withheld_reason) == (MessageState.WITHHELD, reason)
    assert mail.outbox == []


def test_a_frozen_person_gets_nothing():
    person = safe_mail()
    freeze_contact(person_id=person, actor=None)
    message = queue(person)
    run_due()
    message.refresh_from_db()
    assert message.withheld_reason == "frozen"


def sent(person, kind: str, times: int) -> list[str]:
    """What becomes of that many mails of one kind to one person."""
    end = timezone.now() + timedelta(days=1) if good_for(kind) == OWN else None
    with transaction.atomic():
        rows = [enqueue_mail(kind, person_id=person, good_until=end) for _ in range(times)]
    run_due()
    return [OutboxMessage.objects.get(pk=row.pk).state for row in rows]


def test_the_weekly_budget_holds_back_the_rest():
    assert sorted(sent(safe_mail(), "client.message", 5)) == ["done"] * 3 + ["withheld"] * 2


@pytest.mark.parametrize(
    "kind",
    ["letter.news", "session.reminder", "session.moved", "invitation.client", "account.code"],
)
def test_what_must_go_never_counts_against_the_weekly_budget(kind):
    person = safe_mail()
    assert sent(person, kind, 5) == ["done"] * 5
    assert sent(person, "client.message", 3) == ["done"] * 3


def test_homework_mails_of_a_day_are_one():
    person = safe_mail()
    assert sent(person, "client.step", 1) == ["done"]
    assert sent(person, "client.task", 2) == ["withheld"] * 2
    reasons = OutboxMessage.objects.filter(mail_kind="client.task")
    assert set(reasons.values_list("withheld_reason", flat=True)) == {"told_today"}
    assert sent(person, "client.message", 1) == ["done"]


def test_each_mail_kind_says_whether_it_counts():
    with transaction.atomic(), pytest.raises(ValueError, match=r"client\.new is not declared"):
        enqueue_mail("client.new", person_id=safe_mail())
    found = set()
    for package in ("coachdesk", "clients", "sessions"):
        for path in (Path(settings.BASE_DIR) / package).rglob("*.py"):
            text = path.read_text()
            found |= set(re.findall(r'enqueue_mail\(\s*f?"([\w.]+)', text))
    assert len(found) > 15
    assert [kind for kind in sorted(found) if not is_declared(kind)] == []


def test_safe_hours_run_over_midnight():
    contact = SafeContact(
        permission=Permission.HOURS, hours=[[0, "22:00", "01:30"]], time_zone="America/New_York"
    )
    late = datetime(2026, 6, 2, 5, 0, tzinfo=UTC)  # Tuesday 01:00 in New York
    assert next_opening(contact, late) == late
    closed = datetime(2026, 6, 2, 5, 30, tzinfo=UTC)
    assert next_opening(contact, closed) == datetime(2026, 6, 9, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        # The clocks of New York go forward on 8 March and back on 1 November 2026.
        (datetime(2026, 3, 7, 12, tzinfo=UTC), datetime(2026, 3, 8, 13, tzinfo=UTC)),
        (datetime(2026, 10, 31, 12, tzinfo=UTC), datetime(2026, 11, 1, 14, tzinfo=UTC)),
    ],
)
def test_safe_hours_are_wall_time_on_the_days_the_clocks_change(now, opens):
    contact = SafeContact(
        permission=Permission.HOURS, hours=[[6, "09:00", "10:00"]], time_zone="America/New_York"
    )
    assert next_opening(contact, now) == opens


def test_mail_waits_for_the_safe_hours():
    contact = SafeContact(
        permission=Permission.HOURS, hours=[[0, "18:00", "20:00"]], time_zone="Europe/Berlin"
    )
    monday_noon = datetime(2026, 6, 1, 10, 0, tzinfo=UTC)
    assert next_opening(contact, monday_noon) == datetime(2026, 6, 1, 16, 0, tzinfo=UTC)
    inside = datetime(2026, 6, 1, 17, 0, tzinfo=UTC)
    assert next_opening(contact, inside) == inside
    after = datetime(2026, 6, 1, 18, 30, tzinfo=UTC)
    assert next_opening(contact, after) == datetime(2026, 6, 8, 16, 0, tzinfo=UTC)


@pytest.mark.proves("REL-10")
def test_a_claimed_message_is_not_claimed_again_until_its_lease_ends():
    message = queue(safe_mail())
    assert claim_due() == [message.pk]
    assert claim_due() == []
    OutboxMessage.objects.filter(pk=message.pk).update(
        lease_until=timezone.now() - timedelta(seconds=1)
    )
    assert claim_due() == [message.pk]


@pytest.mark.proves("REL-10")
def test_the_same_dedupe_key_makes_one_message():
    with transaction.atomic():
        one = enqueue("users.clear_expired", dedupe_key="a")
        two = enqueue("users.clear_expired", dedupe_key="a")
    assert one.pk == two.pk


@pytest.mark.proves("REL-11")
def test_a_message_that_keeps_failing_ends_on_the_visible_list_and_blocks_nobody():
    with transaction.atomic():
        bad = enqueue("users.no_such_task")
        good = enqueue("users.clear_expired")
    for _ in range(7):
        OutboxMessage.objects.filter(state=MessageState.WAITING).update(available_at=timezone.now())
        run_due()
    bad.refresh_from_db()
    good.refresh_from_db()
    assert (bad.state, bad.last_error, good.state) == ("dead", "LookupError", "done")


def test_staff_mail_goes_to_the_own_address():
    coach = make_staff()
    with transaction.atomic():
        enqueue_mail("staff.flag", user=coach)
    run_due()
    assert mail.outbox[0].to == [coach.address]


def test_the_practices_name_stands_in_a_mail_only_for_who_chose_it(settings):
    quiet, chosen = safe_mail(), safe_mail(wording="named")
    for person in (quiet, chosen):
        queue(person)
    run_due()
    name = settings.PRACTICE_NAME
    first, second = sorted(mail.outbox, key=lambda sent: name in sent.subject)
    assert name not in f"{first.subject} {first.body} {first.from_email}"
    assert (name in second.subject, name in second.from_email) == (True, True)
    assert first.body == second.body
