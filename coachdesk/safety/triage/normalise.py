"""Bring a text into the form the patterns are written for, and keep the way back.

NFKC, lower case, straight apostrophes, runs of white space as one blank, a letter repeated three
times or more as two (DOMAIN-8). Every character of the result remembers where in the
original it came from, so that found words can be marked in the text as it was written.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

_APOSTROPHES = frozenset("‘’ʼʹ`´′＇")
_INVISIBLE = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad")


@dataclass(frozen=True, slots=True)
class NormalisedText:
    """The normalised text and, for each of its characters, the offset in the original."""

    text: str
    offsets: tuple[int, ...]
    length: int

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the original of the normalised range ``start:end``."""
        if start >= end or not self.offsets:
            return (0, 0)
        first = self.offsets[start]
        last = self.offsets[end - 1] + 1
        return (first, max(first + 1, min(last, self.length)))


def normalise(original: str) -> NormalisedText:
    """Normalise ``original``; linear in its length."""
    out: list[str] = []
    offsets: list[int] = []
    for index, char in enumerate(original):
        if char in _INVISIBLE:
            continue
        if char in _APOSTROPHES:
            folded = "'"
        elif char.isascii():
            folded = char.lower()
        else:
            folded = unicodedata.normalize("NFKC", char).lower()
        for piece in folded:
            if piece.isspace():
                if out and out[-1] == " ":
                    continue
                piece = " "
            elif piece.isalpha() and len(out) >= 2 and out[-1] == piece and out[-2] == piece:
                continue
            out.append(piece)
            offsets.append(index)
    return NormalisedText("".join(out), tuple(offsets), len(original))
