"""Forms for a signed note and for a private note."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from coachdesk.lib.fields import TextArea, TextLine
from sessions.models import (
    AddendumKind,
    NoteFormat,
)

NOTE_LIMIT = 60_000


class AddendumForm(forms.Form):
    """Something after signing."""

    quiet_optional = True
    kind = forms.ChoiceField(label=lazy("Kind"), choices=AddendumKind.choices)
    text = TextArea(label=lazy("Text"), limit=20_000)
    reason = TextLine(
        label=lazy("Reason"), limit=500, help_text=lazy("Why it is added now. It stays readable.")
    )


class ReasonForm(forms.Form):
    """A reason for an act that cannot be undone."""

    reason = TextArea(label=lazy("Reason"), limit=500)

    def clean_reason(self) -> str:
        reason: str = self.cleaned_data["reason"]
        if len(reason) < 20:
            raise forms.ValidationError(_("Please give a reason of at least 20 characters."))
        return reason


class CommentForm(forms.Form):
    """A word on a note."""

    quiet_optional = True
    text = TextArea(label=lazy("Your word on this note"), limit=4000)


class PrivateForm(forms.Form):
    """A counselor's private note, also after the session's note is signed."""

    quiet_optional = True
    text = TextArea(label=lazy("Private note"), limit=NOTE_LIMIT, required=False)


class FormatForm(forms.Form):
    """Another format for a draft."""

    format = forms.ChoiceField(label=lazy("Format"), choices=NoteFormat.choices)
