"""The word model beside the lexicon: many ordinary words that weigh together.

A logistic regression over word stems, neighbouring stems and word families, trained on letters
written for this project (see ``training``). It reads a text in windows the size of a short letter,
so that two frightened sentences are not lost in a long one; its score is the middle between the
strongest window and all of them. It names no kind of danger and holds nothing by itself: what it
says is one number among those of ``score``.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from coachdesk.safety.triage.lexicon import DATA, LexiconError

MODEL_FORMAT = "coachdesk.triage-model/2"

WINDOW_WORDS = 60
STEP_WORDS = 30
FEWEST_FEATURES = 30
SHOWN_WORDS = 5

_WORD = re.compile(r"[a-z][a-z']*|\d+")

# Words that carry the form of a question to a reader's desk, not what it is about.
_SILENT = frozenset(
    "a an the is are was were be been do does did how what should would can could or to of i my me "
    "it that this question ask wonder advice help please tell know like".split()
)

# Families whose words tell a person why a letter was marked; the others only weigh.
_TELLING = frozenset(
    "money phone keys bodymarks grab fear excuse follow giveaway goodbye burden means childsign "
    "sexual harm reality body".split()
)
# Members of those families that are too common to explain anything.
_SAYS_LITTLE = frozenset(
    "app arm arms bed eye fell free better give gave giving hands holding held letter letters location "
    "marks message messages note number numbers over picture pictures press pull remember safe secret "
    "signs sleep sleepy slept stood talking text texts train trouble watch watching weight window "
    "without worth outside waiting touch touching face list drag phone phones will quiet careful "
    "nervous standing heart breathe breath chest card cash bank email emails door history".split()
)


@dataclass(frozen=True, slots=True)
class Word:
    """One word of the normalised text: its stem, itself, and where it stands."""

    stem: str
    plain: str
    start: int
    end: int


class Families:
    """Word families ready for looking up: which families a word belongs to."""

    def __init__(self, members: Mapping[str, Sequence[str]]) -> None:
        self._whole: dict[str, list[str]] = {}
        self._opening: dict[str, list[str]] = {}
        for name, words in members.items():
            for word in words:
                if word.endswith("*"):
                    self._opening.setdefault(word[:-1], []).append(name)
                else:
                    self._whole.setdefault(word, []).append(name)
        self._lengths = sorted({len(opening) for opening in self._opening})

    def of(self, word: str) -> list[str]:
        """Names of the families, none for most words."""
        found = list(self._whole.get(word, ()))
        for length in self._lengths:
            found += self._opening.get(word[:length], ()) if length <= len(word) else ()
        return found


@dataclass(frozen=True, slots=True)
class Model:
    """Weights as trained; from ``mark_from`` on the words are worth showing."""

    version: str
    training_hash: str
    bias: float
    weights: Mapping[str, float]
    families: Families
    mark_from: float


@dataclass(frozen=True, slots=True)
class Weighed:
    """The score of a text, how many words it has, and the telling ones of its strongest window."""

    score: float
    length: int
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
    return found


def scaled(count: int) -> float:
    """The value of one feature among ``count``: long windows must not weigh more than short ones."""
    return 1 / math.sqrt(max(count, FEWEST_FEATURES))


def middle(scores: Sequence[float]) -> float:
    """The score of a text from those of its windows: halfway between the strongest and all."""
    return (max(scores) + sum(scores) / len(scores)) / 2


def weigh(text: str, model: Model) -> Weighed:
    """Weigh the words of a normalised text with figures of speech taken out."""
    words = words_of(text)
    scores: list[float] = []
    best: dict[str, tuple[Word, ...]] = {}
    for window in windows(words):
        found = features(window, model.families)
        total = sum(model.weights.get(name, 0.0) for name in found) * scaled(len(found))
        if not scores or total > max(scores):
            best = found
        scores.append(total)
    return Weighed(model.bias + middle(scores), len(words), _telling(best, model))


def _telling(found: Mapping[str, tuple[Word, ...]], model: Model) -> tuple[Word, ...]:
    """The words of the matter that weigh towards danger, the weightiest few in their order."""
    share: dict[Word, float] = {}
    for name, shown in found.items():
        for word in shown:
            share[word] = share.get(word, 0.0) + model.weights.get(name, 0.0) / len(shown)
    chosen: dict[str, Word] = {}
    for word in sorted(share, key=lambda each: -share[each]):
        if share[word] <= 0 or len(chosen) == SHOWN_WORDS:
            break
        if word.plain not in _SAYS_LITTLE and not _TELLING.isdisjoint(
            model.families.of(word.plain)
        ):
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
            families=Families(root["families"]),
            mark_from=float(root["mark_from"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise LexiconError(f"{where}: {error!r}") from None
    if root.get("format") != MODEL_FORMAT:
        raise LexiconError(f"{where}: format must be {MODEL_FORMAT}")
    return model


@lru_cache(maxsize=8)
def load_model(language: str = "en") -> Model | None:
    """The model of a language, or None: lexicon and signs then read alone."""
    path = DATA / f"model.{language}.json"
    return parse_model(path.read_text(encoding="utf-8"), path.name) if path.is_file() else None
