"""Two records of one person become one: the answer that allows less counts, and comes undone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from clients.models import Merge
from coachdesk.consents.models import ConsentGrant
from coachdesk.consents.services import has_consent, publish_text, record_choice, withdraw
from coachdesk.outbox.models import ContactFreeze, SafeContact, strictest
from coachdesk.outbox.services import freeze_contact, set_safe_contact
from tests.factories import make_client, make_staff, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.proves("DOMAIN-1")]


@pytest.fixture
def two():
    coach = make_staff()
    return make_client(coach), make_client(coach, with_login=False)


def say(client, permission, channel="phone", **more):
    return set_safe_contact(
        person_id=client.pk, channel=channel, address="555-0101", permission=permission, actor=None,
        **more,
    )  # fmt: skip


def merge(keep, gone):
    desk = signed_in(keep.cases.first().owner)
    sent = {"merge-code": gone.code}
    assert desk.post(f"/desk/clients/{keep.pk}/record/merge/", sent).status_code == 302
    return Merge.objects.get()


def undo(keep):
    desk, done = signed_in(keep.cases.first().owner), Merge.objects.get()
    assert desk.post(f"/desk/clients/{keep.pk}/record/merges/{done.pk}/undo/").status_code == 302


def row_of(client, channel="phone"):
    return SafeContact.objects.get(person_id=client.pk, channel=channel)


ORDER = ["never", "receive_only", "hours", "safe", "unset"]


def test_the_order_of_answers():
    assert [strictest(*ORDER[n:]) for n in range(5)] == ORDER
    assert [strictest(*reversed(ORDER[n:])) for n in range(5)] == ORDER


@pytest.mark.parametrize(
    ("kept", "other", "counts"),
    [
        ("safe", "never", "never"),
        ("never", "safe", "never"),
        ("safe", "receive_only", "receive_only"),
        ("safe", "hours", "hours"),
        ("unset", "safe", "safe"),
    ],
)
def test_the_stricter_answer_counts_and_undoing_brings_both_back(two, kept, other, counts):
    keep, gone = two
    say(keep, kept, hours=[[0, "09:00", "10:00"]])
    say(gone, other, hours=[[1, "18:00", "19:00"]])
    merge(keep, gone)
    assert row_of(keep).permission == counts
    if counts == "hours":
        assert row_of(keep).hours == [[1, "18:00", "19:00"]]
    undo(keep)
    assert [(row_of(c).permission, row_of(c).hours) for c in two] == [
        (kept, [[0, "09:00", "10:00"]]), (other, [[1, "18:00", "19:00"]]),
    ]  # fmt: skip


def test_of_two_lists_of_hours_only_what_both_said_is_left(two):
    keep, gone = two
    both = [2, "18:00", "20:00"]
    say(keep, "hours", hours=[both, [3, "09:00", "10:00"]])
    say(gone, "hours", hours=[[4, "09:00", "10:00"], both])
    merge(keep, gone)
    assert row_of(keep).hours == [both]


def test_the_rest_of_an_answer_is_stricter_too(two):
    keep, gone = two
    say(keep, "safe", "mail", read_only_by_person=True, voicemail=True, wording="named")
    say(gone, "safe", "mail", read_only_by_person=True, voicemail=False, wording="neutral")
    asked, muted = timezone.now() - timedelta(days=40), timezone.now() - timedelta(days=2)
    SafeContact.objects.filter(person_id=gone.pk).update(confirmed_at=asked, muted_at=muted)
    was = row_of(keep, "mail").confirmed_at
    merge(keep, gone)
    kept = row_of(keep, "mail")
    assert (kept.voicemail, kept.wording) == (False, "neutral")
    assert [abs(kept.confirmed_at - asked), abs(kept.muted_at - muted)] < [timedelta(seconds=1)] * 2
    undo(keep)
    kept = row_of(keep, "mail")
    assert (kept.voicemail, kept.wording, kept.muted_at) == (True, "named", None)
    assert abs(kept.confirmed_at - was) < timedelta(seconds=1)


def test_an_answer_given_after_the_merge_stays_when_it_is_undone(two):
    keep, gone = two
    say(keep, "safe")
    say(gone, "hours", hours=[[1, "18:00", "19:00"]])
    merge(keep, gone)
    say(keep, "never")
    undo(keep)
    assert row_of(keep).permission == "never"


def test_a_freeze_of_either_record_holds(two):
    keep, gone = two
    freeze_contact(person_id=gone.pk, actor=None)
    merge(keep, gone)
    assert ContactFreeze.objects.filter(person_id=keep.pk, ended_at=None).exists()
    undo(keep)
    assert ContactFreeze.objects.get().person_id == gone.pk


@pytest.mark.parametrize("no_of", ["keep", "gone"])
@pytest.mark.parametrize("how", ["declined", "withdrawn"])
def test_a_no_of_either_record_wins_over_the_yes_of_the_other(two, no_of, how):
    text = publish_text(kind="supervision", version=1, title="Supervision", body="May read along.")
    keep, gone = two
    no, yes = (keep, gone) if no_of == "keep" else (gone, keep)

    def choose(client, granted):
        record_choice(
            person_id=client.pk, kind="supervision", granted=granted, method="portal", text=text
        )

    choose(no, how == "withdrawn")
    if how == "withdrawn":
        withdraw(person_id=no.pk, kind="supervision")
    choose(yes, True)
    merge(keep, gone)
    assert not has_consent(keep.pk, "supervision")
    undo(keep)
    assert [has_consent(client.pk, "supervision") for client in (yes, no)] == [True, False]


def test_a_yes_without_a_no_beside_it_stands(two):
    text = publish_text(kind="supervision", version=1, title="Supervision", body="May read along.")
    keep, gone = two
    for client in two:
        record_choice(
            person_id=client.pk, kind="supervision", granted=True, method="portal", text=text
        )
    merge(keep, gone)
    assert has_consent(keep.pk, "supervision")
    assert ConsentGrant.objects.filter(state="withdrawn").count() == 0
