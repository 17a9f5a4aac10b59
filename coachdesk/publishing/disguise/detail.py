"""What the disguise check hands back: places in a text that could give the writer away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Kind = Literal[
    "name",
    "place",
    "address",
    "employer",
    "school",
    "contact",
    "number",
    "date",
    "age",
    "family",
    "event",
    "faith_origin",
    "illness",
]

KINDS: tuple[Kind, ...] = get_args(Kind)

SUGGESTIONS: dict[Kind, str] = {
    "name": "a pseudonym with another initial, or “my partner”",
    "place": "“a town in another state”, or no place at all",
    "address": "leave it out",
    "employer": "another line of work, or “a large company”",
    "school": "“school” or “college”",
    "contact": "leave it out",
    "number": "a round figure, or “several”",
    "date": "“some time ago”, “last year”; shift the order of dates",
    "age": "a band: “in her forties”",
    "family": "“our child”, “more than ten years”; change number, sex or age",
    "event": "another event of the same weight, or “a hard time”",
    "faith_origin": "leave it out, unless the question is about it",
    "illness": "“a long illness”, unless the question is about it",
}


@dataclass(frozen=True, slots=True)
class Detail:
    """One place in the text, what kind of detail it is, and what could stand there instead."""

    start: int
    end: int
    kind: Kind
    words: str
    suggestion: str


@dataclass(frozen=True, slots=True)
class Overlap:
    """A run of words that is the same in the article and in the letter (offsets: article)."""

    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class Recognisability:
    """Details of the letter, and which of them still stand in the article.

    ``kept`` are the letter's details whose words survive; ``changed`` is how many do not.
    """

    total: int
    kept: tuple[Detail, ...]
    changed: int
    by_kind: dict[str, int]
