"""Hand-over, cover, merging, and the pages around keeping and emergencies."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from clients.models import BreakGlass, Client, Erasure, Goal, Merge
from clients.people import merging
from clients.people.handover import cover, hand_over
from clients.people.names import index_name, named
from clients.record.services import break_glass
from clients.tasks import daily
from coachdesk.lib.errors import NotAllowed, NotPossible
from coachdesk.outbox.models import Channel, Permission, SafeContact
from coachdesk.outbox.services import set_safe_contact
from coachdesk.users.models import Role
from tests.factories import (
    make_client,
    make_staff,
    signed_in,
    signed_in_earlier,
    with_fresh_proof,
)

pytestmark = pytest.mark.django_db
WHY = "She moves to another town."


@pytest.mark.proves("SEC-16")
def test_a_hand_over_moves_the_case_and_closes_the_door_behind():
    coach, other = make_staff(name="Priya Nair"), make_staff(name="Tomas Lind")
    client = make_client(coach)
    case = client.cases.get()
    browser = signed_in(coach)
    form = {
        "over-person": str(other.pk),
        "over-reason": "I am away from May, as she knows.",
        "over-shown": str(coach.pk),
    }
    assert (
        browser.post(
            f"/desk/clients/cases/{case.pk}/hand-over/", {**form, "over-reason": ""}
        ).status_code
        == 400
    )
    address = f"/desk/clients/cases/{case.pk}/hand-over/"
    assert browser.post(address, form)["Location"] == "/desk/clients/"
    assert browser.get(f"/desk/clients/{client.pk}/").status_code == 404
    assert signed_in(other).get(f"/desk/clients/{client.pk}/").status_code == 200
    case.refresh_from_db()
    assert case.owner == other
    assert "Handed over from Priya Nair to Tomas Lind" in [e.line for e in client.events.all()]


def test_nobody_hands_over_a_case_of_somebody_else_or_to_somebody_who_is_no_coach():
    coach, other = make_staff(), make_staff()
    case = make_client(coach).cases.get()
    with pytest.raises(NotAllowed):
        hand_over(case=case, to=other, actor=other, reason=WHY)
    with pytest.raises(NotPossible):
        hand_over(case=case, to=make_staff(Role.EDITOR), actor=coach, reason=WHY)


def test_cover_begins_and_ends_by_itself():
    coach, other = make_staff(), make_staff()
    client = make_client(coach)
    now = timezone.now()
    row = cover(
        case=client.cases.get(),
        by=other,
        since=now,
        until=now + timedelta(days=3),
        actor=coach,
    )
    assert Client.objects.visible_to(other).exists()
    assert Client.objects.editable_by(other).exists()
    row.until = timezone.now() - timedelta(seconds=1)
    row.save()
    assert not Client.objects.visible_to(other).exists()


def test_two_records_of_one_person_become_one_and_two_again():
    coach = make_staff()
    keep, gone = make_client(coach), make_client(coach, name="Anna Reys", with_login=False)
    index_name(gone)
    goal = Goal(case=gone.cases.get(), text="Walk", created_by=coach)
    goal.save(force_insert=True)
    set_safe_contact(
        person_id=gone.pk,
        channel=Channel.PHONE,
        address="555-0101",
        permission=Permission.NEVER,
        actor=coach,
    )
    browser = signed_in(coach)
    address = f"/desk/clients/{keep.pk}/record/"
    browser.post(f"{address}merge/", {"merge-code": gone.code})
    assert keep.cases.count() == 2
    assert SafeContact.objects.get().person_id == keep.pk
    assert list(named(Client.objects.visible_to(coach), "anna")) == []
    merge = Merge.objects.get()
    browser.post(f"{address}merges/{merge.pk}/undo/")
    assert (keep.cases.count(), gone.cases.count()) == (1, 1)
    assert SafeContact.objects.get().person_id == gone.pk
    assert list(named(Client.objects.visible_to(coach), "anna")) == [gone]
    with pytest.raises(NotPossible):
        merging.undo_merge(merge=merge, actor=coach)


def test_two_log_ins_are_two_people_and_a_strangers_record_is_not_merged():
    coach = make_staff()
    one, two, theirs = make_client(coach), make_client(coach), make_client(make_staff())
    with pytest.raises(NotPossible):
        merging.merge_clients(keep=one, gone=two, actor=coach)
    with pytest.raises(NotAllowed):
        merging.merge_clients(keep=one, gone=theirs, actor=coach)
    answer = signed_in(coach).post(
        f"/desk/clients/{one.pk}/record/merge/", {"merge-code": theirs.code}
    )
    assert answer.status_code == 400
    assert not Merge.objects.exists()


@pytest.mark.proves("SEC-60")
def test_retention_is_a_dry_run_until_it_is_proposed_and_needs_two_persons():
    old = make_client()
    Client.objects.filter(pk=old.pk).update(
        status="former", status_changed_at=timezone.now() - timedelta(days=8 * 365)
    )
    out = StringIO()
    call_command("retention", stdout=out)
    assert old.code in out.getvalue()
    assert "clients.name_key" in out.getvalue()
    assert not Erasure.objects.exists()
    daily()
    daily()
    erasure = Erasure.objects.get()
    owner, lead = make_staff(Role.OWNER), make_staff(Role.SUPERVISOR)
    approve = f"/desk/clients/keeping/{erasure.pk}/approve/"
    for person in (owner, owner, lead):
        old.refresh_from_db()
        assert old.status == "former"
        with_fresh_proof(browser := signed_in(person)).post(approve)
        assert browser.get("/desk/clients/keeping/").status_code == 200
    old.refresh_from_db()
    assert old.status == "purged"


@pytest.mark.proves("SEC-18", "SEC-22")
def test_the_emergency_page_wants_proof_code_and_reason():
    client = make_client()
    owner, lead = make_staff(Role.OWNER), make_staff(Role.SUPERVISOR)
    form = {"code": client.code, "reason": "She called us in danger at night."}
    address = "/desk/clients/emergency/open/"
    assert signed_in_earlier(owner).post(address, form).status_code == 401
    browser = with_fresh_proof(signed_in(owner))
    assert browser.post(address, {**form, "reason": "short"}).status_code == 400
    assert browser.post(address, {**form, "code": "C-NOBODY"}).status_code == 400
    opened = browser.post(address, form)
    assert opened["Location"] == f"/desk/clients/{client.pk}/"
    assert browser.get(opened["Location"]).status_code == 200
    glass = BreakGlass.objects.get()
    review, found = f"/desk/clients/emergency/{glass.pk}/review/", {"finding": "Right to do."}
    browser.post(review, found)
    glass.refresh_from_db()
    assert glass.reviewed_at is None
    with_fresh_proof(signed_in(lead)).post(review, found)
    glass.refresh_from_db()
    assert glass.finding == "Right to do."
    browser.post(f"/desk/clients/emergency/{glass.pk}/end/")
    assert browser.get(opened["Location"]).status_code == 404


@pytest.mark.proves("SEC-18")
def test_emergency_access_reads_and_changes_nothing():
    lead = make_staff(Role.SUPERVISOR)
    client, other = make_client(make_staff()), make_staff()
    break_glass(actor=lead, code=client.code, reason="The coach cannot be reached, a call is due.")
    browser = with_fresh_proof(signed_in(lead))
    page = f"/desk/clients/{client.pk}/"
    assert browser.get(page).status_code == 200
    assert b"Hand over" not in browser.get(f"{page}record/").content
    case = client.cases.get()
    posts = {
        "words/add/": {},
        "documents/paper/": {},
        "documents/add/": {},
        "record/merge/": {"merge-code": client.code},
        "check-ins/scores/add/": {},
        "edit/": {"name": "Somebody"},
        "status/": {"to": "former"},
        "contact/": {"channel": "mail"},
        "contact/confirm/": {},
        "lockdown/": {},
        "invite/": {},
        "safety/screen/": {},
        "homework/": {},
        "messages/": {"text": "hello"},
    }
    for place, form in posts.items():
        assert browser.post(f"{page}{place}", form).status_code in (403, 404, 405), place
    acts = {
        "hand-over/": {"over-person": str(other.pk)},
        "cover/": {"cover-person": str(other.pk)},
        "goals/add/": {"goal-text": "Say it once"},
    }
    for place, form in acts.items():
        assert browser.post(f"/desk/clients/cases/{case.pk}/{place}", form).status_code == 404
    case.refresh_from_db()
    assert case.owner != other


def test_the_owner_hands_a_case_over_by_its_code_without_opening_it():
    coach, other, owner = make_staff(), make_staff(name="Tomas Lind"), make_staff(Role.OWNER)
    client = make_client(coach)
    case = client.cases.get()
    browser = signed_in(owner)
    page = browser.get("/desk/clients/board/").content.decode()
    assert client.code in page
    assert f"/desk/clients/{client.pk}/" not in page
    assert "Ana Reyes" not in page
    address = f"/desk/clients/cases/{case.pk}/assign/"
    for nonsense in ({}, {"over-person": "x"}, {"over-person": str(owner.pk)}):
        refused = browser.post(address, {**nonsense, "over-reason": WHY})
        assert (refused.status_code, WHY in refused.text) == (400, True)
    typed = {"over-shown": str(coach.pk), "over-reason": WHY}
    assert browser.post(address, {**typed, "over-person": str(coach.pk)}).status_code == 409
    case.refresh_from_db()
    assert case.owner == coach
    browser.post(address, {**typed, "over-person": str(other.pk)})
    case.refresh_from_db()
    assert case.owner == other
    assert signed_in(coach).post(address, {"to": str(coach.pk)}).status_code == 403


def test_a_proposal_without_a_reason_comes_back_with_its_words():
    lead = with_fresh_proof(signed_in(make_staff(Role.OWNER)))
    form = {
        "propose-code": "C-NOPE",
        "propose-reason": "She asked us in writing.",
    }
    answer = lead.post("/desk/clients/keeping/propose/", form)
    assert (answer.status_code, "She asked us in writing." in answer.content.decode()) == (
        400,
        True,
    )
    assert "There is no client with this code." in answer.content.decode()
