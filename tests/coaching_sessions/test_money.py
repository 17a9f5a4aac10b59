"""Packages, payments, invoices: small, discreet, once."""

from __future__ import annotations

import csv
import io
import re
import uuid
from decimal import Decimal

import pytest
from django.urls import reverse

from coachdesk.users.models import Role
from coachdesk.users.practice_settings import change_setting
from sessions.billing import services as billing
from sessions.log import services
from sessions.models import CreditUse, Invoice, Package, Payment
from tests.coaching_sessions.makers import make_meeting, make_signed
from tests.factories import make_client, make_staff, signed_in

pytestmark = pytest.mark.django_db


def make_package(client, credits: int = 2) -> Package:
    return billing.sell_package(
        client=client, name="Pair", credits=credits, price=Decimal(200), currency="USD",
        actor=client.cases.get().owner,
    )  # fmt: skip


def test_a_completed_session_uses_one_credit_and_a_third_one_none():
    client = make_client()
    make_package(client)
    for hours in (-100, -50, -2):
        make_signed(make_meeting(client, hours=hours))
    assert CreditUse.objects.count() == 2
    assert billing.open_packages(client) == []


@pytest.mark.parametrize("uses", [True, False])
def test_a_no_show_uses_a_credit_only_where_the_practice_says_so(uses):
    client = make_client()
    make_package(client)
    change_setting(name="no_show_uses_credit", value=uses, actor=None)
    meeting = make_meeting(client)
    services.mark_no_show(coaching_session=meeting, actor=meeting.coach)
    assert CreditUse.objects.exists() == uses


def test_the_front_desk_notes_money_once_and_bad_numbers_come_back():
    client = make_client(name="Zoe Quince")
    browser = signed_in(make_staff(Role.FRONT_DESK))
    page = reverse("sessions:payment_note", args=[client.pk])
    pay = {"amount": "50.00", "currency": "usd", "on": "2026-11-01",
           "method": "cash", "note": "=cmd()", "form_key": str(uuid.uuid4())}  # fmt: skip
    assert [browser.post(page, pay).status_code for _again in range(2)] == [302, 302]
    assert browser.post(page, pay | {"amount": "60"}).status_code == 409
    for bad in ("0", "x", "1e9", "1.234"):
        answer = browser.post(page, pay | {"amount": bad, "form_key": str(uuid.uuid4())})
        assert answer.status_code == 400
    assert Payment.objects.get().currency == "USD"
    text = browser.get("/desk/money/payments.csv", {"first": "2026-10-01", "last": "2026-12-01"})
    rows = list(csv.DictReader(io.StringIO(text.content.decode())))
    assert [(r["amount"], r["code"]) for r in rows] == [("50.00", client.code)]
    assert "cmd" not in text.content.decode()  # a free note may hold a name
    assert "Zoe" not in text.content.decode()
    assert "counsel" not in text.content.decode().lower()


def test_every_field_of_the_money_page_has_an_id_of_its_own():
    page = reverse("sessions:client_money", args=[make_client().pk])
    shown = signed_in(make_staff(Role.FRONT_DESK)).get(page).content.decode()
    ids = re.findall(r'\bid="([^"]+)"', shown)
    assert {"package_currency", "payment_currency", "id_currency"} <= set(ids)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(("role", "leads"), [(Role.FRONT_DESK, True), (Role.OWNER, False)])
def test_the_money_page_leads_to_safe_contact_only_where_it_opens(role, leads):
    client = make_client()
    browser = signed_in(make_staff(role))
    contact = reverse("clients:contact", args=[client.pk])
    shown = browser.get(reverse("sessions:client_money", args=[client.pk])).content.decode()
    assert (contact in shown) == leads
    assert browser.get(contact).status_code == (200 if leads else 403)


def test_invoices_are_numbered_without_gaps_and_come_as_pdf():
    client = make_client(name="Łukasz Ó")
    browser = signed_in(make_staff(Role.OWNER))
    page = reverse("sessions:invoice_issue", args=[client.pk])
    for _number in range(3):
        sent = {"bill_to": "Łukasz Ó\nElm Street 1", "text": "Consulting",
                "amount": "100", "currency": "USD", "form_key": str(uuid.uuid4())}  # fmt: skip
        assert browser.post(page, sent).status_code == 302
    numbers = list(Invoice.objects.order_by("number").values_list("number", flat=True))
    assert numbers == [1, 2, 3]
    first = Invoice.objects.get(number=1)
    pdf = browser.get(reverse("sessions:invoice", args=[first.pk]))
    assert pdf.content.startswith(b"%PDF-")
    assert browser.post(reverse("sessions:invoice_cancel", args=[first.pk])).status_code == 302
    first.refresh_from_db()
    assert first.cancelled_at is not None
    assert "Cancelled" in browser.get("/desk/money/").content.decode()


def test_a_coach_sees_no_money_pages():
    client = make_client()
    browser = signed_in(client.cases.get().owner)
    for address in ("/desk/money/", reverse("sessions:client_money", args=[client.pk])):
        assert browser.get(address).status_code == 403
