"""The one form of a thread."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from coachdesk.lib.fields import TextArea, TextLine
from coachdesk.users.form_keys import FormKeyField


class MessageForm(forms.Form):
    quiet_optional = True
    text = TextArea(label=_("Your message"), limit=10_000)
    file = forms.FileField(
        label=_("A file with it, if you like"),
        help_text=_("PDF, PNG, JPEG, WebP or plain text, at most 10 MB."),
        max_length=200,
        required=False,
    )
    form_key = FormKeyField()


class AwayForm(forms.Form):
    quiet_optional = True
    until = forms.DateField(
        label=_("Away until"), widget=forms.DateInput(attrs={"type": "date"}), required=False
    )
    note = TextLine(label=_("What clients read"), limit=200, required=False)
