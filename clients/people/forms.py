"""Forms about clients and their cases."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clients.models import CaseKind
from clients.people.services import ITEMS
from coachdesk.lib.as_shown import AsShownForm
from coachdesk.lib.fields import TextArea, TextLine
from coachdesk.users.form_keys import FormKeyField

_ITEM_WORDS = {
    "pseudonym": _("The name they signed with"),
    "country": _("The country, for help numbers"),
    "contact": _("Safe contact, with an invitation to the portal"),
    "concern": _("What they most wanted answered"),
}


class FromLetterForm(forms.Form):
    """What the writer agreed to bring along, each by itself."""

    items = forms.MultipleChoiceField(
        label=_("What the writer agreed to bring along"),
        help_text=_("The letter itself stays where it is. Only what you tick is copied."),
        choices=[(item, _ITEM_WORDS[item]) for item in ITEMS],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


class ProspectForm(forms.Form):
    """Somebody who asked to be a client: the least that is needed."""

    form_key = FormKeyField()
    name = TextLine(
        label=_("What shall we call them?"),
        help_text=_("A first name or an initial is enough."),
        limit=40,
    )
    source = forms.ChoiceField(
        label=_("How did they come to us?"),
        choices=[("hand", _("They asked us")), ("referral", _("Referred by somebody"))],
        widget=forms.RadioSelect,
        initial="hand",
    )
    kind = forms.ChoiceField(label=_("What kind of work?"), choices=CaseKind.choices)
    country = TextLine(
        label=_("Country, as two letters"),
        help_text=_("It picks the help numbers."),
        limit=2,
        required=False,
    )
    concern = TextArea(label=_("What brings them, in their words"), limit=2000, required=False)
    waiting = forms.BooleanField(label=_("Put on the waiting list"), required=False)

    def clean_country(self) -> str:
        country: str = self.cleaned_data["country"].upper()
        if country and not (len(country) == 2 and country.isalpha()):
            raise forms.ValidationError(_("Please use the two letters of the country, such as US."))
        return country


class DetailsForm(AsShownForm):
    """What the client is called, and what is good to know."""

    name = TextLine(label=_("Name"), limit=40)
    country = TextLine(label=_("Country, as two letters"), limit=2, required=False)
    at_home = TextArea(
        label=_("At home"),
        help_text=_(
            "What is good to know before you call. Nobody’s address, no name of a partner."
        ),
        limit=1000,
        required=False,
    )
    clean_country = ProspectForm.clean_country


class SignForm(forms.Form):
    """Agreement and privacy notice, signed by typing the name (SEC-73: nothing is pre-ticked)."""

    agreement = forms.BooleanField(label=_("I have read the agreement and I agree"))
    privacy = forms.BooleanField(label=_("I have read the privacy text"))
    supervision = forms.BooleanField(
        label=_("My coach may talk with a supervisor about our work, who may read along"),
        help_text=_("Your choice. The work goes on either way, and you can change it later."),
        required=False,
    )
    typed_name = TextLine(
        label=_("Type your name to sign"),
        help_text=_("The name we call you by is fine."),
        limit=80,
    )
    shown = forms.CharField(widget=forms.HiddenInput, max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("agreement", "privacy"):
            self.fields[name].error_messages["required"] = _("Please tick this if you agree.")
