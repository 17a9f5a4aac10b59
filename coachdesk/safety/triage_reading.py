"""Triage as the rest of the house uses it: never fails, and what cannot be read is held (SEC-45)."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from coachdesk.safety.models import SafetyFlag
from coachdesk.safety.triage import SafetyAnswers, triage
from coachdesk.safety.triage.lexicon import NEEDS_CARE
from coachdesk.safety.triage.result import TIERS

log = logging.getLogger("coachdesk.safety")
FAILED = "triage_failed"
IN_A_REQUEST = 0.3
IN_AN_IMPORT = 5.0

# Codes in words, for tags and lists. Never a verdict: what a person should look for.
CODE_WORDS = {
    "suicide_risk": "Possible self-harm",
    "harm_to_others_risk": "Somebody may be hurt",
    "partner_violence": "Violence at home",
    "sexual_coercion": "Forced or pressured",
    "child_at_risk": "A child may be at risk",
    "coercive_control": "Control, keys and money",
    "fear_of_partner": "Afraid of the partner",
    "stalking_risk": "Followed or watched",
    "legal_no_contact": "A court order or a ban",
    "no_contact_request": "Asked to keep away",
    "client_uses_force": "Writer may use force",
    "unsafe_contact": "Contact may be unsafe",
    "acute_instability": "In a hard hour",
    "minor_writer": "May be under 18",
    NEEDS_CARE: "Reads like letters that needed care",
    FAILED: "Could not be checked",
}


@dataclass(frozen=True)
class Reading:
    """What triage says of one text, ready to be stored. ``score`` is the order of reading."""

    tier: str
    codes: tuple[str, ...] = ()
    findings: list[dict[str, Any]] = field(default_factory=list)
    lexicon_version: str = ""
    model_version: str = ""
    score: float = 0.0

    @property
    def held(self) -> bool:
        return self.tier in ("urgent", "hold")

    @property
    def urgent(self) -> bool:
        return self.tier == "urgent"

    @property
    def read_first(self) -> bool:
        return self.tier != "clear"


def read_text(
    text: str,
    *,
    title: str = "",
    answers: SafetyAnswers | None = None,
    locale: str = "en",
    max_seconds: float = IN_A_REQUEST,
) -> Reading:
    """Read one text within 300 ms (imports may take longer).

    Whatever goes wrong, the text is kept and held.
    """
    try:
        result = triage(text, title=title, answers=answers, locale=locale, max_seconds=max_seconds)
    except Exception as error:
        log.exception("triage failed", extra={"error": type(error).__name__})
        return Reading(tier="hold", codes=(FAILED,), score=1.0)
    return Reading(
        tier=result.tier,
        codes=result.codes,
        findings=[asdict(finding) for finding in result.findings],
        lexicon_version=result.lexicon_version,
        model_version=result.model_version,
        score=result.score,
    )


def code_words(code: str) -> str:
    """A code in plain words."""
    return CODE_WORDS.get(code, code.replace("_", " ").capitalize())


def is_quiet(finding: dict[str, Any]) -> bool:
    """Whether only the word model speaks: ordinary words that weigh together, never a category."""
    return finding.get("category") == "weighed_words"


def told_codes(flag: SafetyFlag) -> list[str]:
    """The codes that somebody's words or choices say plainly.

    The strongest first. What only accompanied them, and what the word model guessed, is left out.
    """
    if not flag.findings:
        return list(flag.codes)
    return in_their_strength(
        finding for finding in flag.findings if finding.get("tier") in ("urgent", "hold")
    )


def codes_to_show(flag: SafetyFlag) -> list[str]:
    """What a list says of a flag: what was told plainly; where nothing was, every code, those that
    words name first and what the word model guessed last."""
    told = told_codes(flag)
    if told:
        return told
    named = [code for code in in_their_strength(flag.findings or []) if code in flag.codes]
    return named + sorted(set(flag.codes) - set(named), key=lambda code: (code == NEEDS_CARE, code))


def in_their_strength(findings: Iterable[dict[str, Any]]) -> list[str]:
    """The codes that words and answers name, without repeats.

    What holds comes before what only marks; among equals what most words say, then the gravest.
    The word model names nothing.
    """
    tiers = list(TIERS)
    counts: dict[tuple[str, int], int] = {}
    for finding in findings:
        if is_quiet(finding):
            continue
        tier = str(finding.get("tier", ""))
        key = (str(finding["code"]), tiers.index(tier) if tier in tiers else 0)  # type: ignore[arg-type]
        counts[key] = counts.get(key, 0) + 1
    best: dict[str, tuple[int, int]] = {}
    for (code, grade), count in counts.items():
        best[code] = max(best.get(code, (-1, 0)), (grade, count))
    return sorted(by_weight(best), key=lambda code: best[code], reverse=True)


def quiet_words(findings: Iterable[dict[str, Any]]) -> list[str]:
    """The words that the word model alone found, without repeats."""
    return list(dict.fromkeys(str(f["words"]) for f in findings if is_quiet(f) and f["words"]))


def by_weight(codes: Iterable[str]) -> list[str]:
    """Codes without repeats, the gravest first."""
    order = list(CODE_WORDS)
    return sorted(set(codes), key=lambda code: order.index(code) if code in order else len(order))
