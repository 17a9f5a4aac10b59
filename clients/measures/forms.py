"""Forms of check-ins and scores."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.measures.instrument_packs import Instrument
from clients.measures.sliders import AFRAID, SLIDERS
from coachdesk.lib.fields import TextArea


class CheckInForm(forms.Form):
    """The sliders; one left untouched is no answer."""

    afraid = forms.ChoiceField(
        choices=[*((value, value) for value in AFRAID), ("skip", "skip")], required=False
    )
    note = TextArea(label=_("Anything else about this week?"), limit=4000, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for slider in SLIDERS:
            self.fields[slider.key] = forms.IntegerField(
                label=slider.ask, min_value=0, max_value=10, required=False
            )

    @property
    def values(self) -> dict[str, int]:
        """Answered sliders by key."""
        found = {slider.key: self.cleaned_data[slider.key] for slider in SLIDERS}
        return {key: value for key, value in found.items() if value is not None}

    def clean_afraid(self) -> str:
        said: str = self.cleaned_data["afraid"]
        return said if said in AFRAID else ""


class ScoreForm(forms.Form):
    """A score taken from the rights holder's own form."""

    quiet_optional = True
    code = forms.ChoiceField(label=_("Questionnaire"))
    score = forms.FloatField(label=_("Score"), min_value=0, max_value=1000)
    taken_on = forms.DateField(label=_("Taken on"), widget=forms.DateInput(attrs={"type": "date"}))
    flagged_item = forms.BooleanField(
        label=_("PHQ-9: the ninth answer was above zero"),
        help_text=_("This opens a safety flag. Ask directly, too."),
        required=False,
    )
    note = TextArea(label=_("Note for the team"), limit=2000, required=False)

    def __init__(self, *args: Any, packs: list[Instrument], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].choices = [(p.code, p.title) for p in packs]  # type: ignore[attr-defined]
        if not any(p.flag_item for p in packs):
            del self.fields["flagged_item"]


class PlanForm(forms.Form):
    """A questionnaire that is wanted again."""

    quiet_optional = True
    code = forms.ChoiceField(label=_("Questionnaire"))
    start_on = forms.DateField(
        label=_("From which day?"), widget=forms.DateInput(attrs={"type": "date"})
    )
    every_weeks = forms.TypedChoiceField(
        label=_("How often?"),
        choices=[
            ("", _("Once")),
            ("2", _("Every 2 weeks")),
            ("4", _("Every 4 weeks")),
            ("8", _("Every 8 weeks")),
            ("12", _("Every 12 weeks")),
        ],
        coerce=int,
        empty_value=None,
        required=False,
    )

    def __init__(self, *args: Any, packs: list[Instrument], **kwargs: Any) -> None:
        super().__init__(*args, prefix="plan", **kwargs)
        self.fields["code"].choices = [(p.code, p.title) for p in packs]  # type: ignore[attr-defined]

    def clean_start_on(self) -> date:
        day: date = self.cleaned_data["start_on"]
        if abs((day - timezone.localdate()).days) > 366:
            raise forms.ValidationError(_("Please choose a day within a year from today."))
        return day
