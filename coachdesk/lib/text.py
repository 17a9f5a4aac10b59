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
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
# Nothing is seen or changed by them within one line: joints, and the marks that keyboards for
# writing from right to left put in.
_ZERO_WIDTH = re.compile("[\u200b\u2060\ufeff\u200e\u200f\u061c]")
# Letters to Unicode, blanks to the eye: the fillers of Hangul and the empty pattern of Braille.
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
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
    if not is_seen(text):
        text = ""
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


def is_seen(text: str) -> bool:
    """Whether there is anything to see: more than blanks, fillers and marks without a letter."""
    return any(char not in _BLANK and unicodedata.category(char)[0] not in "ZCM" for char in text)


def normalise_address(address: str) -> str:
    """An e-mail address as it is compared: compatible forms are one (NFKC, such as full width),
    no outer blanks, lower case, the labels of the domain as they are read and not in the ASCII
    form of RFC 3492 ("xn--…")."""
    plain = unicodedata.normalize("NFKC", address).strip().lower()
    name, at, domain = plain.rpartition("@")
    labels = domain.replace("\u3002", ".").split(".")
    return name + at + ".".join(_as_read(label) for label in labels)


def _as_read(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        read = label[4:].encode("ascii").decode("punycode")
    except UnicodeError:
        return label
    # What reads as plain ASCII is no such form: it would pass for another domain.
    return label if read.isascii() else unicodedata.normalize("NFKC", read).lower()


def words(text: str) -> list[str]:
    """The words of a text, lower case, for counting and comparing."""
    return re.findall(r"\w+(?:['’]\w+)?", text.lower())
