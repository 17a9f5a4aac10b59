"""One score for one text: how likely it is that a person writes of danger that is going on.

Everything the readers found is counted (plain words by category and how much they weigh, signs by
axis, the score of the word model) and weighed by a small logistic regression; a line fitted on
labelled letters makes the sum a probability. The weights are trained with the word model, see
``training``. The answers of the writer set a floor or, where they deny, take a little away.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from coachdesk.safety.triage.lexicon import DATA, LexiconError
from coachdesk.safety.triage.result import SafetyAnswers, Tier

SCORE_FORMAT = "coachdesk.triage-score/1"
MOST = 3.0
WORDS = "words"

# Probabilities that an answer of the writer stands for by itself, and what a "no" to dying takes
# from the sum where only words about dying were found.
ANSWERED_URGENT = 0.98
ANSWERED_HOLD = 0.5
DENIED = 1.0


@dataclass(frozen=True, slots=True)
class Heard:
    """One plain word: its category, its tier, and whether its sentence softens it."""

    category: str
    tier: str
    softened: bool


@dataclass(frozen=True, slots=True)
class Score:
    """Weights of what can be found, the line to a probability, and the two thresholds."""

    weights: Mapping[str, float]
    bias: float
    slope: float
    offset: float
    mark_from: float
    hold_from: float

    def raw(self, evidence: Mapping[str, float]) -> float:
        """The sum before it is made a probability."""
        return self.bias + sum(
            self.weights.get(name, 0.0) * value for name, value in evidence.items()
        )

    def probability(self, raw: float) -> float:
        """Between 0 and 1, rounded so that equal texts score equal everywhere."""
        total = max(-30.0, min(30.0, self.slope * raw + self.offset))
        return round(1 / (1 + math.exp(-total)), 5)

    def tier(self, probability: float) -> Tier:
        """What a score alone asks for; urgent is never the score's word."""
        if probability >= self.hold_from:
            return "hold"
        return "caution" if probability >= self.mark_from else "clear"


def evidence(
    heard: Iterable[Heard], signs: Iterable[tuple[str, int]], words: float | None
) -> dict[str, float]:
    """What was found as numbers: each plain word once, signs as (axis, weight), the word score."""
    counts: dict[str, float] = {}

    def count(name: str, by: float) -> None:
        counts[name] = counts.get(name, 0.0) + by

    for each in heard:
        grade = f"{each.tier}{'~' if each.softened else ''}"
        count(f"{each.category}:{grade}", 1)
        # A young writer is named, which is no danger in itself.
        if each.category != "minor_writer":
            count(grade, 1)
    for axis, weight in signs:
        count(f"axis {axis}", weight)
        count("axes", weight)
    capped = {name: min(value, MOST) for name, value in counts.items()}
    if words is not None:
        capped[WORDS] = max(-MOST, min(MOST, words))
    return capped


def with_answers(
    probability: float, raw: float, answers: SafetyAnswers | None, score: Score, only_dying: bool
) -> float:
    """The probability when the writer was asked: a yes lifts it, a no to dying lowers it a little."""
    if answers is None:
        return probability
    if answers.not_wanting_to_live == "no" and only_dying:
        probability = score.probability(raw - DENIED)
    if (
        answers.not_wanting_to_live == "yes"
        or answers.safe_at_home == "no"
        or answers.afraid == "yes"
    ):
        # Above every other letter, and still in the order of what they tell.
        return round(ANSWERED_URGENT + (1 - ANSWERED_URGENT) * probability, 5)
    if answers.safe_at_home == "not_always":
        return max(probability, ANSWERED_HOLD)
    return probability


def parse_score(text: str, where: str = "score") -> Score:
    """Read a score file; :class:`LexiconError` names what is wrong with it."""
    try:
        root = json.loads(text)
        if root["format"] != SCORE_FORMAT:
            raise LexiconError(f"{where}: format must be {SCORE_FORMAT}")
        score = Score(
            weights={name: float(value) for name, value in root["weights"].items()},
            bias=float(root["bias"]),
            slope=float(root["slope"]),
            offset=float(root["offset"]),
            mark_from=float(root["mark_from"]),
            hold_from=float(root["hold_from"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        if isinstance(error, LexiconError):
            raise
        raise LexiconError(f"{where}: {error!r}") from None
    if not 0 < score.mark_from <= score.hold_from < 1 or score.slope <= 0:
        raise LexiconError(f"{where}: thresholds must rise between 0 and 1, the slope be positive")
    return score


@lru_cache(maxsize=8)
def load_score(language: str = "en") -> Score:
    """The score of a language. Raises :class:`LexiconError` where its file is missing."""
    path = DATA / f"score.{language}.json"
    if not path.is_file():
        raise LexiconError(f"{path.name} is missing")
    return parse_score(path.read_text(encoding="utf-8"), path.name)
