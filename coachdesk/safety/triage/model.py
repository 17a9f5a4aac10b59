"""The word model beside the lexicon: many ordinary words that weigh together.

A logistic regression over word stems, neighbouring stems, word families and the signs that were
found, trained on letters written for this project (see ``training``). It reads a text in windows
the size of a short letter, so that two frightened sentences are not lost in a long one. It only
ever marks or holds a text; it never takes a finding of the lexicon away.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from coachdesk.safety.triage.lexicon import CODES, DATA, LexiconError

MODEL_FORMAT = "coachdesk.triage-model/1"

WINDOW_WORDS = 60
STEP_WORDS = 30
FEWEST_FEATURES = 30
SHOWN_WORDS = 5
MARK_VALUE = 2.0

_WORD = re.compile(r"[a-z][a-z']*|\d+")

# Words that carry the form of a question to a reader's desk, not what it is about.
_SILENT = frozenset(
    "a an the is are was were be been do does did how what should would can could or to of i my me "
    "it that this question ask wonder advice help please tell know like".split()
)

# Words that weigh as others do but explain nothing to a person who reads why.
_SAYS_LITTLE = _SILENT | frozenset(
    "not have has had can can't don't doesn't didn't won't when where why who that's there's there "
    "this then than says say said told tells goes gets got get take takes taking took make makes "
    "made came come comes went going will would been being them they their his her him she you your "
    "with from into about after before because while since until only just still even very one two "
    "thing things some any all now".split()
)


@dataclass(frozen=True, slots=True)
class Word:
    """One word of the normalised text: its stem, itself, and where it stands."""

    stem: str
    plain: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mark:
    """Something the lexicon or the signs found, as a feature: a name and its place."""

    name: str
    start: int


class Families:
    """Word families ready for looking up: which families a word belongs to."""

    def __init__(self, members: Mapping[str, Sequence[str]]) -> None:
        self._whole: dict[str, list[str]] = {}
        self._opening: list[tuple[str, str]] = []
        for name, words in members.items():
            for word in words:
                if word.endswith("*"):
                    self._opening.append((word[:-1], name))
                else:
                    self._whole.setdefault(word, []).append(name)

    def of(self, word: str) -> list[str]:
        """Names of the families, none for most words."""
        return self._whole.get(word, []) + [
            name for opening, name in self._opening if word.startswith(opening)
        ]


@dataclass(frozen=True, slots=True)
class Model:
    """Weights and thresholds as trained; ``codes`` names what a weighing feature speaks of."""

    version: str
    training_hash: str
    bias: float
    weights: Mapping[str, float]
    codes: Mapping[str, str]
    families: Families
    mark_from: float
    hold_from: float


@dataclass(frozen=True, slots=True)
class Weighed:
    """The strongest window of a text: its score and length, its code, the words that weighed most."""

    score: float
    length: int
    code: str
    words: tuple[Word, ...]


def stem(word: str) -> str:
    """A word without its common endings; rough, but the same for training and reading."""
    if word.isdigit():
        return "0"
    word = word.removesuffix("'s")
    for ending in ("ings", "ing", "edly", "ies", "ed", "ly", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            word = word[: -len(ending)] + ("y" if ending == "ies" else "")
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "ls":
        word = word[:-1]
    return word[:-1] if len(word) > 3 and word.endswith("e") else word


def words_of(text: str) -> list[Word]:
    """The words of a normalised text in order."""
    known: dict[str, str] = {}
    words = []
    for match in _WORD.finditer(text):
        plain = match.group(0)
        if plain not in known:
            known[plain] = stem(plain)
        words.append(Word(known[plain], plain, match.start(), match.end()))
    return words


def windows(words: Sequence[Word]) -> Iterator[Sequence[Word]]:
    """Overlapping runs of words; a short letter is one window."""
    if len(words) <= WINDOW_WORDS + STEP_WORDS:
        yield words
        return
    for first in range(0, len(words) - WINDOW_WORDS + STEP_WORDS, STEP_WORDS):
        yield words[first : first + WINDOW_WORDS]


def features(
    words: Sequence[Word],
    marks: Sequence[Mark],
    families: Families,
) -> dict[str, tuple[Word, ...]]:
    """What stands in a window, each with the words that show it."""
    if not words:
        return {}
    found: dict[str, tuple[Word, ...]] = {}
    shown: dict[str, Word] = {}
    known: set[str] = set()
    for word in words:
        if word.stem not in _SILENT and word.stem not in found:
            found[word.stem] = (word,)
        if word.plain not in known:
            known.add(word.plain)
            for name in families.of(word.plain):
                shown.setdefault(name, word)
    for left, right in pairwise(words):
        if left.stem not in _SILENT or right.stem not in _SILENT:
            found.setdefault(f"{left.stem} {right.stem}", (left, right))
    names = sorted(shown)
    for index, name in enumerate(names):
        found[f"[{name}]"] = (shown[name],)
        for other in names[index + 1 :]:
            found[f"[{name}+{other}]"] = (shown[name], shown[other])
    start, end = words[0].start, words[-1].end
    for mark in marks:
        if start <= mark.start < end:
            found[f"<{mark.name}>"] = ()
    return found


def scaled(name: str, count: int) -> float:
    """The value of one feature among ``count``: long windows must not weigh more than short ones.

    What lexicon and signs found is rarer than a word and says more: it counts double.
    """
    return (MARK_VALUE if name.startswith("<") else 1.0) / math.sqrt(max(count, FEWEST_FEATURES))


def weigh(text: str, marks: Sequence[Mark], model: Model) -> Weighed:
    """The strongest window of a normalised text with figures of speech taken out."""
    best_score, length = -math.inf, 0
    best: dict[str, tuple[Word, ...]] = {}
    for window in windows(words_of(text)):
        found = features(window, marks, model.families)
        total = sum(model.weights.get(name, 0.0) * scaled(name, len(found)) for name in found)
        if total + model.bias > best_score:
            best_score, length, best = total + model.bias, len(window), found
    return Weighed(best_score, length, _code(best, model), _weightiest(best, model))


def _code(found: Mapping[str, object], model: Model) -> str:
    votes: dict[str, float] = {}
    for name in found:
        if name in model.codes:
            votes[model.codes[name]] = votes.get(model.codes[name], 0.0) + model.weights[name]
    return max(votes, key=lambda code: votes[code]) if votes else "fear_of_partner"


def _weightiest(found: Mapping[str, tuple[Word, ...]], model: Model) -> tuple[Word, ...]:
    share: dict[Word, float] = {}
    for name, shown in found.items():
        for word in shown:
            share[word] = share.get(word, 0.0) + model.weights.get(name, 0.0) / len(shown)
    weighty = [word for word in sorted(share, key=lambda each: -share[each]) if share[word] > 0]
    weighty = [word for word in weighty if word.stem not in _SILENT and len(word.plain) > 2]
    # The words that tell a reader most; the little ones only where there are no others.
    telling = [word for word in weighty if word.plain not in _SAYS_LITTLE] or weighty
    chosen: dict[str, Word] = {}
    for word in telling:
        if len(chosen) < SHOWN_WORDS:
            chosen.setdefault(word.plain, word)
    return tuple(sorted(chosen.values(), key=lambda each: each.start))


def parse_model(text: str, where: str = "model") -> Model:
    """Read a model file; :class:`LexiconError` names what is wrong with it."""
    try:
        root = json.loads(text)
        model = Model(
            version=str(root["version"]),
            training_hash=str(root["training_hash"]),
            bias=float(root["bias"]),
            weights={name: float(value) for name, value in root["weights"].items()},
            codes=dict(root["codes"]),
            families=Families(root["families"]),
            mark_from=float(root["mark_from"]),
            hold_from=float(root["hold_from"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise LexiconError(f"{where}: {error!r}") from None
    if root.get("format") != MODEL_FORMAT:
        raise LexiconError(f"{where}: format must be {MODEL_FORMAT}")
    if unknown := set(model.codes.values()) - CODES:
        raise LexiconError(f"{where}: unknown code {min(unknown)}")
    if not set(model.codes) <= set(model.weights):
        raise LexiconError(f"{where}: a code without a weight")
    if model.hold_from < model.mark_from:
        raise LexiconError(f"{where}: hold_from must not be below mark_from")
    return model


@lru_cache(maxsize=8)
def load_model(language: str = "en") -> Model | None:
    """The model of a language, or None: lexicon and signs then read alone."""
    path = DATA / f"model.{language}.json"
    return parse_model(path.read_text(encoding="utf-8"), path.name) if path.is_file() else None
