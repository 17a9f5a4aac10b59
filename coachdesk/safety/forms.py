from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from coachdesk.lib.fields import TextArea


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
