"""Find what could give the writer away. SEC-75 and the checklist of DOMAIN-9.

Works offline from rules and word lists. It marks more than must go: each mark is changed,
generalised, removed or kept with a reason by a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import phonenumbers

from coachdesk.publishing.disguise.detail import SUGGESTIONS, Detail, Kind
from coachdesk.publishing.disguise.gazetteer import Gazetteer, load_gazetteer
from coachdesk.publishing.disguise.names import find_names
from coachdesk.publishing.disguise.patterns import CASED, PLAIN
from coachdesk.publishing.disguise.vague import is_vague

# Which kind names a stretch of text that several rules have found: the most telling first.
ORDER: tuple[Kind, ...] = (
    "contact",
    "address",
    "school",
    "employer",
    "family",
    "age",
    "illness",
    "event",
    "faith_origin",
    "place",
    "date",
    "number",
    "name",
)

REGIONS = ("US", "GB")

SHORTEST_PHONE = 7

MAX_LENGTH = 60_000

Span = tuple[int, int, Kind]


@lru_cache(maxsize=1)
def _rules() -> tuple[tuple[Kind, re.Pattern[str]], ...]:
    plain = [(kind, re.compile(source, re.IGNORECASE)) for kind, source in PLAIN]
    cased = [(kind, re.compile(source)) for kind, source in CASED]
    return (*cased, *plain)


def _from_lists(text: str, words: Gazetteer) -> Iterator[Span]:
    lists: tuple[tuple[Kind, re.Pattern[str]], ...] = (
        ("place", words.places),
        ("faith_origin", words.origins),
        ("faith_origin", words.faiths),
        ("illness", words.illnesses),
        ("employer", words.occupations),
        ("employer", words.brands),
        ("date", words.holidays),
        ("event", words.events),
        ("place", words.settings),
        ("employer", words.work_by_form),
    )
    for kind, pattern in lists:
        for match in pattern.finditer(text):
            yield (match.start(), match.end(), kind)


def _phones(text: str) -> Iterator[Span]:
    for region in REGIONS:
        for match in phonenumbers.PhoneNumberMatcher(
            text, region, leniency=phonenumbers.Leniency.POSSIBLE
        ):
            # Short local numbers are "possible" too, and so is every year; they are no phone.
            if sum(char.isdigit() for char in match.raw_string) >= SHORTEST_PHONE:
                yield (match.start, match.end, "contact")


def _merged(spans: list[Span]) -> list[Span]:
    """Overlapping spans as one, named by the most telling kind."""
    merged: list[Span] = []
    for start, end, kind in sorted(spans):
        if merged and start < merged[-1][1]:
            first, last, known = merged[-1]
            best = min(known, kind, key=ORDER.index)
            merged[-1] = (first, max(last, end), best)
        else:
            merged.append((start, end, kind))
    return merged


def find_details(text: str, locale: str = "en") -> tuple[Detail, ...]:
    """Every place in ``text`` that could tell who the writer is, in order, without overlaps.

    Vague forms, as the check suggests them, are no details. Offsets refer to ``text``. Raises :class:`NoGazetteer` for a locale without word lists and
    ``ValueError`` for more than 60,000 characters.
    """
    if len(text) > MAX_LENGTH:
        raise ValueError(f"The text is longer than {MAX_LENGTH} characters.")
    words = load_gazetteer(locale)
    spans: list[Span] = list(_from_lists(text, words))
    for kind, pattern in _rules():
        spans += [(match.start(), match.end(), kind) for match in pattern.finditer(text)]
    spans += _phones(text)
    spans += find_names(text, words)
    details = []
    for start, end, kind in _merged([span for span in spans if span[0] < span[1]]):
        if not is_vague(text[start:end]):
            details.append(Detail(start, end, kind, text[start:end], SUGGESTIONS[kind]))
    return tuple(details)
