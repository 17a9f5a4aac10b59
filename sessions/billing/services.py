"""Packages, payments and invoices.

Payments are noted by hand. An online provider would call ``note_payment`` from its own webhook view,
with the provider's reference in ``note`` as the only thing kept; card data never reaches us, and
what a provider shows the payer is ``statement_text``.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Count, F, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clients.models import Client, ClientStatus
from coachdesk import exports
from coachdesk.audit.services import record
from coachdesk.lib.pdf import Paper
from coachdesk.lib.spreadsheets import as_csv
from coachdesk.users.identity import practice_name
from coachdesk.users.models import Role, User
from coachdesk.users.practice_settings import change_setting, practice_setting
from sessions.models import CoachingSession, CreditUse, Invoice, Package, Payment


def open_packages(client: Client) -> list[Package]:
    """Packages with sessions left, the oldest first, each with ``used``."""
    rows = Package.objects.filter(client=client, closed_at=None).annotate(used=Count("uses"))
    return list(rows.filter(used__lt=F("credits")).order_by("sold_at"))


@transaction.atomic
def sell_package(
    *, client: Client, name: str, credits: int, price: Decimal, currency: str, actor: User
) -> Package:
    """Note that a client took a package."""
    made = Package.objects.create(
        client=client, name=name, credits=credits, price=price, currency=currency, sold_by=actor
    )
    record(action="package.sold", actor=actor, target=made, person_id=client.pk)
    return made


@transaction.atomic
def use_credit(*, coaching_session: CoachingSession, actor: User) -> CreditUse | None:
    """Let a session use up one credit of the oldest open package; None where there is none.

    A second call for the same session changes nothing.
    """
    Client.objects.select_for_update().get(pk=coaching_session.client_id)
    found = CreditUse.objects.filter(coaching_session=coaching_session).first()
    if found is not None:
        return found
    packages = open_packages(coaching_session.client)
    if not packages:
        return None
    used = CreditUse.objects.create(package=packages[0], coaching_session=coaching_session)
    record(action="package.used", actor=actor, target=used, person_id=coaching_session.client_id)
    return used


@transaction.atomic
def note_payment(
    *,
    client: Client,
    amount: Decimal,
    currency: str,
    on: date,
    method: str,
    actor: User,
    package: Package | None = None,
    note: str = "",
) -> Payment:
    """Note money that came in by hand."""
    made = Payment.objects.create(
        client=client, package=package, amount=amount, currency=currency, on=on,
        method=method, note=note, noted_by=actor,
    )  # fmt: skip
    record(action="payment.noted", actor=actor, target=made, person_id=client.pk)
    return made


@transaction.atomic
def issue_invoice(
    *, client: Client, lines: list[tuple[str, Decimal]], currency: str, bill_to: str, actor: User
) -> Invoice:
    """Issue the next invoice; numbers have no gaps and are never used twice."""
    User.objects.select_for_update().filter(pk=actor.pk).first()
    last = Invoice.objects.select_for_update().order_by("-number").first()
    number = max(int(practice_setting("invoice_next_number")), last.number + 1 if last else 1)
    made = Invoice.objects.create(
        number=number,
        client=client,
        issued_on=timezone.localdate(),
        bill_to=bill_to,
        lines=[[text, str(amount)] for text, amount in lines],
        total=sum((amount for _text, amount in lines), Decimal(0)),
        currency=currency,
        issued_by=actor,
    )
    change_setting(name="invoice_next_number", value=number + 1, actor=actor)
    record(action="invoice.issued", actor=actor, target=made, person_id=client.pk)
    return made


@transaction.atomic
def cancel_invoice(*, invoice: Invoice, actor: User) -> None:
    """Cancel an invoice; it keeps its number."""
    changed = Invoice.objects.filter(pk=invoice.pk, cancelled_at=None).update(
        cancelled_at=timezone.now()
    )
    if changed:
        record(action="invoice.cancelled", actor=actor, target=invoice, person_id=invoice.client_id)


def statement_text() -> str:
    """What stands on statements and invoices: discreet, no word of counseling."""
    return _("Consulting, by agreement")


def billable_by(user: User) -> QuerySet[Client]:
    """Clients whose name and money the person may see: front desk and owner, no work contents."""
    if not user.has_role(Role.FRONT_DESK, Role.OWNER):
        return Client.objects.none()
    return Client.objects.exclude(status=ClientStatus.PURGED)


BOOKS: exports.Keys = {
    "date": exports.Key("coaching_sessions.Payment.on"),
    "code": exports.Key("clients.Client.code"),
    "amount": exports.Key("coaching_sessions.Payment.amount"),
    "currency": exports.Key("coaching_sessions.Payment.currency"),
    "method": exports.Key("coaching_sessions.Payment.method"),
    "text": exports.Key("users.PracticeSetting.value"),
}


def payments_csv(first: date, last: date) -> str:
    """Payments of some days for the bookkeeper: case codes, no names and no notes, which may hold
    some."""
    found = Payment.objects.filter(on__gte=first, on__lte=last).select_related("client")
    rows = (
        (
            row.on.isoformat(),
            row.client.code,
            f"{row.amount}",
            row.currency,
            row.get_method_display(),
            statement_text(),
        )
        for row in found.order_by("on", "noted_at")
    )
    return as_csv(*exports.table(BOOKS, rows, exports.Receiver.TEAM))


def invoice_pdf(invoice: Invoice) -> bytes:
    """The invoice as a PDF with discreet words."""
    number = _("Invoice %(number)s") % {"number": invoice.number}
    paper = Paper(number)
    paper.text(practice_name())
    paper.gap(10)
    paper.title(number)
    paper.text(date_format(invoice.issued_on, "j F Y"))
    if invoice.cancelled_at is not None:
        paper.heading(_("Cancelled"))
    paper.gap(8)
    paper.text(invoice.bill_to)
    paper.gap(8)
    for text, amount in invoice.lines:
        paper.row(text, f"{amount} {invoice.currency}")
    paper.rule()
    paper.row(_("Total"), f"{invoice.total} {invoice.currency}", bold=True)
    return paper.as_bytes()
