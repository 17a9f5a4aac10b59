"""What stands around found words: figures of speech, negation, the past, and stories.

Context never takes a finding away; it only makes a hold into "read first". Figures of speech are
the one exception: they are blanked out before the search, because nothing was said in them.
"""

from __future__ import annotations

import re

from coachdesk.safety.triage.lexicon import Signs
from coachdesk.safety.triage.needles import Haystack

_SENTENCE_END = re.compile(r"[.!?;]+(?: |$)|\n")

# Present tense in the sentence itself: what a neighbour sentence says about long ago does not apply.
_NOW = re.compile(r"\b(am|is|are|'m|'re|do|does|don't|doesn't|keeps?|wants?|says?|makes?|gets?)\b")

BLANK = "·"


def mask_figures(text: str, signs: Signs) -> str:
    """The text with figures of speech replaced by dots of the same length."""
    hay = Haystack(text)
    for idiom in signs.idioms:
        found = [match.span() for match in hay.matches(idiom)]
        for start, end in found:
            text = f"{text[:start]}{BLANK * (end - start)}{text[end:]}"
        if found:
            hay = Haystack(text)
    return text


def sentence_bounds(text: str) -> list[tuple[int, int]]:
    """Start and end of each sentence, in order, without gaps."""
    bounds: list[tuple[int, int]] = []
    start = 0
    for match in _SENTENCE_END.finditer(text):
        bounds.append((start, match.end()))
        start = match.end()
    if start < len(text):
        bounds.append((start, len(text)))
    return bounds


class Surroundings:
    """Answers questions about the place of a hit in one text."""

    def __init__(self, text: str, signs: Signs) -> None:
        self._text = text
        self._context = signs.context
        self._bounds = sentence_bounds(text)

    def _index(self, position: int) -> int:
        low, high = 0, len(self._bounds) - 1
        while low < high:
            middle = (low + high) // 2
            if self._bounds[middle][1] <= position:
                low = middle + 1
            else:
                high = middle
        return low

    def _sentence(self, position: int) -> str:
        start, end = self._bounds[self._index(position)]
        return self._text[start:end]

    def _with_neighbours(self, position: int) -> str:
        index = self._index(position)
        first = self._bounds[max(0, index - 1)][0]
        last = self._bounds[min(len(self._bounds) - 1, index + 1)][1]
        return self._text[first:last]

    def negated(self, start: int, end: int) -> bool:
        """The words are denied in their own clause: "he never hit me", "I'm not suicidal"."""
        sentence_start = self._bounds[self._index(start)][0]
        before = self._text[sentence_start:start]
        clause = re.split(r"[,:()]| but | and ", before)[-1]
        near = " ".join(clause.split()[-5:])
        if not self._context["negation"].search(near):
            return False
        # "can't stop hitting me", "not only", "not the first time": no denial at all.
        return not self._context["negation_breaks"].search(near)

    def long_past(self, start: int) -> bool:
        """It is told as over for long, and nothing nearby says that it goes on."""
        around = self._with_neighbours(start)
        if not self._context["past_long"].search(around):
            return False
        if self._context["present"].search(around):
            return False
        own = self._sentence(start)
        return bool(self._context["past_long"].search(own)) or not _NOW.search(own)

    def told(self, start: int) -> bool:
        """It comes from the news, a film, a book or the writer's work."""
        return bool(self._context["distance"].search(self._with_neighbours(start)))
