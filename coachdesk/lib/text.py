"""Text from people: normalised, refused or kept, never cut (SEC-36, SEC-37, SEC-38)."""

from __future__ import annotations

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffd-\uffff\ud800-\udfff]"
)
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]")
_ZERO_WIDTH = re.compile("[\u200b\u2060\ufeff]")
_COMBINING_RUN = re.compile("[\u0300-\u036f]{5,}")


def clean_text(value: str, *, max_length: int, multiline: bool = True) -> str:
    """The text in NFC with plain line breaks.

    Bytes that were no text arrive as U+FFFD and are refused as well.
    Raises ValidationError, in words for the person, for control characters, lone surrogates,
    piled-up accents or more than ``max_length`` characters. Nothing is ever cut.
    """
    text = value.replace("\r\n", "\n").replace("\r", "\n")
    if _FORBIDDEN.search(text):
        raise ValidationError(
            _("There is a character in this text that we can’t store. Please remove it."),
            code="characters",
        )
    text = unicodedata.normalize("NFC", text)
    if _COMBINING_RUN.search(unicodedata.normalize("NFD", text)):
        raise ValidationError(
            _("Too many accents on one letter. Please remove some."), code="accents"
        )
    if not multiline:
        if "\n" in text or "\t" in text:
            raise ValidationError(_("Please write this on one line."), code="lines")
        if _BIDI.search(text):
            raise ValidationError(
                _("There is a hidden character in this line. Please type it again."), code="bidi"
            )
        text = _ZERO_WIDTH.sub("", text)
    text = text.strip()
    if len(text) > max_length:
        over = len(text) - max_length
        raise ValidationError(
            ngettext(
                "This is %(over)d character too long.",
                "This is %(over)d characters too long.",
                over,
            ),
            code="max_length",
            params={"over": over},
        )
    return text


def normalise_address(address: str) -> str:
    """An e-mail address as it is compared: NFC, no outer blanks, lower case."""
    return unicodedata.normalize("NFC", address).strip().lower()


def words(text: str) -> list[str]:
    """The words of a text, lower case, for counting and comparing."""
    return re.findall(r"\w+(?:['’]\w+)?", text.lower())
