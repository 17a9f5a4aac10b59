"""Forms about agreements and files."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients.queries import SIGNED_IN_PORTAL
from coachdesk.consents.models import ConsentKind
from coachdesk.lib.fields import TextLine


class FileForm(forms.Form):
    title = TextLine(label=gettext_lazy("What is it?"), limit=80)
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("PDF, PNG, JPEG, WebP or plain text, at most 10 MB."),
        max_length=200,
    )


class ReleaseForm(forms.Form):
    recipient = TextLine(label=gettext_lazy("Whom may we tell?"), limit=120)
    what = TextLine(label=gettext_lazy("What may we tell?"), limit=300)
    ends_on = forms.DateField(
        label=gettext_lazy("Until which day?"), widget=forms.DateInput(attrs={"type": "date"})
    )
    typed_name = TextLine(label=gettext_lazy("Type your name to sign"), limit=80)

    def clean_ends_on(self) -> Any:
        day = self.cleaned_data["ends_on"]
        today = timezone.localdate()
        if not today <= day <= today + timedelta(days=730):
            raise forms.ValidationError(_("Please choose a day within two years from today."))
        return day


class OneSignatureForm(forms.Form):
    typed_name = TextLine(label=gettext_lazy("Type your name to sign"), limit=80)
    shown = forms.CharField(widget=forms.HiddenInput, max_length=200)


class PaperForm(forms.Form):
    """A yes that was given on paper or by voice."""

    kind = forms.ChoiceField(
        label=gettext_lazy("To which text?"),
        choices=[(k.value, k.label) for k in SIGNED_IN_PORTAL if k != ConsentKind.MULTI_PERSON],
    )
    method = forms.ChoiceField(
        label=gettext_lazy("How?"),
        choices=[("paper", gettext_lazy("On paper")), ("voice", gettext_lazy("By voice"))],
    )
    typed_name = TextLine(label=gettext_lazy("Name as signed or said"), limit=80)
