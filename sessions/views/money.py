"""Money: packages, payments by hand, invoices, a file for the bookkeeper."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import Client
from coachdesk.audit.services import record
from coachdesk.users.formkeys import SentBefore, SentWithOtherContent, content_hash, once
from coachdesk.users.models import Role, User
from coachdesk.users.policies import STAFF, policy
from sessions import money
from sessions.models import Invoice, Package, Payment
from sessions.money_forms import InvoiceForm, PackageForm, PaymentForm
from sessions.views.common import staff

_ROLES = (Role.FRONT_DESK, Role.OWNER)


@policy(STAFF, roles=_ROLES, relation="names and money, no contents")
def overview(request: HttpRequest) -> HttpResponse:
    """The newest payments and invoices, and a way to each client."""
    user = staff(request)
    clients = money.billable_by(user)
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


@policy(STAFF, roles=_ROLES, methods=("GET", "POST"), relation="names and money, no contents")
def of_client(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One client's packages, payments and invoices; POST adds one."""
    user = staff(request)
    client = get_object_or_404(money.billable_by(user), pk=pk)
    packages = list(
        Package.objects.filter(client=client).annotate(used=Count("uses")).order_by("-sold_at")
    )
    act = request.POST.get("act", "") if request.method == "POST" else ""
    forms: dict[str, Any] = {
        "package": PackageForm(request.POST if act == "package" else None, auto_id="package_%s"),
        "payment": PaymentForm(
            request.POST if act == "payment" else None, packages=packages, auto_id="payment_%s"
        ),
        "invoice": InvoiceForm(
            request.POST if act == "invoice" else None, initial={"bill_to": client.name}
        ),
    }
    status = 200
    if act:
        form = forms.get(act)
        status = 400
        if form is not None and form.is_valid():
            try:
                _add(act, form, client, user)
            except SentWithOtherContent:
                form.add_error(None, _("This form was sent before with other numbers."))
                status = 409
            else:
                messages.success(request, _("Noted."))
                return redirect("sessions:client_money", pk=pk)
    context = {
        "client": client,
        "sees_client": Client.objects.names_visible_to(user).filter(pk=client.pk).exists(),
        "packages": packages,
        "payments": Payment.objects.filter(client=client).order_by("-on"),
        "invoices": Invoice.objects.filter(client=client).order_by("-number"),
        "forms": forms,
        "bound": forms.get(act),
    }
    return render(request, "sessions/client_money.html", context, status=status)


def _add(act: str, form: Any, client: Client, user: User) -> None:
    """Add one thing, once for each form that was shown (REL-05)."""
    data = {key: value for key, value in form.cleaned_data.items() if key != "form_key"}

    def create() -> uuid.UUID:
        if act == "package":
            return money.sell_package(client=client, actor=user, **data).pk
        if act == "payment":
            data["package"] = form.packages.get(data["package"])
            return money.note_payment(client=client, actor=user, **data).pk
        return money.issue_invoice(
            client=client,
            lines=[(data["text"], data["amount"])],
            currency=data["currency"],
            bill_to=data["bill_to"],
            actor=user,
        ).pk

    content = content_hash(*(f"{key}={data[key]}" for key in sorted(data)))
    try:
        once(
            key=form.cleaned_data["form_key"],
            form=f"sessions.money.{act}",
            content=content,
            actor_id=user.pk,
            create=create,
        )
    except SentBefore:
        return


@policy(STAFF, roles=_ROLES, methods=("GET", "POST"), relation="names and money, no contents")
def invoice(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The invoice as a PDF; POST cancels it."""
    user = staff(request)
    found = get_object_or_404(Invoice, pk=pk, client__in=money.billable_by(user))
    if request.method == "POST":
        money.cancel_invoice(invoice=found, actor=user)
        messages.success(request, _("Cancelled. The number stays used."))
        return redirect("sessions:client_money", pk=found.client_id)
    record(action="export", actor=user, target=found, person_id=found.client_id, request=request)
    response = HttpResponse(money.invoice_pdf(found), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="invoice-{found.number}.pdf"'
    return response


@policy(STAFF, roles=_ROLES, relation="money, no names")
def bookkeeping(request: HttpRequest) -> HttpResponse:
    """Payments of some days as CSV; unreadable days mean this month."""
    user = staff(request)
    today = timezone.localdate()
    first = _day(request.GET.get("first", ""), today.replace(day=1))
    last = _day(request.GET.get("last", ""), today)
    last = min(last, first + timedelta(days=366))
    record(action="export", actor=user, object_type="coaching_sessions.payment", request=request)
    response = HttpResponse(money.payments_csv(first, last), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="payments.csv"'
    return response


def _day(text: str, other: date) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return other
    return found if 2000 <= found.year <= 2100 else other
