"""Facts of a letter that its other half would tell too: ages, children, years, places, work, illness.

Used to notice that two letters come from both sides of one couple. Wording differs between two
people, so that a fact is reduced to what stays: numbers, names, and the words that carry meaning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from coachdesk.publishing.disguise import find_details
from coachdesk.publishing.disguise.gazetteer import NoGazetteer

_NUMBERS = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen twenty".split()
    )
} | {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_WORD = re.compile(r"[^\W\d_]+|\d+")
# What stands around the telling word and says nothing by itself.
_EMPTY = frozenset(
    "and the for with from that this our his her their your was were are has had have been who whom "
    "which not but since last next years year months month weeks week days day old ago each every "
    "about almost nearly over husband wife partner boyfriend girlfriend married together".split()
)
_CHILD = frozenset("son daughter boy girl twin triplet baby toddler stepson stepdaughter".split())


def _numbers(words: list[str]) -> Iterator[int]:
    tens = 0
    for word in [*words, ""]:
        value = int(word) if word.isdecimal() and len(word) < 5 else _NUMBERS.get(word)
        if value is None:
            if tens:
                yield tens
            tens = 0
        elif value in range(20, 100, 10) and not word.isdecimal():
            tens = value
        else:
            yield tens + value if tens and value < 10 else value
            tens = 0


def facts_of(text: str, locale: str = "en") -> set[tuple[str, str]]:
    """Kind and value of each fact; none for a language without word lists."""
    try:
        details = find_details(text[:20_000], locale)
    except NoGazetteer:
        return set()
    facts: set[tuple[str, str]] = set()
    for detail in details:
        words = [word.lower() for word in _WORD.findall(detail.words)]
        numbers = list(_numbers(words))
        if detail.kind in ("age", "family", "number"):
            # The same number is an age to one and "the boys, 9 and 12" to the other.
            facts |= {("count", str(number)) for number in numbers if 2 < number < 100}
            facts |= {("child", word) for word in _CHILD & {w.removesuffix("s") for w in words}}
        if detail.kind in ("date", "number", "contact"):
            facts |= {(detail.kind, str(number)) for number in numbers if number > 99}
        elif detail.kind not in ("age", "family"):
            telling = [word for word in words if len(word) > 3 and word not in _EMPTY]
            facts |= {(detail.kind, word.removesuffix("s")) for word in telling}
    return facts
