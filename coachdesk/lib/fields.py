"""Form fields that every form of Coach Desk uses for words from people."""

from __future__ import annotations

from typing import Any

from django import forms

from coachdesk.lib.text import clean_text


class TextArea(forms.CharField):
    """Several lines of plain text. The limit is checked by us, so that the text comes back whole."""

    multiline = True
    widget: type[forms.Widget] = forms.Textarea

    def __init__(self, *, limit: int, **kwargs: Any) -> None:
        self.limit = limit
        kwargs.setdefault("strip", False)
        super().__init__(**kwargs)
        # SEC-66: nothing typed here is offered again by the browser.
        self.widget.attrs.setdefault("autocomplete", "off")

    def to_python(self, value: Any) -> str:
        return (
            clean_text(str(value), max_length=self.limit, multiline=self.multiline) if value else ""
        )


class TextLine(TextArea):
    """One line of plain text."""

    multiline = False
    widget = forms.TextInput
