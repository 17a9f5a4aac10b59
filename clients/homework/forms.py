"""Forms of the desk around programs."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.homework.pacing import PACES, check_start
from coachdesk.lib.as_shown import AsShown
from coachdesk.lib.errors import NotPossible
from coachdesk.lib.fields import TextArea, TextLine
from coachdesk.users.form_keys import FormKeyField


class AnswerForm(forms.Form):
    """The coach's answer to a step."""

    quiet_optional = True
    text = TextArea(label=_("Your answer"), limit=10_000, help_text=_("The client sees this."))
    quality = forms.TypedChoiceField(
        label=_("How was it done?"),
        help_text=_("Only the team sees this."),
        choices=[("", _("Not rated")), *[(str(n), str(n)) for n in range(5)]],
        coerce=int,
        empty_value=None,
        required=False,
    )
    form_key = FormKeyField()


class TaskForm(forms.Form):
    """One piece of homework, or a promise of the coach, in twenty seconds."""

    quiet_optional = True
    text = TextArea(label=_("What?"), limit=2_000, widget=forms.Textarea(attrs={"rows": 2}))
    whose = forms.ChoiceField(
        label=_("For whom?"),
        choices=[("client", _("The client does it")), ("coach", _("I promised it"))],
        initial="client",
        widget=forms.RadioSelect,
    )
    due_on = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    form_key = FormKeyField()


class TimingForm(forms.Form):
    """When a program begins for one client, and how much is enough. The day is checked for being new:
    one that has stood for a while may have passed."""

    quiet_optional = True
    starts_on = forms.DateField(
        label=_("Not before"),
        help_text=_("The first step opens on this day. Until then nothing is due."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    pace_days = forms.TypedChoiceField(
        label=_("Pace"),
        help_text=_("Advice to the client in one quiet line. There is no deadline."),
        choices=PACES,
        coerce=int,
        empty_value=None,
        required=False,
    )

    def __init__(self, *args: Any, stands: date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stands = stands

    def clean_starts_on(self) -> date | None:
        day: date | None = self.cleaned_data["starts_on"]
        try:
            check_start(day, self.stands)
        except NotPossible as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return day


class ChangedTimingForm(AsShown, TimingForm):
    """Another day or pace of a program that was given already."""


class ProposeForm(TimingForm):
    """Which activities stay in when a program is given to a client, when it begins, at which pace."""

    keep = forms.MultipleChoiceField(
        label=_("Activities"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, activities: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["keep"].choices = activities  # type: ignore[attr-defined]
        self.fields["keep"].initial = [key for key, _title in activities]
        self.fields["starts_on"].initial = timezone.localdate()


class AddActivityForm(forms.Form):
    """An activity in the coach's own words, for one client."""

    title = TextLine(label=_("What is it called?"), limit=120)
    instructions = TextArea(
        label=_("How does it go?"), limit=4000, help_text=_("The client reads this.")
    )
    minutes = forms.IntegerField(
        label=_("About how many minutes?"),
        min_value=1,
        max_value=600,
        initial=10,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "short"}),
    )
    mode = forms.ChoiceField(
        label=_("How often?"),
        choices=[
            ("once", _("Once")),
            ("per_day", _("Every day for a week")),
            ("as_needed", _("Whenever it helps")),
        ],
        initial="once",
        widget=forms.RadioSelect,
    )
    with_partner = forms.BooleanField(
        label=_("It reaches out to the partner"),
        help_text=_("It is then hidden while a flag about violence, fear or distance is open."),
        required=False,
    )
    form_key = FormKeyField()


class CopyForm(forms.Form):
    """Only the key that makes one draft of a double click."""

    form_key = FormKeyField()
