"""What a triage says: the words that were found, and how soon a person should read the text.

A result is never a verdict about a person. DOMAIN-8: a hit never means guilt or truth,
no hit never means clear; a person reads every letter.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Tier = Literal["urgent", "hold", "caution", "clear"]

TIERS: tuple[Tier, ...] = ("clear", "caution", "hold", "urgent")


def stronger(left: Tier, right: Tier) -> Tier:
    """The tier of the two that is read earlier."""
    return left if TIERS.index(left) >= TIERS.index(right) else right


def weaker(left: Tier, right: Tier) -> Tier:
    """The tier of the two that is read later."""
    return left if TIERS.index(left) <= TIERS.index(right) else right


@dataclass(frozen=True, slots=True)
class SafetyAnswers:
    """What the writer said when asked about safety; every answer may be left out.

    ``safe_at_home``: yes, not_always, no, unsaid. ``afraid`` and ``not_wanting_to_live``:
    yes, no, unsaid.
    """

    safe_at_home: Literal["yes", "not_always", "no", "unsaid"] = "unsaid"
    afraid: Literal["yes", "no", "unsaid"] = "unsaid"
    not_wanting_to_live: Literal["yes", "no", "unsaid"] = "unsaid"


@dataclass(frozen=True, slots=True)
class Finding:
    """Words of the text that a person should see, with offsets into the text as it was given.

    Findings in the title have ``in_title`` set, and their offsets refer to the title. A finding
    that comes from an answer on the form has no words and the offsets 0, 0.
    """

    category: str
    code: str
    tier: Tier
    urgent: bool
    start: int
    end: int
    words: str
    why: str
    in_title: bool = False


@dataclass(frozen=True, slots=True)
class TriageResult:
    """How a text is to be read, and why.

    ``score`` is the calibrated chance that somebody is in danger now, 0 to 1: the order in which
    texts are read. ``codes`` name what the words say, the strongest first.
    """

    tier: Tier
    codes: tuple[str, ...]
    findings: tuple[Finding, ...]
    lexicon_version: str
    model_version: str
    score: float = 0.0

    @property
    def held(self) -> bool:
        """Nobody may publish or template-answer it until a safety lead has cleared it."""
        return self.tier in ("urgent", "hold")

    @property
    def read_first(self) -> bool:
        """It stands in the group that is read first (held ones included)."""
        return self.tier != "clear"
