"""Forms that replace what stands: an old tab never wins.

A form carries the stamp of the values that it was filled with. When they have changed by the time
it is sent, nothing is stored: the page answers 409, shows what stands now beside what was typed,
and carries the new stamp, so that the second press is a choice between two known texts.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.choices import flatten_choices
from django.utils.translation import gettext as _

FIELD = "as_shown"


def stamp_of(values: Mapping[str, Any]) -> str:
    """Which values were shown, as 32 hexadecimal digits; the order of the names does not count."""
    whole = json.dumps(dict(values), sort_keys=True, default=str)
    return hashlib.sha256(whole.encode()).hexdigest()[:32]


def shown_in(request: HttpRequest) -> str:
    """The stamp that a page of one act sends along; blank for none, which counts as old."""
    return request.POST.get(FIELD, "")


def shown_of(request: HttpRequest, ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """The stamps that a list sends along for its rows, under the field's name and the row's id."""
    return {pk: request.POST.get(f"{FIELD}-{pk}", "") for pk in ids}


class AsShown(forms.BaseForm):
    """For a form over ``initial`` values that somebody else may change while it is open.

    Build it with the values as they stand now, under the row's lock when it was sent. A form that
    comes without a stamp counts as old: nobody can say what its sender saw.
    """

    what = ""  # names the form where several stand on a page

    @property
    def _stood(self) -> dict[str, Any]:
        """What stands, of each field asked; a suggestion of the form itself is not what stands."""
        return {name: self.initial.get(name) for name in self.fields}

    @property
    def stamp(self) -> str:
        return stamp_of(self._stood)

    @property
    def stamp_name(self) -> str:
        return self.add_prefix(FIELD)

    @property
    def stale(self) -> bool:
        """Whether what stands is no longer what the sender saw."""
        return self.is_bound and self.data.get(self.stamp_name) != self.stamp

    def is_valid(self) -> bool:
        return not self.stale and super().is_valid()

    @property
    def status(self) -> int:
        """The status code of the page that shows this form."""
        if self.stale:
            return 409
        return 400 if self.errors else 200

    @property
    def standing(self) -> list[tuple[str, str]]:
        """Label and standing value of each field that differs from what was typed; only when old."""
        if not self.stale:
            return []
        stood = self._stood
        return [
            (str(field.label or ""), in_words(field, stood[name]))
            for name, field in self.fields.items()
            if field.has_changed(stood[name], self[name].data)
        ]


class AsShownForm(AsShown, forms.Form):
    """A plain form with the stamp of what it showed."""


def in_words(field: forms.Field, value: Any) -> str:
    """A value of a field as the person reads it: the labels of choices, Yes and No."""
    if isinstance(field, forms.BooleanField):
        return _("Yes") if value else _("No")
    if isinstance(field, forms.ChoiceField):
        choices: Iterable[tuple[Any, Any]] = flatten_choices(field.widget.choices)
        words = {str(key): str(label) for key, label in choices}
        chosen = value if isinstance(value, list | tuple | set) else [value]
        return ", ".join(words.get(str(one), str(one)) for one in chosen if one not in (None, ""))
    shown = field.widget.format_value(value)
    return "" if shown is None else str(shown)
