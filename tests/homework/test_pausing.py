"""Which flags pause a program, and what they leave alone (DOMAIN-3 and DOMAIN-8)."""

from __future__ import annotations

import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from clients.homework.services import answer_proposal, move_assignment, propose_program
from clients.homework.submissions import add_log
from coachdesk.lib.errors import NotPossible
from coachdesk.safety.models import SafetyFlag
from coachdesk.safety.services import clear, open_flag
from coachdesk.users.models import Role
from tests.factories import make_client, make_staff, signed_in
from tests.homework.makers import agree, give

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    client = make_client(name="Ana Reyes")
    agree(client)
    return client


def tell(assignment, words: str) -> None:
    add_log(
        assignment=assignment,
        step_key="start-with-yourself",
        activity_key="something-for-me",
        answers={"what": words},
        on=timezone.localdate(),
        user=assignment.client.user,
    )
    assignment.refresh_from_db()


@pytest.mark.parametrize(
    "words",
    ["I am afraid of him when he drinks.", "Last night he choked me.", "He forced me again."],
)
def test_fear_or_force_told_in_a_log_pauses_the_program_and_alerts_the_supervisor(ana, words):
    supervisor = make_staff(Role.SUPERVISOR)
    assignment = give(ana)
    tell(assignment, words)
    assert (assignment.state, assignment.paused_by_safety) == ("paused", True)
    assert "resting" in signed_in(ana.user).get(reverse("portal:today")).text
    assert str(SafetyFlag.objects.get().pk) in signed_in(supervisor).get("/desk/flags/").text


def test_an_everyday_log_pauses_nothing(ana):
    assignment = give(ana)
    tell(assignment, "I was afraid he would say no, and he came for a walk.")
    assert assignment.state == "active"


def test_fear_known_from_a_screening_hides_activities_and_leaves_the_program_running(ana):
    assignment = give(ana)
    open_flag(
        subject_kind="screening",
        subject_id=uuid.uuid4(),
        person_id=ana.pk,
        codes=["fear_of_partner"],
        urgent=False,
    )
    assignment.refresh_from_db()
    assert assignment.state == "active"


def test_a_paused_program_starts_again_only_when_the_supervisor_has_cleared_the_flag(ana):
    coach, supervisor = ana.cases.get().owner, make_staff(Role.SUPERVISOR)
    assignment = give(ana)
    tell(assignment, "I am afraid of him when he drinks.")
    with pytest.raises(NotPossible):
        move_assignment(assignment=assignment, to="active", actor=coach)
    clear(flag=SafetyFlag.objects.get(), actor=supervisor, note="Spoken with her.")
    assert move_assignment(assignment=assignment, to="active", actor=coach).state == "active"


def test_while_the_flag_is_open_nothing_new_is_offered_and_what_is_taken_waits(ana):
    waiting = give(ana, "steady-yourself", accept=False)
    running = give(ana)
    tell(running, "I am afraid of him when he drinks.")
    taken = answer_proposal(assignment=waiting, client_user=ana.user, accept=True)
    assert (taken.state, taken.paused_by_safety) == ("paused", True)
    with pytest.raises(NotPossible):
        propose_program(case=ana.cases.get(), version=running.version, actor=running.assigned_by)


@pytest.mark.parametrize(("category", "state"), [("weighed_words", "active"), ("fear", "paused")])
def test_a_guess_from_ordinary_words_opens_a_flag_and_pauses_nothing(ana, category, state):
    assignment = give(ana)
    finding = {"code": "fear_of_partner", "tier": "hold", "category": category}
    open_flag(
        subject_kind="messaging.message",
        subject_id=uuid.uuid4(),
        person_id=ana.pk,
        codes=["fear_of_partner"],
        urgent=False,
        findings=[finding],
    )
    assignment.refresh_from_db()
    assert assignment.state == state
