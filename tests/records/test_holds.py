"""A legal hold is set by one person, ended by two, and never passed by an erasure."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from clients.models import Client, Erasure, LegalHold
from clients.record import erase, holds
from coachdesk.audit.models import AuditEvent
from coachdesk.lib.errors import Blocked, NotPossible
from coachdesk.users.models import Role
from tests.factories import make_client, make_staff, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.proves("SEC-17", "SEC-60")]
WHY = "The court has let it go in writing."
PLACE = "/desk/clients/keeping/holds/"


@pytest.fixture
def held():
    owner = make_staff(Role.OWNER, name="Morgan Reed")
    return holds.set_hold(client=make_client(), actor=owner, reason="A court has asked for it.")


def proposed(hold, browser, reason=WHY):
    return browser.post(f"{PLACE}{hold.pk}/end/", {f"end-{hold.pk}-reason": reason})


def stands(hold):
    hold.refresh_from_db()
    return hold.ended_at is None


def test_two_persons_end_a_hold_and_the_reason_is_kept(held):
    one, other = make_staff(Role.OWNER, name="Priya Nair"), make_staff(Role.SUPERVISOR)
    first, second = signed_in(one), signed_in(other)
    approve = f"{PLACE}{held.pk}/end/approve/"
    assert (second.post(approve).status_code, stands(held)) == (302, True)  # nothing is proposed
    assert (proposed(held, first).status_code, stands(held)) == (302, True)
    page = first.get("/desk/clients/keeping/").text
    assert ["Priya Nair proposed" in page, WHY in page, approve in page] == [True, True, False]
    assert (first.post(approve).status_code, stands(held)) == (302, True)  # the same person
    assert approve in second.get("/desk/clients/keeping/").text
    assert (second.post(approve).status_code, stands(held)) == (302, False)
    assert (held.end_proposed_by, held.ended_by, held.end_reason) == (one, other, WHY)
    acts = AuditEvent.objects.filter(person_id=held.client_id, action__startswith="hold.")
    assert sorted(acts.values_list("action", flat=True)) == [
        "hold.end_proposed", "hold.ended", "hold.set",
    ]  # fmt: skip


@pytest.mark.parametrize("reason", ["", "too short"])
def test_without_a_reason_nothing_is_proposed_and_the_words_come_back(held, reason):
    answer = proposed(held, signed_in(make_staff(Role.OWNER)), reason)
    held.refresh_from_db()
    assert (answer.status_code, held.end_proposed_at, reason in answer.text) == (400, None, True)


def test_an_old_page_does_not_change_the_reason(held):
    first, second = signed_in(make_staff(Role.OWNER)), signed_in(make_staff(Role.SUPERVISOR))
    proposed(held, first)
    other = "Quite another reason of more than twenty signs."
    answer = proposed(held, second, other)
    held.refresh_from_db()
    assert (answer.status_code, held.end_reason, other in answer.text) == (409, WHY, True)


def test_a_proposed_end_may_be_taken_back(held):
    first, second = signed_in(make_staff(Role.OWNER)), signed_in(make_staff(Role.SUPERVISOR))
    proposed(held, first)
    second.post(f"{PLACE}{held.pk}/end/withdraw/")
    second.post(f"{PLACE}{held.pk}/end/approve/")
    assert stands(held)
    assert (held.end_proposed_by, held.end_proposed_at, held.end_reason) == (None, None, "")


def test_no_hold_is_promised_for_what_was_erased():
    client, one, other = make_client(), make_staff(Role.OWNER), make_staff(Role.SUPERVISOR)
    row = erase.propose_erasure(client=client, actor=one, why="request")
    assert erase.approve_erasure(erasure=row, actor=other)
    with pytest.raises(NotPossible):
        holds.set_hold(client=client, actor=one, reason=WHY)
    assert not LegalHold.objects.exists()


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="needs two real connections")
@pytest.mark.django_db(transaction=True)
def test_a_hold_and_a_second_yes_at_the_same_moment_never_both_succeed():
    for _round in range(10):
        client, one, other = make_client(), make_staff(Role.OWNER), make_staff(Role.SUPERVISOR)
        row = erase.propose_erasure(client=client, actor=one, why="request")
        start, said = threading.Barrier(2), {}

        def act(name, do, start=start, said=said):
            try:
                start.wait(10)
                do()
                said[name] = "ok"
            except (Blocked, NotPossible) as refusal:
                said[name] = type(refusal).__name__
            finally:
                connection.close()

        def hold(client=client, one=one):
            holds.set_hold(client=client, actor=one, reason=WHY)

        def approve(row=row, other=other):
            erase.approve_erasure(erasure=row, actor=other)

        threads = [
            threading.Thread(target=act, args=pair) for pair in (("hold", hold), ("yes", approve))
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        purged = Client.objects.get(pk=client.pk).status == "purged"
        held = LegalHold.objects.filter(client=client).exists()
        done = Erasure.objects.get(pk=row.pk).done_at is not None
        assert (said, purged, held, done) in (
            ({"hold": "ok", "yes": "Blocked"}, False, True, False),
            ({"hold": "NotPossible", "yes": "ok"}, True, False, True),
        )
