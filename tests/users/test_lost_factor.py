"""A lost second step: two persons, or one and a day; both told, sessions ended, all of it noted."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coachdesk.audit.models import AuditEvent
from coachdesk.lib.errors import NotAllowed
from coachdesk.outbox.relay import run_due
from coachdesk.users import lost_factor
from coachdesk.users.models import FactorReset, Role
from tests.factories import (
    PASSWORD,
    make_client_user,
    make_staff,
    signed_in,
    signed_in_earlier,
    with_fresh_proof,
)

pytestmark = [pytest.mark.django_db, pytest.mark.proves("SEC-17")]


def browser_of(user):
    return with_fresh_proof(signed_in(user))


def has_factor(user) -> bool:
    return Authenticator.objects.filter(user=user).exists()


def told() -> list[str]:
    mail.outbox.clear()
    run_due()
    return sorted(address for message in mail.outbox for address in message.to)


def log_in(user) -> Client:
    client = Client()
    client.post(reverse("account_login"), {"login": user.address, "password": PASSWORD})
    return client


def test_two_owners_reset_it_and_the_person_sets_up_a_new_one():
    first, second, coach = make_staff(Role.OWNER), make_staff(Role.OWNER), make_staff()
    lost = signed_in(coach)
    assert lost.get("/desk/clients/").status_code == 200
    ask = browser_of(first).post(f"/desk/team/{coach.pk}/second-step/")
    assert ask.status_code == 302
    assert told() == sorted([first.address, coach.address])
    reset = FactorReset.objects.get()
    confirm = f"/desk/team/second-step/{reset.pk}/confirm/"
    browser_of(first).post(confirm)
    assert has_factor(coach)
    assert browser_of(second).post(confirm).status_code == 302
    assert not has_factor(coach)
    assert told() == sorted([first.address, coach.address])
    assert log_in(coach).get("/desk/clients/")["Location"] == reverse("mfa_activate_totp")
    noted = AuditEvent.objects.filter(action__startswith="factor.reset").order_by("at")
    assert [(row.action, row.actor_id, row.object_id) for row in noted] == [
        ("factor.reset_asked", first.pk, coach.pk),
        ("factor.reset", second.pk, coach.pk),
    ]


@pytest.mark.proves("SEC-23")
def test_every_session_of_the_person_ends(client):
    owner, other, coach = make_staff(Role.OWNER), make_staff(Role.OWNER), make_staff()
    Authenticator.objects.filter(user=coach).delete()
    there = log_in(coach)
    assert there.get("/in/")["Location"] == "/desk/"
    Authenticator.objects.create(user=coach, type="totp", data={"secret": "-"})
    reset = lost_factor.ask_for_reset(user=coach, actor=owner)
    lost_factor.confirm_reset(reset=reset, actor=other)
    assert there.get("/in/")["Location"].startswith(reverse("account_login"))


def test_a_lone_owner_waits_a_day_also_when_the_other_owner_lost_it():
    owner, other = make_staff(Role.OWNER), make_staff(Role.OWNER)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        reset = lost_factor.ask_for_reset(user=other, actor=owner)
        clock.shift(lost_factor.COOLING_OFF - timedelta(seconds=1))
        with pytest.raises(NotAllowed):
            lost_factor.confirm_reset(reset=reset, actor=owner)
        clock.shift(timedelta(seconds=1))
        lost_factor.confirm_reset(reset=reset, actor=owner)
    assert not has_factor(other)


def test_the_day_is_not_enough_once_there_is_another_owner():
    owner, coach = make_staff(Role.OWNER), make_staff()
    reset = lost_factor.ask_for_reset(user=coach, actor=owner)
    make_staff(Role.OWNER)
    FactorReset.objects.update(not_before=timezone.now())
    with pytest.raises(NotAllowed):
        lost_factor.confirm_reset(reset=reset, actor=owner)
    assert has_factor(coach)


def test_nobody_resets_the_own_one_and_nobody_but_an_owner_any():
    owner, other, coach = make_staff(Role.OWNER), make_staff(Role.OWNER), make_staff()
    with pytest.raises(NotAllowed):
        lost_factor.ask_for_reset(user=owner, actor=owner)
    with pytest.raises(NotAllowed):
        lost_factor.ask_for_reset(user=owner, actor=coach)
    reset = lost_factor.ask_for_reset(user=other, actor=owner)
    for person in (other, coach):
        with pytest.raises(NotAllowed):
            lost_factor.confirm_reset(reset=reset, actor=person)
    assert has_factor(other)


@pytest.mark.proves("SEC-22")
def test_each_act_needs_a_fresh_proof():
    owner, coach = make_staff(Role.OWNER), make_staff()
    reset = lost_factor.ask_for_reset(user=coach, actor=make_staff(Role.OWNER))
    for act in (
        f"{coach.pk}/second-step/",
        f"second-step/{reset.pk}/confirm/",
        f"second-step/{reset.pk}/cancel/",
    ):
        assert signed_in_earlier(owner).post(f"/desk/team/{act}").status_code == 401
    assert (has_factor(coach), FactorReset.objects.count()) == (True, 1)


def test_a_wish_is_taken_back_and_then_confirms_nothing():
    owner, other, coach = make_staff(Role.OWNER), make_staff(Role.OWNER), make_staff()
    reset = lost_factor.ask_for_reset(user=coach, actor=owner)
    shown = browser_of(other).get("/desk/team/").text
    assert "Take the second step away · asked by Robin Vale" in shown
    browser_of(other).post(f"/desk/team/second-step/{reset.pk}/cancel/")
    gone = browser_of(other).post(f"/desk/team/second-step/{reset.pk}/confirm/")
    assert (gone.status_code, has_factor(coach)) == (404, True)


def test_where_there_is_no_second_step_the_owner_is_told():
    owner, coach = make_staff(Role.OWNER), make_staff(with_factor=False)
    answer = browser_of(owner).post(f"/desk/team/{coach.pk}/second-step/")
    assert answer.status_code == 409
    assert "This account has no second step" in answer.text
    assert not FactorReset.objects.exists()


def test_the_operator_resets_it_at_once_audited_and_told():
    owner = make_staff(Role.OWNER)
    call_command("reset_second_factor", f" {owner.address.upper()}")
    assert not has_factor(owner)
    assert told() == [owner.address]
    event = AuditEvent.objects.get(action="factor.reset")
    assert (event.actor_id, event.object_id) == (None, owner.pk)
    with pytest.raises(CommandError, match="has no second step"):
        call_command("reset_second_factor", owner.address)
    with pytest.raises(CommandError, match="No open account"):
        call_command("reset_second_factor", "nobody@example.org")
    with pytest.raises(CommandError, match="client’s account"):
        call_command("reset_second_factor", make_client_user().address)
