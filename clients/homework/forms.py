"""Forms of the desk around programs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coachdesk.lib.fields import TextArea
from coachdesk.users.formkeys import FormKeyField


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


class ProposeForm(forms.Form):
    """Which activities stay in when a program is given to a client."""

    keep = forms.MultipleChoiceField(
        label=_("Activities"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, activities: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["keep"].choices = activities  # type: ignore[attr-defined]
        self.fields["keep"].initial = [key for key, _title in activities]


class CopyForm(forms.Form):
    """Only the key that makes one draft of a double click."""

    form_key = FormKeyField()
