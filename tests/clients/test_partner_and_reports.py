"""The partner's invitation, reports, board, and cells that run nothing."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client as Browser

from clients.cases.screening import ITEMS, take_screening
from clients.models import Case, Client, PartnerInvitation
from clients.reports.figures import shown
from coachdesk.lib.spreadsheets import as_csv
from coachdesk.outbox.models import SafeContact
from coachdesk.outbox.relay import run_due
from coachdesk.users.models import Invitation, Role
from tests.couples.people import CHECK
from tests.factories import PASSWORD, make_client, make_staff, signed_in

pytestmark = pytest.mark.django_db


def screened(client, coach, **yes) -> None:
    answers = {item.key: yes.get(item.key, "no") for item in ITEMS}
    take_screening(client=client, actor=coach, answers=answers, how="voice")


@pytest.mark.proves("SEC-13b")
def test_a_partner_is_invited_once_checked_into_an_own_place_that_shows_nothing():
    coach = make_staff()
    client = make_client(coach)
    browser, desk = signed_in(client.user), signed_in(coach)
    check = f"/desk/clients/cases/{client.cases.get().pk}/partner/check/"
    send = {"address": "jo@example.org", "knows": "on"}
    browser.post("/my/partner/ask/")
    browser.post("/my/partner/invite/", send)
    assert PartnerInvitation.objects.get().state == "requested"
    assert desk.post(check, CHECK).status_code == 409
    assert PartnerInvitation.objects.get().state == "requested"  # not screened
    screened(client, coach)
    assert desk.post(check, CHECK).status_code == 302
    browser.post("/my/partner/invite/", send)
    browser.post("/my/partner/invite/", send)
    run_due()
    assert [m.to for m in mail.outbox] == [["jo@example.org"]]
    assert not SafeContact.objects.filter(address_hash__gt="").exists()
    link = re.search(r"/invitation/\S+/", mail.outbox[0].body).group()
    code = Invitation.objects.get().spoken_code
    partner = Browser()
    form = {"spoken_code": code, "display_name": "Jo", "password": PASSWORD}
    assert partner.post(link, form)["Location"] == "/my/welcome/"
    theirs = Client.objects.get(source="partner")
    assert theirs.cases.get().owner == coach
    page = browser.get("/my/partner/").content.decode()
    assert "It was sent." in page
    assert "ccepted" not in page
    assert client.name not in partner.get("/my/welcome/").content.decode()


def test_a_partner_is_not_invited_where_there_is_fear():
    coach = make_staff()
    client = make_client(coach)
    signed_in(client.user).post("/my/partner/ask/")
    screened(client, coach, afraid="yes")
    signed_in(coach).post(f"/desk/clients/cases/{client.cases.get().pk}/partner/check/", CHECK)
    assert PartnerInvitation.objects.get().state == "requested"


def test_small_counts_are_not_told():
    assert [shown(n) for n in (0, 1, 4, 5, 12)] == ["0", "<5", "<5", "5", "12"]
    coach = make_staff(name="Priya Nair")
    for _ in range(3):
        make_client(coach)
    page = signed_in(make_staff(Role.OWNER)).get("/desk/reports/").content.decode()
    assert "&lt;5" in page
    assert "Ana Reyes" not in page


@pytest.mark.proves("SEC-41")
def test_a_report_as_a_file_runs_no_formula():
    make_client(make_staff(name='=HYPERLINK("http://x")'))
    owner = signed_in(make_staff(Role.OWNER))
    body = owner.get("/desk/reports/caseload.csv").content.decode()
    assert "'=HYPERLINK" in body
    assert owner.get("/desk/reports/nothing.csv").status_code == 404
    assert as_csv(["+a"], [["-1", -1, " =2", None]]).splitlines() == ["'+a", "'-1,-1,' =2,"]


def test_the_board_shows_initials_and_what_needs_attention():
    coach = make_staff(name="Priya Nair")
    make_client(coach)
    Case.objects.update(status="active")
    page = signed_in(coach).get("/desk/clients/board/").content.decode()
    assert "Not screened yet." in page
    assert "Ana Reyes" not in page
