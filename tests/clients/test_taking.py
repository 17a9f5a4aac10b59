"""Who runs the team takes a case only with a reason and a second person's yes (SEC-22)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from clients.models import Case, CaseTaking
from clients.people.handover import cover, hand_over
from clients.record import taking
from clients.record.erase import own_run
from coachdesk.audit.models import AuditEvent
from coachdesk.lib.errors import Closed, NotAllowed, NotPossible
from coachdesk.users.models import Role, RoleGrant, User
from coachdesk.users.services import end_membership
from tests.factories import make_client, make_staff, signed_in, signed_in_earlier

pytestmark = pytest.mark.django_db
WHY = "Her coach is ill and nobody knows for how long."


def take_address(case: Case) -> str:
    return f"/desk/clients/cases/{case.pk}/take/"


def make_owner(name: str = "Ida Holt") -> User:
    return make_staff(Role.OWNER, Role.COUNSELOR, name=name)


@pytest.mark.proves("SEC-22", "SEC-17")
def test_an_owner_takes_a_case_after_a_proof_with_a_reason_and_a_second_yes_and_the_client_sees_it():
    coach, owner, other = make_staff(), make_owner(), make_owner("Ben Ode")
    client = make_client(coach)
    case = client.cases.get()
    assert signed_in_earlier(owner).post(take_address(case), {}).status_code == 401
    browser = signed_in(owner)
    short = browser.post(take_address(case), {"take-reason": "too short"})
    assert (short.status_code, "too short" in short.text) == (400, True)
    browser.post(take_address(case), {"take-reason": WHY})
    row = CaseTaking.objects.get()
    assert browser.get(f"/desk/clients/{client.pk}/").status_code == 404
    approve = f"/desk/clients/takings/{row.pk}/approve/"
    assert "That takes another person." in browser.post(approve, follow=True).text
    assert signed_in(make_staff()).post(approve).status_code == 404
    assert WHY in signed_in(other).get("/desk/clients/takings/").text
    assert signed_in_earlier(other).post(approve).status_code == 401
    signed_in(other).post(approve)
    case.refresh_from_db()
    assert case.owner == owner
    acts = AuditEvent.objects.filter(person_id=client.pk, action__startswith="assignment")
    assert [(e.action, e.actor, e.reason) for e in acts.order_by("at")] == [
        ("assignment.taking.proposed", owner, WHY),
        ("assignment.handed_over", other, WHY),
        ("assignment.taken", owner, WHY),
    ]
    page = signed_in(client.user).get("/my/data/").text
    assert "Ida Holt" in page
    assert "Took over your work, with a colleague’s yes" in page


@pytest.mark.proves("SEC-22")
def test_the_coach_of_the_case_may_say_yes_or_no():
    coach, owner = make_staff(), make_owner()
    client = make_client(coach)
    row = taking.ask_to_take(case=client.cases.get(), actor=owner, reason=WHY)
    browser = signed_in(coach)
    assert WHY in browser.get(f"/desk/clients/{client.pk}/record/").text
    browser.post(f"/desk/clients/takings/{row.pk}/refuse/")
    assert not CaseTaking.objects.exists()
    row = taking.ask_to_take(case=client.cases.get(), actor=owner, reason=WHY)
    browser.post(f"/desk/clients/takings/{row.pk}/approve/")
    assert client.cases.get().owner == owner


@pytest.mark.proves("SEC-22")
def test_where_nobody_else_could_say_yes_the_reason_is_enough_and_the_client_sees_that_too():
    coach, owner = make_staff(), make_owner()
    client = make_client(coach)
    case = client.cases.get()
    RoleGrant.objects.filter(user=coach).update(ended_at=timezone.now())
    taking.ask_to_take(case=case, actor=owner, reason=WHY)
    assert client.cases.get().owner == coach, "somebody left within the last day"
    RoleGrant.objects.filter(user=coach).update(ended_at=timezone.now() - timedelta(hours=25))
    assert "Nobody else could say yes" not in signed_in(owner).get("/desk/clients/takings/").text
    taking.ask_to_take(case=case, actor=owner, reason=WHY)
    assert client.cases.get().owner == owner
    assert CaseTaking.objects.get().alone
    assert AuditEvent.objects.filter(action="assignment.taken_alone", actor=owner).count() == 1
    page = signed_in(client.user).get("/my/data/").text
    assert "Took over your work; there was no second person" in page


@pytest.mark.proves("SEC-22")
def test_no_other_door_leads_to_a_case_of_ones_own():
    coach, owner = make_staff(), make_owner()
    client = make_client(coach)
    case = client.cases.get()
    with pytest.raises(NotAllowed):
        hand_over(case=case, to=owner, actor=owner, reason=WHY)
    now = timezone.now()
    with pytest.raises(NotAllowed):
        cover(case=case, by=owner, since=now, until=now + timedelta(days=1), actor=owner)
    address = f"/desk/clients/cases/{case.pk}/assign/"
    form = {"over-person": str(owner.pk), "over-reason": WHY}
    assert signed_in(owner).post(address, form).status_code == 400
    assert client.cases.get().owner == coach


def test_nobody_takes_what_is_no_work_of_theirs():
    coach = make_staff()
    case = make_client(coach).cases.get()
    with pytest.raises(NotPossible):
        taking.ask_to_take(case=case, actor=make_staff(Role.OWNER), reason=WHY)
    for nobody in (make_staff(), make_staff(Role.SUPERVISOR, Role.COACH)):
        with pytest.raises(NotAllowed):
            taking.ask_to_take(case=case, actor=nobody, reason=WHY)
    both = make_owner()
    own = make_client(both).cases.get()
    with pytest.raises(NotPossible):
        taking.ask_to_take(case=own, actor=both, reason=WHY)


@pytest.mark.proves("SEC-16")
def test_a_yes_does_not_carry_somebody_in_who_lost_the_role_meanwhile():
    coach, owner, other = make_staff(), make_owner(), make_owner("Ben Ode")
    case = make_client(coach).cases.get()
    row = taking.ask_to_take(case=case, actor=owner, reason=WHY)
    end_membership(user=owner, actor=other)
    with pytest.raises(NotAllowed):
        taking.approve_taking(taking=row, actor=other)
    case.refresh_from_db()
    assert case.owner == coach


@pytest.mark.proves("SEC-17", "SEC-61")
def test_the_database_wants_two_persons_and_erasing_forgets_the_reason():
    owner = make_owner()
    client = make_client()
    make_owner("Ben Ode")
    row = taking.ask_to_take(case=client.cases.get(), actor=owner, reason=WHY)
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseTaking.objects.update(approved_by=owner, approved_at=timezone.now())
    own_run(client)
    row.refresh_from_db()
    assert row.reason == ""


def test_what_was_answered_meanwhile_is_not_answered_again():
    coach, owner = make_staff(), make_owner()
    case = make_client(coach).cases.get()
    refused = taking.ask_to_take(case=case, actor=owner, reason=WHY)
    taking.refuse_taking(taking=CaseTaking.objects.get(), actor=coach)
    with pytest.raises(Closed):
        taking.approve_taking(taking=refused, actor=coach)
    approved = taking.ask_to_take(case=case, actor=owner, reason=WHY)
    other = make_owner("Ben Ode")
    taking.approve_taking(taking=CaseTaking.objects.get(), actor=other)
    with pytest.raises(Closed):
        taking.refuse_taking(taking=approved, actor=other)
    case.refresh_from_db()
    assert case.owner == owner
    acts = AuditEvent.objects.filter(action="assignment.taking.withdrawn")
    assert [(e.actor, e.object_id) for e in acts] == [(coach, refused.pk)]
