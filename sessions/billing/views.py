"""Money: packages, payments by hand, invoices, a file for the bookkeeper."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import Client
from coachdesk.audit.services import record
from coachdesk.users.form_keys import send_once
from coachdesk.users.models import Role, User
from coachdesk.users.policies import STAFF, policy, staff
from sessions.billing import services as billing
from sessions.billing.forms import InvoiceForm, PackageForm, PaymentForm
from sessions.models import Invoice, Package, Payment

_ROLES = (Role.FRONT_DESK, Role.OWNER)
_MONEY: dict[str, Any] = {"roles": _ROLES, "relation": "names and money, no contents"}


@policy(STAFF, **_MONEY)
def overview(request: HttpRequest) -> HttpResponse:
    """The newest payments and invoices, and a way to each client."""
    user = staff(request)
    clients = billing.billable_by(user)
    context = {
        "payments": Payment.objects.filter(client__in=clients)
        .select_related("client")
        .order_by("-on", "-noted_at")[:30],
        "invoices": Invoice.objects.filter(client__in=clients)
        .select_related("client")
        .order_by("-number")[:30],
        "clients": sorted(clients.order_by("-created_at")[:500], key=lambda c: c.name.casefold()),
        "first": timezone.localdate().replace(day=1),
        "last": timezone.localdate(),
    }
    return render(request, "sessions/money.html", context)


@policy(STAFF, **_MONEY)
def of_client(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One client's packages, payments and invoices."""
    return _client_page(request, _client(request, pk))


def _client(request: HttpRequest, pk: uuid.UUID) -> Client:
    """The client whose money the person may see, or 404."""
    return get_object_or_404(billing.billable_by(staff(request)), pk=pk)


def _packages(client: Client) -> list[Package]:
    rows = Package.objects.filter(client=client).annotate(used=Count("uses"))
    return list(rows.order_by("-sold_at"))


def _client_page(
    request: HttpRequest,
    client: Client,
    *,
    status: int = 200,
    package: PackageForm | None = None,
    payment: PaymentForm | None = None,
    invoice: InvoiceForm | None = None,
) -> HttpResponse:
    """A client's money; a form that was refused comes back in its place."""
    packages = _packages(client)
    context = {
        "client": client,
        "sees_client": Client.objects.names_visible_to(staff(request))
        .filter(pk=client.pk)
        .exists(),
        "packages": packages,
        "payments": Payment.objects.filter(client=client).order_by("-on"),
        "invoices": Invoice.objects.filter(client=client).order_by("-number"),
        "forms": {
            "package": package or PackageForm(auto_id="package_%s"),
            "payment": payment or PaymentForm(packages=packages, auto_id="payment_%s"),
            "invoice": invoice or InvoiceForm(initial={"bill_to": client.name}),
        },
        "bound": package or payment or invoice,
    }
    return render(request, "sessions/client_money.html", context, status=status)


@policy(STAFF, methods=("POST",), **_MONEY)
def package_sell(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Note that a client took a package."""
    client, user = _client(request, pk), staff(request)
    form = PackageForm(request.POST, auto_id="package_%s")
    if not form.is_valid():
        return _client_page(request, client, package=form, status=400)
    data = _data_of(form)

    def create() -> uuid.UUID:
        return billing.sell_package(client=client, actor=user, **data).pk

    if not _sent(form, "package", user, create):
        return _client_page(request, client, package=form, status=409)
    return _noted(request, client)


@policy(STAFF, methods=("POST",), **_MONEY)
def payment_note(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Note money that came in, perhaps for a package."""
    client, user = _client(request, pk), staff(request)
    form = PaymentForm(request.POST, packages=_packages(client), auto_id="payment_%s")
    if not form.is_valid():
        return _client_page(request, client, payment=form, status=400)
    data = _data_of(form)
    data["package"] = form.packages.get(data["package"])

    def create() -> uuid.UUID:
        return billing.note_payment(client=client, actor=user, **data).pk

    if not _sent(form, "payment", user, create):
        return _client_page(request, client, payment=form, status=409)
    return _noted(request, client)


@policy(STAFF, methods=("POST",), **_MONEY)
def invoice_issue(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Issue the next invoice, with one line."""
    client, user = _client(request, pk), staff(request)
    form = InvoiceForm(request.POST)
    if not form.is_valid():
        return _client_page(request, client, invoice=form, status=400)
    data = _data_of(form)

    def create() -> uuid.UUID:
        return billing.issue_invoice(
            client=client,
            lines=[(data["text"], data["amount"])],
            currency=data["currency"],
            bill_to=data["bill_to"],
            actor=user,
        ).pk

    if not _sent(form, "invoice", user, create):
        return _client_page(request, client, invoice=form, status=409)
    return _noted(request, client)


def _data_of(form: Form) -> dict[str, Any]:
    return {key: value for key, value in form.cleaned_data.items() if key != "form_key"}


def _sent(form: Form, what: str, user: User, create: Callable[[], uuid.UUID]) -> bool:
    """Add one thing, once for each form that was shown (REL-05); False when the form's key was
    used with other numbers, which the form then says."""
    data = _data_of(form)
    sent = send_once(
        form,
        name=f"sessions.money.{what}",
        content=[f"{key}={data[key]}" for key in sorted(data)],
        actor_id=user.pk,
        create=create,
        refusal=_("This form was sent before with other numbers."),
    )
    return sent is not None


def _noted(request: HttpRequest, client: Client) -> HttpResponse:
    messages.success(request, _("Noted."))
    return redirect("sessions:client_money", pk=client.pk)


def _invoice(request: HttpRequest, pk: uuid.UUID) -> Invoice:
    """The invoice of a client whose money the person may see, or 404."""
    return get_object_or_404(Invoice, pk=pk, client__in=billing.billable_by(staff(request)))


@policy(STAFF, **_MONEY)
def invoice(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The invoice as a PDF."""
    found = _invoice(request, pk)
    record(
        action="export",
        actor=staff(request),
        target=found,
        person_id=found.client_id,
        request=request,
    )
    response = HttpResponse(billing.invoice_pdf(found), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="invoice-{found.number}.pdf"'
    return response


@policy(STAFF, methods=("POST",), **_MONEY)
def invoice_cancel(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Cancel an invoice; it keeps its number."""
    found = _invoice(request, pk)
    billing.cancel_invoice(invoice=found, actor=staff(request))
    messages.success(request, _("Cancelled. The number stays used."))
    return redirect("sessions:client_money", pk=found.client_id)


@policy(STAFF, roles=_ROLES, relation="money, no names", step_up=True)
def bookkeeping(request: HttpRequest) -> HttpResponse:
    """Payments of some days as CSV; unreadable days mean this month."""
    user = staff(request)
    today = timezone.localdate()
    first = _day(request.GET.get("first", ""), today.replace(day=1))
    last = _day(request.GET.get("last", ""), today)
    last = min(last, first + timedelta(days=366))
    record(action="export", actor=user, object_type="coaching_sessions.payment", request=request)
    response = HttpResponse(
        billing.payments_csv(first, last), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = 'attachment; filename="payments.csv"'
    return response


def _day(text: str, other: date) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return other
    return found if 2000 <= found.year <= 2100 else other
