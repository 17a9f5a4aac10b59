"""A partner's invitation ends with the client's safety, and whoever wished it can take it back."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.utils import timezone

from clients.models import Client, PartnerInvitation, Screening
from coachdesk.outbox.models import OutboxMessage
from coachdesk.outbox.relay import run_due
from coachdesk.safety.services import clear
from coachdesk.users.models import Invitation, Role, User
from tests.couples.people import CHECK, at, come_in, flagged, invited, screened
from tests.factories import make_client, make_staff, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.proves("SEC-13b")]
OVER = "It is not open any more."


@pytest.fixture
def luis():
    return make_client(name="Luis Prado")


def states():
    return PartnerInvitation.objects.get().state, Invitation.objects.get().state


def run_out(link):
    """The page that an invitation gives whose three days are over."""
    Invitation.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    page = Browser().get(link)
    Invitation.objects.update(expires_at=timezone.now() + timedelta(days=3))
    return page.status_code, words_of(page)


def words_of(page):
    text = re.sub(r'(csrfmiddlewaretoken" value)="\w+"', r"\1", page.content.decode())
    return text[text.index("<main") : text.index("</main>")]


@pytest.mark.parametrize("code", ["fear_of_partner", "no_contact_request", "client_uses_force"])
def test_a_flag_closes_what_was_sent_at_once_and_the_partner_reads_what_a_run_out_one_says(
    luis, code
):
    link = invited(luis)
    closed = run_out(link)
    flagged(luis, code)
    assert states() == ("taken_back", "revoked")
    before = (Client.objects.count(), User.objects.count())
    for answer in (Browser().get(link), come_in(link)):
        assert (answer.status_code, words_of(answer)) == closed
    assert (Client.objects.count(), User.objects.count()) == before


def test_the_client_reads_the_same_after_a_flag_and_after_the_time_is_over(luis):
    invited(luis)
    portal = signed_in(luis.user)
    code = Invitation.objects.get().spoken_code
    assert code in words_of(portal.get("/my/partner/"))
    Invitation.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    over = words_of(portal.get("/my/partner/"))
    Invitation.objects.update(expires_at=timezone.now() + timedelta(days=3))
    flagged(luis)
    after = words_of(portal.get("/my/partner/"))
    assert (after, OVER in after, code in after) == (over, True, False)


def test_that_the_partner_came_in_is_not_told_by_the_code(luis):
    link = invited(luis)
    portal = signed_in(luis.user)
    before = words_of(portal.get("/my/partner/"))
    assert come_in(link).status_code == 302
    assert words_of(portal.get("/my/partner/")) == before


def test_another_flag_leaves_the_invitation_open(luis):
    invited(luis)
    flagged(luis, "acute_instability")
    assert states()[0] == "sent"


def test_a_flag_of_another_client_leaves_the_invitation_open(luis):
    invited(luis)
    flagged(make_client())
    assert states()[0] == "sent"


def test_mail_that_waits_does_not_leave_after_a_flag(luis, mailoutbox):
    portal, desk = signed_in(luis.user), signed_in(luis.cases.get().owner)
    screened(luis)
    portal.post("/my/partner/ask/")
    desk.post(at(luis.cases.get(), "partner/check"), CHECK)
    portal.post("/my/partner/invite/", {"address": "jo@example.org", "knows": "on"})
    flagged(luis)
    run_due()
    waited = OutboxMessage.objects.get(mail_kind="invitation.partner")
    assert (waited.withheld_reason, [m.to for m in mailoutbox if "jo@" in m.to[0]]) == (
        "invitation_closed", [],
    )  # fmt: skip


def test_a_check_made_before_a_flag_is_made_again(luis):
    portal, case = signed_in(luis.user), luis.cases.get()
    screened(luis)
    portal.post("/my/partner/ask/")
    PartnerInvitation.objects.update(state="safety_checked")
    clear(flag=flagged(luis), actor=make_staff(Role.SUPERVISOR), note="Talked.")
    portal.post("/my/partner/invite/", {"address": "jo@example.org", "knows": "on"})
    assert PartnerInvitation.objects.get(case=case).state == "requested"
    assert not Invitation.objects.exists()


def came_too_late(client):
    Screening.objects.update(taken_at=timezone.now() - timedelta(days=61))


def told_later(client):
    screened(client, "substances")


def flag_that_closed_nothing(client):
    flagged(client)
    PartnerInvitation.objects.update(state="sent")
    Invitation.objects.update(state="sent")


@pytest.mark.parametrize("change", [came_too_late, told_later, flag_that_closed_nothing])
def test_whoever_comes_in_is_looked_at_again(luis, change):
    link = invited(luis)
    closed = run_out(link)
    change(luis)
    before = (Client.objects.count(), User.objects.count())
    answer = come_in(link)
    assert (answer.status_code, words_of(answer)) == closed
    assert (Client.objects.count(), User.objects.count()) == before


def test_client_and_coach_take_it_back(luis):
    link = invited(luis)
    case = luis.cases.get()
    portal, desk = signed_in(luis.user), signed_in(case.owner)
    assert "Take it back" in portal.get("/my/partner/").content.decode()
    work = desk.get(f"/desk/clients/{luis.pk}/work/").content.decode()
    assert ["Take it back" in work, "An invitation is open until" in work] == [True, True]
    for browser, address in (
        (portal, "/my/partner/take-back/"),
        (desk, at(case, "partner/take-back")),
    ):
        PartnerInvitation.objects.update(state="sent")
        Invitation.objects.update(state="sent")
        assert browser.post(address).status_code == 302
        assert (states(), come_in(link).status_code) == (("taken_back", "revoked"), 404)
    page = desk.get(f"/desk/clients/{luis.pk}/work/").content.decode()
    assert ["Taken back" in page, "Take it back" in page] == [True, False]


def test_taking_back_tells_nobody_that_the_partner_has_come_in(luis):
    link = invited(luis)
    portal = signed_in(luis.user)
    assert come_in(link).status_code == 302
    page = portal.post("/my/partner/take-back/", follow=True).content.decode()
    assert ["Taken back." in page, "It was sent." in page] == [True, True]
    assert states() == ("accepted", "accepted")


def test_a_wish_taken_back_before_it_was_sent_may_be_wished_again(luis):
    portal = signed_in(luis.user)
    portal.post("/my/partner/ask/")
    portal.post("/my/partner/take-back/")
    assert PartnerInvitation.objects.get().state == "taken_back"
    assert "talk about it" in portal.get("/my/partner/").content.decode()
    portal.post("/my/partner/ask/")
    assert PartnerInvitation.objects.get().state == "requested"
