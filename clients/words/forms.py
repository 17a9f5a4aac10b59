"""Forms of the words-and-actions log and the sorter."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.models import Bucket, Lane, Source, WordsEntry
from coachdesk.lib.fields import TextArea, TextLine


class WordsForm(forms.Form):
    """One line: what was said to me, or what I saw done; no guesses about why."""

    lane = forms.ChoiceField(label=_("What is it?"), choices=Lane.choices, widget=forms.RadioSelect)
    on = forms.DateField(
        label=_("On which day?"),
        initial=timezone.localdate,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    text = TextArea(
        label=_("What exactly?"),
        help_text=_("The words or the act, not the reason behind it."),
        limit=1000,
    )
    announced_for = forms.DateField(
        label=_("Was a day named for it?"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    contrast_to = forms.ChoiceField(
        label=_("Does it stand against an earlier line?"), required=False
    )

    def __init__(self, *args: Any, entries: list[WordsEntry], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.entries = {str(row.pk): row for row in entries[:40]}
        self.fields["contrast_to"].choices = [  # type: ignore[attr-defined]
            ("", _("No")),
            *((key, f"{row.on:%-d %b}: {row.text[:60]}") for key, row in self.entries.items()),
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        lane, other = data.get("lane"), self.entries.get(data.get("contrast_to", ""))
        if other is not None and other.lane == lane:
            self.add_error("contrast_to", _("A pair joins something said with something done."))
        if data.get("on") and data["on"] > timezone.localdate():
            self.add_error("on", _("Please note what has happened already."))
        data["contrast_to"] = other
        if lane == Lane.DONE:
            data["announced_for"] = None
        data["source"] = Source.SEEN_BY_ME if lane == Lane.DONE else Source.SAID_TO_ME
        return data


class WorryForm(forms.Form):
    text = TextLine(label=_("What worries you?"), limit=300)
    bucket = forms.ChoiceField(
        label=_("Whose is it?"), choices=Bucket.choices, widget=forms.RadioSelect
    )
