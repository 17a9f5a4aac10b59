"""The fields of the practice's identity, and what may not stand in them."""

from __future__ import annotations

import unicodedata
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from coachdesk.lib.as_shown import AsShownForm
from coachdesk.lib.countries import common_countries, other_countries
from coachdesk.lib.fields import TextLine
from coachdesk.lib.zones import ZoneField
from coachdesk.users.identity import VARIABLES, identity, is_locked

# Letters and signs that show nothing, beside the classes of format and private characters.
_BLANKS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
_UNSEEN = frozenset(("Cf", "Zl", "Zp", "Co", "Cn"))


class SeenLine(TextLine):
    """A line in which every character is seen, so that no two names look alike by trick."""

    def to_python(self, value: Any) -> str:
        line = super().to_python(value)
        if any(ch in _BLANKS or unicodedata.category(ch) in _UNSEEN for ch in line):
            raise ValidationError(
                _now("There is a hidden character in this line. Please type it again."),
                code="hidden",
            )
        return line


class ExitField(forms.URLField):
    """Another site's address, https only."""

    default_validators = [URLValidator(schemes=["https"])]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(assume_scheme="https", max_length=200, **kwargs)

    def validate(self, value: Any) -> None:
        super().validate(value)
        try:
            parts = urlsplit(value or "")
        except ValueError:
            return  # no address at all: the validators, which come next, say so
        if "@" in parts.netloc or parts.hostname == urlsplit(settings.SITE_URL).hostname:
            raise ValidationError(
                _now("Please choose the address of another, harmless site, such as the weather."),
                code="exit",
            )


def _countries() -> list[tuple[str, Any]]:
    return [
        ("", _now("Not said")),
        (_now("Often chosen"), common_countries()),
        (_now("All others"), other_countries()),
    ]


class IdentityFields(AsShownForm):
    """Who the practice is; a field that the environment decides is shown and cannot be changed."""

    practice_name = SeenLine(label=_("Name of the practice"), limit=80)
    practice_tagline = SeenLine(label=_("The line under it"), limit=80, required=False)
    practice_zone = ZoneField(
        label=_("Time zone of the practice"),
        help_text=_("For everybody who has not chosen one. Who is here already keeps their own."),
    )
    practice_country = forms.ChoiceField(
        label=_("Country"),
        choices=_countries,
        required=False,
        help_text=_("Its help numbers stand first."),
    )
    sender_name = SeenLine(
        label=_("Sender of mail"),
        limit=40,
        help_text=_(
            "It shows on other people’s phones, and the question form promises it: a name that "
            "says nothing."
        ),
    )
    exit_url = ExitField(
        label=_("Where “Leave this site” leads"),
        help_text=_("A harmless site that anybody could have open, such as the weather."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, variable in VARIABLES.items():
            if is_locked(name):
                self.fields[name].disabled = True
                self.fields[name].help_text = _now(
                    "Set by %(variable)s where Coach Desk runs; it cannot be changed here."
                ) % {"variable": variable}

    def clean_practice_name(self) -> str:
        name: str = self.cleaned_data["practice_name"]
        if not any(ch.isalnum() for ch in name):
            raise ValidationError(_now("Please write a name."), code="name")
        return name

    def clean_sender_name(self) -> str:
        name: str = self.cleaned_data["sender_name"]
        if self.fields["sender_name"].disabled:
            return name
        if not any(ch.isalnum() for ch in name) or set(name) & set('<>@,;:"\\'):
            raise ValidationError(
                _now("Please write a name of letters, spaces and full stops."), code="sender"
            )
        return name

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        practice, sender = (
            data.get(name, "") if name in self.fields else identity(name)
            for name in ("practice_name", "sender_name")
        )
        if practice and sender and practice.casefold() in sender.casefold():
            self.add_error(
                "sender_name" if "sender_name" in self.fields else "practice_name",
                _now(
                    "The sender must not name the practice: mail to readers and clients is neutral."
                ),
            )
        return data
