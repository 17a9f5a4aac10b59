"""Forms for note templates and interventions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from coachdesk.lib.fields import TextArea, TextLine


class SnippetForm(forms.Form):
    """A few words one often writes."""

    quiet_optional = True
    name = TextLine(label=lazy("Name"), limit=40)
    text = TextArea(label=lazy("Text"), limit=4000)
    for_all = forms.BooleanField(label=lazy("A template for the whole practice"), required=False)

    def __init__(self, *args: Any, leads: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not leads:
            del self.fields["for_all"]


class InterventionForm(forms.Form):
    """Something the practice does in sessions."""

    name = TextLine(label=lazy("Name"), limit=80)
