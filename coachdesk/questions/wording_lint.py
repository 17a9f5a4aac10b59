"""Hints about an answer's wording: promises, blame, diagnosis of the absent, reading age.

Hints only: nothing is ever blocked by them (DOMAIN-A7, DOMAIN-A8).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from coachdesk.lib.text import words

AIM = 12  # reading age
_OTHER = r"(?:he|she|they|him|her|them|your (?:husband|wife|partner))"
_RULES = (
    (
        "promise",
        re.compile(
            rf"\b(?:{_OTHER} will (?:come back|change|love|return|want|open up|see)"
            rf"|(?:make|get|win) {_OTHER}\b|win (?:him|her|them) back|i promise|guarantee\w*)",
            re.IGNORECASE,
        ),
    ),
    (
        "blame",
        re.compile(
            r"\b(?:you should have|you shouldn[’']t have|your (?:own )?fault|you caused|"
            r"you made (?:him|her|them))\b",
            re.IGNORECASE,
        ),
    ),
    (
        "diagnosis",
        re.compile(
            rf"\b{_OTHER}(?: is|['’]s| are| has| have)? (?:clearly |obviously |probably )?"
            r"(?:an? )?(?:narcissis\w+|depress(?:ed|ion)|bipolar|borderline|sociopath\w*|"
            r"autistic|addict\w*|midlife crisis)\b",
            re.IGNORECASE,
        ),
    ),
)


@dataclass(frozen=True)
class Hint:
    """``kind`` is ok, look; ``text`` what to think about, ``words`` what was found."""

    kind: str
    text: str
    words: str = ""


def reading_age(text: str) -> int:
    """The age at which the text reads easily (Flesch-Kincaid grade plus five, rounded)."""
    found = words(text)
    sentences = max(1, len(re.findall(r"[.!?]+(?:\s|$)", text)))
    if not found:
        return 0
    syllables = sum(max(1, len(re.findall(r"[aeiouy]+", w.removesuffix("e")))) for w in found)
    grade = 0.39 * len(found) / sentences + 11.8 * syllables / len(found) - 15.59
    return max(6, round(grade + 5))


def lint(text: str) -> list[Hint]:
    """What the desk notices in an answer; good points are said too."""
    good = {
        "promise": _("No promise about what the other person will feel or do"),
        "blame": _("No blame, no “should have”"),
        "diagnosis": _("No diagnosis of somebody who isn’t here"),
    }
    ask = {
        "promise": _("This may sound like a promise about somebody else"),
        "blame": _("This may sound like blame"),
        "diagnosis": _("This may name an illness of somebody who isn’t here"),
    }
    hints = []
    for kind, pattern in _RULES:
        match = pattern.search(text)
        if match:
            hints.append(Hint("look", ask[kind], match.group(0)))
        else:
            hints.append(Hint("ok", good[kind]))
    age = reading_age(text)
    if len(words(text)) >= 40:
        label = _("Reading age %(age)d. We aim for %(aim)d.") % {"age": age, "aim": AIM}
        hints.append(Hint("ok" if age <= AIM + 1 else "look", label))
    return hints
