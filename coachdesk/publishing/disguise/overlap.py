"""How close an article still is to its letter: equal runs of words, and details that survive."""

from __future__ import annotations

import re

from coachdesk.publishing.disguise.detail import Detail, Overlap, Recognisability
from coachdesk.publishing.disguise.finder import find_details

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


def _words(text: str) -> list[tuple[str, int, int]]:
    return [
        (match.group(0).casefold().replace("’", "'"), match.start(), match.end())
        for match in _WORD.finditer(text)
    ]


def overlaps(article_text: str, letter_text: str, run: int = 8) -> tuple[Overlap, ...]:
    """Stretches of the article that repeat ``run`` or more words of the letter (SEC-75).

    Case, punctuation and the form of apostrophes do not count. Touching runs are one overlap.
    """
    if run < 1:
        raise ValueError("A run has at least one word.")
    letter = [word for word, _, _ in _words(letter_text)]
    known = {tuple(letter[i : i + run]) for i in range(len(letter) - run + 1)}
    article = _words(article_text)
    found: list[tuple[int, int]] = []
    for index in range(len(article) - run + 1):
        if tuple(word for word, _, _ in article[index : index + run]) not in known:
            continue
        last = index + run - 1
        if found and index <= found[-1][1]:
            found[-1] = (found[-1][0], last)
        else:
            found.append((index, last))
    return tuple(
        Overlap(article[a][1], article[b][2], article_text[article[a][1] : article[b][2]])
        for a, b in found
    )


def recognisability(letter_text: str, article_text: str, locale: str = "en") -> Recognisability:
    """Facts of the letter that only the couple may know, and which survive in the article.

    A detail survives when its words stand in the article one after the other. Repeated details
    count once.
    """
    article = " " + " ".join(word for word, _, _ in _words(article_text)) + " "
    distinct: dict[str, Detail] = {}
    for detail in find_details(letter_text, locale):
        key = " ".join(word for word, _, _ in _words(detail.words))
        if key:
            distinct.setdefault(key, detail)
    kept = tuple(detail for key, detail in distinct.items() if f" {key} " in article)
    by_kind: dict[str, int] = {}
    for detail in kept:
        by_kind[detail.kind] = by_kind.get(detail.kind, 0) + 1
    return Recognisability(len(distinct), kept, len(distinct) - len(kept), by_kind)
