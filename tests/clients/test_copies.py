"""A full copy of a record takes two persons, is open for a while, and leaves a trace."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from clients.models import ClientEvent, RecordCopy
from clients.record import erase, record_exports
from coachdesk.audit.models import AuditEvent
from coachdesk.lib.errors import Closed, NotAllowed
from coachdesk.users.models import Role
from tests.coaching_sessions.makers import make_meeting, make_signed
from tests.factories import make_client, make_staff, signed_in, signed_in_earlier, with_fresh_proof

pytestmark = pytest.mark.django_db
PAGE, ASK = "/desk/clients/copies/", "/desk/clients/copies/ask/"
REASON = "The client asked for the whole record in writing."


def proven(user):
    return with_fresh_proof(signed_in(user))


@pytest.fixture
def client():
    found = make_client(make_staff(Role.COUNSELOR), name="Ana Reyes")
    make_signed(make_meeting(found, hours=-30), sections={"goals": "for the record"})
    return found


@pytest.fixture
def owner():
    return make_staff(Role.OWNER, name="Morgan Ellery")


@pytest.fixture
def lead():
    return make_staff(Role.SUPERVISOR, name="Priya Nair")


@pytest.mark.proves("SEC-17", "SEC-22", "SEC-62")
def test_an_owner_asks_another_approves_and_only_the_one_who_asked_takes_it(client, owner, lead):
    asking, other = proven(owner), proven(lead)
    ask = {"code": client.code.lower(), "reason": REASON}
    assert signed_in_earlier(owner).post(ASK, ask).status_code == 401
    assert asking.post(ASK, ask).status_code == 302
    copy = RecordCopy.objects.get()
    take, yes = f"{PAGE}{copy.pk}/take/", f"{PAGE}{copy.pk}/approve/"
    assert asking.post(take, {"as": "json"}).status_code == 302  # not approved yet
    asking.post(yes)
    assert RecordCopy.objects.get().approved_at is None
    assert "somebody else approves it" in asking.get(PAGE).content.decode()
    other.post(yes)
    assert other.post(take, {"as": "json"}).status_code == 302
    answer = asking.post(take, {"as": "json"})
    body = json.loads(answer.content)
    assert body["notes"][0]["sections"] == {"Goals": "for the record"}
    assert body["profile"]["name"] == "Ana Reyes"
    assert answer["Cache-Control"] == "no-store, private"
    assert asking.post(take, {"as": "pdf"}).content.startswith(b"%PDF-")
    acts = AuditEvent.objects.filter(person_id=client.pk, object_type="clients.recordcopy")
    assert [(e.action, e.actor) for e in acts.order_by("at")] == [
        ("copy.proposed", owner),
        ("copy.approved", lead),
    ]
    taken = AuditEvent.objects.filter(person_id=client.pk, action="export", actor=owner)
    assert [event.fields for event in taken] == [["two_persons"]] * 2
    assert ClientEvent.objects.filter(client=client, kind="record").count() == 1
    assert "Morgan Ellery" in signed_in(client.user).get("/my/data/").content.decode()


@pytest.mark.proves("SEC-62")
def test_a_copy_is_open_for_a_day_and_after_it_was_taken_for_ten_minutes(client, owner, lead):
    copy = record_exports.ask_for_copy(client=client, actor=owner, reason=REASON)
    record_exports.approve_copy(copy=copy, actor=lead)
    record_exports.take_copy(copy=copy, actor=owner)
    with time_machine.travel(timezone.now() + timedelta(minutes=9), tick=False):
        record_exports.take_copy(copy=copy, actor=owner)
    with time_machine.travel(timezone.now() + timedelta(minutes=11), tick=False):
        with pytest.raises(Closed):
            record_exports.take_copy(copy=copy, actor=owner)
        again = record_exports.ask_for_copy(client=client, actor=owner, reason=REASON)
    assert again != copy
    record_exports.approve_copy(copy=again, actor=lead)
    with (
        time_machine.travel(timezone.now() + timedelta(hours=25), tick=False),
        pytest.raises(Closed),
    ):
        record_exports.take_copy(copy=again, actor=owner)


@pytest.mark.proves("SEC-17")
def test_only_an_owner_asks_and_only_owner_or_supervisor_approve(client, owner, lead):
    for actor in (lead, make_staff()):
        with pytest.raises(NotAllowed):
            record_exports.ask_for_copy(client=client, actor=actor, reason=REASON)
    copy = record_exports.ask_for_copy(client=client, actor=owner, reason=REASON)
    assert record_exports.ask_for_copy(client=client, actor=owner, reason=REASON) == copy
    with pytest.raises(NotAllowed):
        record_exports.approve_copy(copy=copy, actor=make_staff())
    with pytest.raises(IntegrityError), transaction.atomic():
        RecordCopy.objects.update(approved_by=owner)
    record_exports.approve_copy(copy=copy, actor=make_staff(Role.OWNER))
    with pytest.raises(Closed):
        record_exports.approve_copy(copy=copy, actor=lead)


@pytest.mark.proves("SEC-17")
def test_a_practice_of_one_person_waits_a_day_instead(client, owner):
    copy = record_exports.ask_for_copy(client=client, actor=owner, reason=REASON)
    with pytest.raises(NotAllowed):
        record_exports.approve_copy(copy=copy, actor=owner)
    assert "24 hours after asking" in signed_in(owner).get(PAGE).content.decode()
    with time_machine.travel(timezone.now() + timedelta(hours=25), tick=False):
        record_exports.approve_copy(copy=copy, actor=owner)
        assert "made_at" in record_exports.take_copy(copy=copy, actor=owner)
    assert RecordCopy.objects.get().alone


@pytest.mark.proves("SEC-16")
def test_who_is_no_owner_any_more_takes_nothing(client, owner, lead):
    copy = record_exports.ask_for_copy(client=client, actor=owner, reason=REASON)
    record_exports.approve_copy(copy=copy, actor=lead)
    owner.grants.update(ended_at=timezone.now())
    fresh = type(owner).objects.get(pk=owner.pk)
    with pytest.raises(NotAllowed):
        record_exports.take_copy(copy=copy, actor=fresh)


@pytest.mark.proves("SEC-61")
def test_erasing_the_client_closes_an_open_copy_and_blanks_its_reason(client, owner, lead):
    copy = record_exports.ask_for_copy(client=client, actor=owner, reason=REASON)
    record_exports.approve_copy(copy=copy, actor=lead)
    erasure = erase.propose_erasure(client=client, actor=owner, why="request")
    assert ("clients.record_copy", 1, "blank") in [
        (line["store"], line["rows"], line["act"]) for line in erasure.plan
    ]
    erase.approve_erasure(erasure=erasure, actor=lead)
    assert RecordCopy.objects.get().reason == ""
    with pytest.raises(Closed):
        record_exports.take_copy(copy=copy, actor=owner)
    with pytest.raises(Closed):
        record_exports.ask_for_copy(client=client, actor=owner, reason=REASON)


def test_a_wrong_code_and_a_short_reason_come_back_with_words(client, owner, lead):
    browser = proven(owner)
    answer = browser.post(ASK, {"code": "T-none", "reason": REASON})
    assert answer.status_code == 400
    assert "There is no client with this code." in answer.content.decode()
    assert REASON in answer.content.decode()
    assert browser.post(ASK, {"code": client.code, "reason": "x"}).status_code == 400
    assert browser.post(f"{PAGE}{client.pk}/take/", {"as": "pdf"}).status_code == 404
    assert not RecordCopy.objects.exists()
    assert "Ask for it" not in signed_in(lead).get(PAGE).content.decode()


@pytest.mark.proves("SEC-46")
def test_three_copies_a_day_are_enough(client, owner, lead):
    copy = record_exports.ask_for_copy(client=client, actor=owner, reason=REASON)
    record_exports.approve_copy(copy=copy, actor=lead)
    browser, take = proven(owner), f"{PAGE}{copy.pk}/take/"
    assert [browser.post(take, {"as": "json"}).status_code for _ in range(4)] == [
        200,
        200,
        200,
        302,
    ]
