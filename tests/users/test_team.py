"""The team's page: invitations, roles by two persons, supervision."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from coachdesk.lib.errors import NotAllowed
from coachdesk.outbox.relay import run_due
from coachdesk.users import team
from coachdesk.users.models import Invitation, Role, RoleChange, Supervision, User
from tests.factories import make_staff, signed_in, signed_in_earlier, with_fresh_proof

pytestmark = pytest.mark.django_db
INVITE = "/desk/team/invite/"
NOBODY = "00000000-0000-4000-8000-000000000000"


def owner_browser(owner):
    return with_fresh_proof(signed_in(owner))


@pytest.mark.proves("SEC-22")
def test_every_act_needs_a_fresh_proof():
    owner = make_staff(Role.OWNER)
    browser = signed_in_earlier(owner)
    assert browser.get("/desk/team/").status_code == 200
    form = {"invite-address": "new@example.org", "invite-roles": ["coach"]}
    assert browser.post(INVITE, form).status_code == 401
    assert not Invitation.objects.exists()


def test_a_new_member_comes_in_by_a_mail_and_a_code_told_by_voice():
    owner = make_staff(Role.OWNER)
    browser = owner_browser(owner)
    form = {"invite-address": "new@example.org", "invite-roles": ["editor"]}
    browser.post(INVITE, form)
    run_due()
    assert mail.outbox[0].to == ["new@example.org"]
    assert "/invitation/" in mail.outbox[0].body
    invitation = Invitation.objects.get()
    assert invitation.roles == ["editor"]
    assert invitation.spoken_code in browser.get("/desk/team/").content.decode()
    assert invitation.spoken_code not in mail.outbox[0].body
    bad = browser.post(INVITE, {**form, "invite-address": "not one"})
    assert bad.status_code == 400
    assert "not one" in bad.content.decode()


@pytest.mark.proves("SEC-17")
def test_roles_change_only_by_two_owners_and_never_ones_own():
    first, second, coach = make_staff(Role.OWNER), make_staff(Role.OWNER), make_staff()
    form = {"roles": ["coach", "supervisor"]}
    owner_browser(first).post(f"/desk/team/{coach.pk}/roles/", form)
    change = RoleChange.objects.get()
    confirm = f"/desk/team/roles/{change.pk}/confirm/"
    owner_browser(first).post(confirm)
    assert User.objects.get(pk=coach.pk).roles == {"coach"}
    owner_browser(second).post(confirm)
    assert User.objects.get(pk=coach.pk).roles == {"coach", "supervisor"}
    with pytest.raises(NotAllowed):
        team.ask_for_roles(user=first, roles=["editor"], actor=first)


@pytest.mark.proves("SEC-17")
def test_a_practice_with_one_owner_waits_a_day():
    owner, coach = make_staff(Role.OWNER), make_staff()
    change = team.ask_for_roles(user=coach, roles=["editor"], actor=owner)
    with pytest.raises(NotAllowed):
        team.confirm_roles(change=change, actor=owner)
    RoleChange.objects.update(not_before=timezone.now() - timedelta(seconds=1))
    team.confirm_roles(change=change, actor=owner)
    assert User.objects.get(pk=coach.pk).roles == {"editor"}


@pytest.mark.proves("SEC-16")
def test_supervision_begins_and_ends_with_the_next_request():
    owner, lead, coach = make_staff(Role.OWNER), make_staff(Role.SUPERVISOR), make_staff()
    browser = owner_browser(owner)
    pair = {"pair-supervisor": str(lead.pk), "pair-coach": str(coach.pk)}
    browser.post("/desk/team/supervision/start/", pair)
    pair = Supervision.objects.get(ended_at=None)
    browser.post(f"/desk/team/supervision/{pair.pk}/end/")
    assert not Supervision.objects.filter(ended_at=None).exists()
    with pytest.raises(NotAllowed):
        team.start_supervision(supervisor=coach, coach=lead, actor=owner)


def test_ids_of_nobody_are_absent():
    browser = owner_browser(make_staff(Role.OWNER))
    for address in (
        f"{NOBODY}/roles/",
        f"{NOBODY}/close/",
        f"{NOBODY}/sign-out/",
        f"roles/{NOBODY}/confirm/",
        "supervision/0/end/",
        f"invitations/{NOBODY}/revoke/",
    ):
        assert browser.post(f"/desk/team/{address}").status_code == 404, address


def test_an_old_tab_changes_nothing():
    owner, coach = make_staff(Role.OWNER), make_staff()
    browser = owner_browser(owner)
    old = {"act": "end", "person": str(coach.pk)}
    assert browser.post("/desk/team/change/", old).status_code == 405
    assert browser.post("/desk/team/", old).status_code == 405
    assert User.objects.get(pk=coach.pk).is_active
    assert browser.get("/desk/team/change/").url == "/desk/team/"


def test_a_page_of_another_role_says_whose_it_is_not():
    refused = signed_in(make_staff(Role.COACH)).get("/desk/audit/")
    assert refused.status_code == 403
    shown = refused.content.decode()
    assert "Not for this sign-in" in shown
    assert "open for too long" not in shown
