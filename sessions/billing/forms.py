"""Forms around money."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from coachdesk.lib.fields import TextArea, TextLine
from coachdesk.users.form_keys import FormKeyField
from sessions.billing.services import statement_text
from sessions.form_fields import DAY
from sessions.models import Package, PaymentMethod


class _Money(forms.Form):
    quiet_optional = True
    currency = TextLine(label=lazy("Currency"), limit=3, initial="USD")
    form_key = FormKeyField()

    def clean_currency(self) -> str:
        code: str = self.cleaned_data["currency"].upper()
        if not re.fullmatch(r"[A-Z]{3}", code):
            raise forms.ValidationError(_("Three letters, such as USD."))
        return code


class PackageForm(_Money):
    """A package a client takes."""

    field_order = ("name", "credits", "price", "currency")
    name = TextLine(label=lazy("Name"), limit=80)
    credits = forms.IntegerField(label=lazy("Sessions"), min_value=1, max_value=200)
    price = forms.DecimalField(
        label=lazy("Price"), min_value=0, max_value=999_999, decimal_places=2
    )


class PaymentForm(_Money):
    """Money that came in; a negative amount undoes a mistake."""

    field_order = ("amount", "currency", "on", "method", "package", "note")
    amount = forms.DecimalField(
        label=lazy("Amount"), min_value=-999_999, max_value=999_999, decimal_places=2
    )
    on = forms.DateField(label=lazy("Day"), widget=DAY, initial=timezone.localdate)
    method = forms.ChoiceField(label=lazy("How"), choices=PaymentMethod.choices)
    package = forms.ChoiceField(label=lazy("For"), required=False)
    note = TextLine(label=lazy("Note"), limit=200, required=False)

    def __init__(self, *args: Any, packages: list[Package], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.packages = {str(p.pk): p for p in packages}
        self.fields["package"].choices = [  # type: ignore[attr-defined]
            ("", "—"),
            *((pk, p.name) for pk, p in self.packages.items()),
        ]

    def clean_amount(self) -> Any:
        if self.cleaned_data["amount"] == 0:
            raise forms.ValidationError(_("Nothing came in, then. Please give an amount."))
        return self.cleaned_data["amount"]


class InvoiceForm(_Money):
    """One line is enough; its words are discreet unless changed."""

    field_order = ("bill_to", "text", "amount", "currency")
    bill_to = TextArea(label=lazy("Bill to"), limit=400)
    text = TextLine(label=lazy("Line"), limit=120, initial=statement_text)
    amount = forms.DecimalField(
        label=lazy("Amount"), min_value=0, max_value=999_999, decimal_places=2
    )
