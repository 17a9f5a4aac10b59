"""The way of a text through triage: figures of speech, plain words, weak signs, answers.

SEC-45: a text of 20,000 characters takes at most 300 ms. The engine watches its own time and
raises :class:`TriageTimeout`; the caller then keeps the text **and holds it**.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, replace

from coachdesk.safety.triage.context import Surroundings, mask_figures
from coachdesk.safety.triage.joined_text import JoinedText
from coachdesk.safety.triage.lexicon import (
    NEEDS_CARE,
    Axis,
    Lexicon,
    Pattern,
    Sign,
    Signs,
    language_of,
    load_lexicon,
    load_signs,
)
from coachdesk.safety.triage.model import Model, Weighed, load_model, weigh
from coachdesk.safety.triage.needles import Haystack
from coachdesk.safety.triage.normalise import normalise
from coachdesk.safety.triage.result import (
    TIERS,
    Finding,
    SafetyAnswers,
    Tier,
    TriageResult,
    stronger,
    weaker,
)
from coachdesk.safety.triage.score import Heard, evidence, load_score, with_answers

MAX_SECONDS = 0.3
FOR_TRAINING = 30.0
MAX_HITS_PER_PATTERN = 5
READS_LIKE = "Reads like letters that needed care"

# A few words say little: their score counts in full only from here on.
ENOUGH_WORDS = 20
# And where nothing weighty stands in them, they are marked only from so much more on.
FEW_WORDS_NEED = 1.4
DENIED = ", in a sentence that denies it"

MARK_FROM = 2
HOLD_FROM = 4

NUMBERS = {2: "Two", 3: "Three", 4: "Four", 5: "Five", 6: "Six", 7: "Seven", 8: "Eight"}


class TriageTimeout(RuntimeError):
    """Reading took too long. Keep the text and hold it (SEC-45)."""


class _Clock:
    def __init__(self, seconds: float) -> None:
        # Time of this thread on the processor: a busy machine must not make harmless letters held.
        self._end = time.thread_time() + seconds

    def check(self) -> None:
        if time.thread_time() > self._end:
            raise TriageTimeout("The text could not be read in time; it must be held.")


@dataclass(frozen=True, slots=True)
class _Hit:
    sign: Sign
    start: int
    end: int
    weight: int


@dataclass(frozen=True, slots=True)
class _PlainHit:
    """Where a pattern of the lexicon stands, and why it only marks (empty: it counts in full)."""

    pattern: Pattern
    start: int
    end: int
    note: str


def triage(
    text: str,
    *,
    title: str = "",
    answers: SafetyAnswers | None = None,
    locale: str = "en",
    max_seconds: float = MAX_SECONDS,
) -> TriageResult:
    """Read one letter, comment, log or message and say how soon a person should see it.

    ``title`` is searched with the text. ``answers`` are what the writer said when asked; an
    answer weighs more than any word. Offsets of findings refer to the text (or title) as given.
    Raises :class:`NoLexicon` for a locale without a lexicon and :class:`TriageTimeout` when time
    runs out; in both cases the caller holds the text (SEC-45).
    """
    lexicon = load_lexicon(locale)
    signs = load_signs(locale)
    clock = _Clock(max_seconds)
    joined = JoinedText(title, text)
    searched = mask_figures(joined.text, signs)
    clock.check()
    surroundings = Surroundings(searched, signs)
    plain = _plain_hits(searched, surroundings, lexicon, clock)
    findings = _plain_words(joined, plain)
    hits = _sign_hits(searched, surroundings, signs, clock)
    findings += _weak_signs(joined, hits)
    model = load_model(language_of(locale))
    weighed = weigh(searched, model) if model is not None else None
    clock.check()
    score = load_score(language_of(locale))
    raw = score.raw(_evidence(plain, hits, weighed))
    probability = with_answers(
        score.probability(raw), raw, answers, score, _speaks_of_dying_only(plain)
    )
    findings += _from_answers(answers)
    floor = _floor(findings)
    if floor in ("hold", "urgent"):
        # Plain speech holds by itself, however little stands around it.
        probability = max(probability, score.hold_from)
    tier = stronger(floor, score.tier(probability))
    if tier == "hold" and floor != "hold" and _only_softened(plain, hits):
        tier = "caution"
    little = weighed is not None and weighed.length < ENOUGH_WORDS
    if tier == "caution" and little and probability < FEW_WORDS_NEED * score.mark_from:
        tier = "clear" if _only_light(plain, hits) else tier
    findings = [_at_most(finding, tier) for finding in findings]
    if tier == "hold" and any(finding.urgent for finding in findings):
        tier = "urgent"
    if model is not None and weighed is not None and tier in ("hold", "caution"):
        findings += _telling_words(joined, weighed, model, tier, bool(findings))
    # Signs and words are two files; a stored reading names both.
    model_version = f"{signs.version}+{model.version}" if model is not None else signs.version
    if tier == "clear":
        findings = []
    return TriageResult(
        tier, first_named(findings), tuple(findings), lexicon.version, model_version, probability
    )


def _evidence(
    plain: list[_PlainHit], hits: list[tuple[Axis, _Hit]], weighed: Weighed | None
) -> dict[str, float]:
    # What is denied was not said; where a word stands twice, the place that says it counts.
    once = {hit.pattern: hit for hit in plain if hit.note and hit.note != DENIED}
    once |= {hit.pattern: hit for hit in plain if not hit.note}
    heard = [
        Heard(
            hit.pattern.category,
            "urgent" if hit.pattern.urgent else hit.pattern.tier,
            bool(hit.note),
        )
        for hit in once.values()
    ]
    words = weighed.score * min(1.0, weighed.length / ENOUGH_WORDS) if weighed else None
    return evidence(heard, [(axis.key, hit.weight) for axis, hit in hits], words)


def _only_softened(plain: list[_PlainHit], hits: list[tuple[Axis, _Hit]]) -> bool:
    """Whether strong words stand only where they are denied, past or told, and no sign beside."""
    faint = sum(hit.weight for _, hit in hits) < MARK_FROM
    strong = [hit for hit in plain if hit.pattern.tier == "hold"]
    return faint and bool(strong) and all(hit.note for hit in strong)


def _only_light(plain: list[_PlainHit], hits: list[tuple[Axis, _Hit]]) -> bool:
    faint = sum(hit.weight for _, hit in hits) < MARK_FROM
    return faint and all(hit.note == DENIED or hit.pattern.tier != "hold" for hit in plain)


def _speaks_of_dying_only(plain: list[_PlainHit]) -> bool:
    held = [hit for hit in plain if hit.pattern.tier == "hold"]
    return bool(held) and all(hit.pattern.code == "suicide_risk" for hit in held)


def _floor(findings: list[Finding]) -> Tier:
    """What plain words and answers ask for by themselves; signs and single marks only count."""
    tier: Tier = "clear"
    for finding in findings:
        if finding.tier in ("hold", "urgent") and not finding.category.startswith("signs_"):
            tier = stronger(tier, finding.tier)
    return tier


def _at_most(finding: Finding, tier: Tier) -> Finding:
    """A finding never asks for more than the whole text does."""
    least = weaker(finding.tier, "urgent" if tier == "hold" else tier)
    return replace(finding, tier=least, urgent=least == "urgent")


def _plain_hits(
    searched: str, surroundings: Surroundings, lexicon: Lexicon, clock: _Clock
) -> list[_PlainHit]:
    hits: list[_PlainHit] = []
    hay = Haystack(searched)
    for pattern in lexicon.patterns:
        clock.check()
        for count, match in enumerate(hay.matches(pattern.regex)):
            if count == MAX_HITS_PER_PATTERN:
                break
            start, end = match.span()
            note = _softened(surroundings, pattern, start, end) if pattern.tier == "hold" else ""
            hits.append(_PlainHit(pattern, start, end, note))
    return hits


def _plain_words(joined: JoinedText, hits: list[_PlainHit]) -> list[Finding]:
    findings: list[Finding] = []
    for hit in hits:
        tier: Tier = "caution"
        if hit.pattern.tier == "hold" and not hit.note:
            tier = "urgent" if hit.pattern.urgent else "hold"
        first, last, words, in_title = joined.place(hit.start, hit.end)
        findings.append(
            Finding(
                hit.pattern.category,
                hit.pattern.code,
                tier,
                tier == "urgent",
                first,
                last,
                words,
                f"Word found: “{words}”{hit.note}",
                in_title,
            )
        )
    return findings


def _softened(surroundings: Surroundings, pattern: Pattern, start: int, end: int) -> str:
    """Why a plain word marks instead of holding, or an empty text."""
    if pattern.deniable and surroundings.negated(start, end):
        return DENIED
    if pattern.category != "unsafe_contact" and surroundings.told(start):
        return ", in a sentence about work, news or a story"
    if surroundings.long_past(start):
        return ", told as long past"
    return ""


def _sign_hits(
    searched: str, surroundings: Surroundings, signs: Signs, clock: _Clock
) -> list[tuple[Axis, _Hit]]:
    hits: list[tuple[Axis, _Hit]] = []
    hay = Haystack(searched)
    for axis in signs.axes:
        for sign in axis.signs:
            hit = _first_hit(sign, hay, surroundings, clock)
            if hit is not None:
                hits.append((axis, hit))
    return hits


def _weak_signs(joined: JoinedText, found_hits: list[tuple[Axis, _Hit]]) -> list[Finding]:
    findings: list[Finding] = []
    light: list[tuple[Axis, _Hit]] = []
    by_axis: dict[str, list[tuple[Axis, _Hit]]] = {}
    for axis, hit in found_hits:
        by_axis.setdefault(axis.key, []).append((axis, hit))
    for pairs in by_axis.values():
        found = _combine(pairs[0][0], [hit for _, hit in pairs], joined)
        findings += found
        if not found:
            light += pairs
    if len(light) > 1:
        # Light signs of different kinds: none counts alone, together they mark.
        for axis, hit in light:
            findings += _combine(axis, [hit], joined, mark_from=1)
    return findings


def _telling_words(
    joined: JoinedText, weighed: Weighed, model: Model, tier: Tier, others_speak: bool
) -> list[Finding]:
    """What the words weigh, without a kind: no model knows what somebody means."""
    if weighed.score < model.mark_from:
        if others_speak:
            return []
        return [Finding("weighed_words", NEEDS_CARE, tier, False, 0, 0, "", READS_LIKE)]
    places = [joined.place(word.start, word.end) for word in weighed.words] or [(0, 0, "", False)]
    why = READS_LIKE
    if weighed.words:
        why += ": " + ", ".join(f"“{words}”" for _, _, words, _ in places)
    return [
        Finding("weighed_words", NEEDS_CARE, tier, False, first, last, words, why, in_title)
        for first, last, words, in_title in places
    ]


def evidence_of(
    text: str, locale: str = "en", model: Model | None = None
) -> tuple[dict[str, float], str]:
    """What lexicon, signs and the given model find in a text, as numbers, and the text as words
    are read in it. Raises :class:`NoLexicon` for a locale without a lexicon.
    """
    signs = load_signs(locale)
    searched = mask_figures(normalise(text).text, signs)
    surroundings, clock = Surroundings(searched, signs), _Clock(FOR_TRAINING)
    plain = _plain_hits(searched, surroundings, load_lexicon(locale), clock)
    weighed = weigh(searched, model) if model is not None else None
    return _evidence(plain, _sign_hits(searched, surroundings, signs, clock), weighed), searched


def first_named(findings: Iterable[Finding]) -> tuple[str, ...]:
    """The codes that findings name, the one with the strongest and most words first."""
    strength: dict[str, tuple[int, int]] = {}
    for finding in findings:
        grade = TIERS.index(finding.tier) if finding.code != NEEDS_CARE else -1
        best, count = strength.get(finding.code, (-1, 0))
        strength[finding.code] = (
            max(best, grade),
            count + 1 if grade == best else 1 if grade > best else count,
        )
    return tuple(sorted(strength, key=lambda code: strength[code], reverse=True))


def _first_hit(sign: Sign, hay: Haystack, surroundings: Surroundings, clock: _Clock) -> _Hit | None:
    """The weightiest place where a sign stands; what is long past or told weighs less."""
    best: _Hit | None = None
    for regex in sign.regexes:
        clock.check()
        match = next(hay.matches(regex), None)
        if match is None:
            continue
        start, end = match.span()
        weight = sign.weight
        if surroundings.told(start) or surroundings.long_past(start):
            weight -= 1
        if surroundings.negated(start, end):
            weight -= 2
        if best is None or weight > best.weight:
            best = _Hit(sign, start, end, weight)
        if best.weight == sign.weight:
            break
    return best if best is not None and best.weight > 0 else None


def _combine(
    axis: Axis, hits: list[_Hit], joined: JoinedText, mark_from: int = MARK_FROM
) -> list[Finding]:
    total = sum(hit.weight for hit in hits)
    if total < mark_from:
        return []
    tier: Tier = "caution"
    if total >= HOLD_FROM and len(hits) > 1:
        tier = "urgent" if axis.urgent else "hold"
    names = ", ".join(hit.sign.name for hit in hits)
    lead = (
        "A sign" if len(hits) == 1 else f"{NUMBERS.get(len(hits), str(len(hits)))} signs together"
    )
    findings = []
    for hit in hits:
        first, last, words, in_title = joined.place(hit.start, hit.end)
        findings.append(
            Finding(
                f"signs_{axis.key}",
                axis.code,
                tier,
                tier == "urgent",
                first,
                last,
                words,
                f"{lead}: {names}",
                in_title,
            )
        )
    return findings


def _from_answers(answers: SafetyAnswers | None) -> list[Finding]:
    if answers is None:
        return []
    said: list[tuple[str, Tier, str]] = []
    if answers.not_wanting_to_live == "yes":
        said.append(
            ("suicide_risk", "urgent", "The writer answered: thoughts of not wanting to live")
        )
    if answers.safe_at_home == "no":
        said.append(("partner_violence", "urgent", "The writer answered: not safe at home"))
    elif answers.safe_at_home == "not_always":
        said.append(("coercive_control", "hold", "The writer answered: not always safe at home"))
    if answers.afraid == "yes":
        said.append(("fear_of_partner", "urgent", "The writer answered: afraid of someone"))
    return [
        Finding("answers", code, tier, tier == "urgent", 0, 0, "", why) for code, tier, why in said
    ]
