"""Packages of sessions, what was paid by hand, and invoices. No card data anywhere."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.models import Client
from coachdesk.lib.ids import new_id
from coachdesk.lib.sealed import SealedJSONField, SealedTextField, unreadable_text
from coachdesk.users.models import User
from sessions.models.meetings import CoachingSession


class Package(models.Model):
    """So many sessions for a price, sold to one client."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey(Client, models.PROTECT, related_name="packages")
    name = models.CharField(max_length=80)
    credits = models.PositiveSmallIntegerField()
    price = models.DecimalField(max_digits=9, decimal_places=2)
    currency = models.CharField(max_length=3, default="USD")
    sold_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    sold_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="package_has_sessions_and_a_price", condition=Q(credits__gte=1, price__gte=0)
            )
        ]
        indexes = [models.Index(fields=["client", "-sold_at"], name="package_newest")]

    def __str__(self) -> str:
        return str(self.pk)


class CreditUse(models.Model):
    """One session of a package used up; a session uses one at most."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    package = models.ForeignKey(Package, models.PROTECT, related_name="uses")
    coaching_session = models.OneToOneField(
        CoachingSession, models.PROTECT, related_name="credit_use"
    )
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.pk)


class PaymentMethod(models.TextChoices):
    TRANSFER = "transfer", _("Bank transfer")
    CASH = "cash", _("Cash")
    CHECK = "check", _("Check")
    OTHER = "other", _("Other")


class Payment(models.Model):
    """Money that came in, noted by hand; a mistake is undone by a negative one."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey(Client, models.PROTECT, related_name="payments")
    package = models.ForeignKey(
        Package, models.PROTECT, null=True, blank=True, related_name="payments"
    )
    amount = models.DecimalField(max_digits=9, decimal_places=2)
    currency = models.CharField(max_length=3, default="USD")
    on = models.DateField()
    method = models.CharField(
        max_length=10, choices=PaymentMethod.choices, default=PaymentMethod.TRANSFER
    )
    note = SealedTextField(blank=True)
    noted_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    noted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.CheckConstraint(name="payment_not_zero", condition=~Q(amount=0))]
        indexes = [models.Index(fields=["-on"], name="payment_newest")]

    def __str__(self) -> str:
        return str(self.pk)


def unreadable_lines() -> list[list[str]]:
    """What lines that do not open are read as."""
    return [[unreadable_text(), "0"]]


class Invoice(models.Model):
    """A numbered invoice; never changed, only cancelled."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.PositiveIntegerField(unique=True)
    client = models.ForeignKey(Client, models.PROTECT, related_name="invoices")
    issued_on = models.DateField()
    bill_to = SealedTextField()
    lines = SealedJSONField(unreadable=unreadable_lines)  # [[text, amount as text]]
    total = models.DecimalField(max_digits=9, decimal_places=2)
    currency = models.CharField(max_length=3, default="USD")
    issued_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    issued_at = models.DateTimeField(default=timezone.now)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["client", "-number"], name="invoice_newest")]

    def __str__(self) -> str:
        return str(self.number)
