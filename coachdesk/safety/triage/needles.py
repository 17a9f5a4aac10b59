"""Where a pattern can match at all: only around strings that it cannot do without.

Most patterns match in few letters. Looking for plain strings is many times cheaper than running a
pattern that may begin at every word, and gives the same result: strings are taken only where every
possible match contains one of them, and a pattern is tried as far around them as it can reach.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

SHORTEST = 2
MOST = 60
LONGEST_WORD = 40  # what an unbounded repeat is taken to reach
FARTHEST = 1500  # patterns that reach farther are tried on the whole text
AFTER = 60  # what a look-ahead may want to see behind a match


@dataclass(frozen=True, slots=True)
class Needles:
    """Groups of strings: every match contains one of each group. ``reach`` is its greatest length."""

    groups: tuple[frozenset[str], ...]
    reach: int


@cache
def needles_of(source: str) -> Needles:
    """What the matches of a pattern cannot do without; no groups where nothing is known."""
    # The parser of the standard library has no public name; without it every text is searched.
    parser: Any = getattr(re, "_parser", None)
    if parser is None:
        return Needles((), FARTHEST + 1)
    groups, reach = _walk(parser.parse(source))
    few = [group for group in groups if len(group) <= MOST]
    # The longest strings are the rarest: they decide where a pattern is tried.
    few.sort(key=lambda group: (-min(map(len, group)), len(group)))
    return Needles(tuple(few), reach)


class Haystack:
    """A text that remembers where its needles are."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._has: dict[str, bool] = {}

    def matches(self, regex: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """The matches of a pattern in their order, as ``finditer`` gives them."""
        needles = needles_of(regex.pattern)
        if not all(any(map(self._holds, group)) for group in needles.groups):
            return
        if not needles.groups or needles.reach > FARTHEST:
            yield from regex.finditer(self._text)
            return
        after = -1
        for start, end in self._regions(needles):
            for match in regex.finditer(self._text, max(start, after), end):
                after = match.end()
                yield match

    def _holds(self, needle: str) -> bool:
        has = self._has.get(needle)
        if has is None:
            has = self._has[needle] = needle in self._text
        return has

    def _regions(self, needles: Needles) -> list[tuple[int, int]]:
        places = []
        for needle in needles.groups[0]:
            if self._holds(needle):
                at = self._text.find(needle)
                while at >= 0:
                    places.append(at)
                    at = self._text.find(needle, at + 1)
        regions: list[tuple[int, int]] = []
        for at in sorted(places):
            start, end = max(0, at - needles.reach), at + needles.reach + AFTER
            if regions and start <= regions[-1][1]:
                regions[-1] = (regions[-1][0], end)
            else:
                regions.append((start, end))
        return regions


def _walk(sequence: Any) -> tuple[list[frozenset[str]], int]:
    """Groups of needles of a parsed sequence and how many characters it takes at most."""
    found: list[frozenset[str]] = []
    run: list[str] = []
    reach = 0

    def end_run() -> None:
        if len(run) >= SHORTEST:
            found.append(frozenset({"".join(run)}))
        run.clear()

    for operation, value in sequence:
        name = str(operation)
        if name == "LITERAL":
            run.append(chr(value))
            reach += 1
            continue
        if name == "AT" or name.startswith("ASSERT"):
            continue
        end_run()
        groups, takes = _within(name, value)
        found += groups
        reach += takes
    end_run()
    return found, reach


def _within(name: str, value: Any) -> tuple[list[frozenset[str]], int]:
    if name == "SUBPATTERN":
        return _walk(value[-1])
    if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        groups, takes = _walk(value[2])
        times = int(value[1])
        reach = takes * times if times < LONGEST_WORD * 10 else max(takes, 1) * LONGEST_WORD
        return (groups if value[0] >= 1 else []), reach
    if name == "BRANCH":
        best: list[frozenset[str]] = []
        reach = 0
        for branch in value[1]:
            groups, takes = _walk(branch)
            reach = max(reach, takes)
            if groups:
                best.append(max(groups, key=lambda group: (min(map(len, group)), -len(group))))
        return ([frozenset().union(*best)] if len(best) == len(value[1]) else []), reach
    return [], 1
