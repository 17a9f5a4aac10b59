from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from coachdesk.lib.as_shown import AsShownForm
from coachdesk.lib.fields import TextArea, TextLine
from coachdesk.safety.models import HelpNumber


class ActForm(forms.Form):
    """What was done about a flag."""

    act = forms.ChoiceField(
        label=_("What happened?"),
        choices=[
            ("contacted", _("Somebody was contacted")),
            ("decided", _("A decision was made")),
            ("outcome", _("How it came out")),
            ("note", _("A note")),
        ],
    )
    note = TextArea(label=_("In your words"), limit=5000)


class ClearForm(forms.Form):
    note = TextArea(label=_("Why is it cleared?"), limit=500)


class AllowForm(forms.Form):
    note = TextArea(label=_("What is done so that nobody is alone with it?"), limit=500)


class EscalateForm(forms.Form):
    note = TextArea(label=_("What does the next person need to know?"), limit=500)


class HelpNumberForm(AsShownForm, forms.ModelForm):  # type: ignore[type-arg]
    """One number as readers see it. The country is a two-letter code; empty means everywhere."""

    country = forms.RegexField(
        label=_("Country"),
        regex=r"^[A-Za-z]{2}$",
        required=False,
        max_length=2,
        help_text=_("Two letters, such as US. Empty: shown everywhere."),
        error_messages={"invalid": _("Please use the two letters of the country, such as US.")},
        widget=forms.TextInput(attrs={"class": "short"}),
    )
    kind = forms.ChoiceField(
        label=_("For"),
        choices=[
            ("emergency", _("Emergency")),
            ("crisis", _("Crisis, thoughts of suicide")),
            ("violence", _("Violence at home")),
            ("children", _("Children and teenagers")),
        ],
    )
    label = TextLine(label=_("Name"), limit=120)
    number = TextLine(label=_("Number or address"), limit=60)
    note = TextLine(label=_("Note"), limit=200, required=False)

    class Meta:
        model = HelpNumber
        fields = ("country", "kind", "label", "number", "note")
        error_messages = {
            "__all__": {"unique_together": _("This number stands there already.")},
        }

    @property
    def stale(self) -> bool:
        """Only what stands can be replaced: a new number is never old."""
        return self.instance.pk is not None and super().stale

    def clean_country(self) -> str:
        country: str = self.cleaned_data["country"]
        return country.upper()
