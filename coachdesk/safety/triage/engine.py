"""The way of a text through triage: figures of speech, plain words, weak signs, answers.

SEC-45: a text of 20,000 characters takes at most 300 ms. The engine watches its own time and
raises :class:`TriageTimeout`; the caller then keeps the text **and holds it**.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass

from coachdesk.safety.triage.context import Surroundings, mask_figures
from coachdesk.safety.triage.lexicon import (
    Axis,
    Lexicon,
    Pattern,
    Sign,
    Signs,
    language_of,
    load_lexicon,
    load_signs,
)
from coachdesk.safety.triage.model import Mark, Model, load_model, weigh
from coachdesk.safety.triage.normalise import NormalisedText, normalise
from coachdesk.safety.triage.result import (
    Finding,
    SafetyAnswers,
    Tier,
    TriageResult,
    stronger,
)

MAX_SECONDS = 0.3
MAX_HITS_PER_PATTERN = 5

FEWEST_WORDS_TO_HOLD = 20

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


class _Text:
    """Title and letter as one normalised text, with the way back to either."""

    def __init__(self, title: str, text: str) -> None:
        self._title = normalise(title)
        self._body = normalise(text)
        self._title_given = title
        self._body_given = text
        self._joint = len(self._title.text)
        self.text = f"{self._title.text}\n{self._body.text}" if title else self._body.text
        self._body_from = self._joint + 1 if title else 0

    def place(self, start: int, end: int) -> tuple[int, int, str, bool]:
        """Offsets, words and "is it in the title" of a range of the joined text."""
        if self._body_from and start < self._joint:
            return self._cut(self._title, self._title_given, start, min(end, self._joint), True)
        first = max(0, start - self._body_from)
        return self._cut(self._body, self._body_given, first, end - self._body_from, False)

    def _cut(
        self, normalised: NormalisedText, given: str, start: int, end: int, in_title: bool
    ) -> tuple[int, int, str, bool]:
        first, last = normalised.span(start, end)
        return first, last, given[first:last], in_title


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
    joined = _Text(title, text)
    searched = mask_figures(joined.text, signs)
    clock.check()
    surroundings = Surroundings(searched, signs)
    plain = _plain_hits(searched, surroundings, lexicon, clock)
    findings = _plain_words(joined, plain)
    hits = _sign_hits(searched, surroundings, signs, clock)
    findings += _weak_signs(joined, hits)
    model = load_model(language_of(locale))
    if model is not None:
        findings += _weighed_words(joined, searched, _marks(plain, hits), model)
        clock.check()
    findings += _from_answers(answers)
    # Signs and words are two files; a stored reading names both.
    model_version = f"{signs.version}+{model.version}" if model is not None else signs.version
    return _result(findings, lexicon, model_version)


def _plain_hits(
    searched: str, surroundings: Surroundings, lexicon: Lexicon, clock: _Clock
) -> list[_PlainHit]:
    hits: list[_PlainHit] = []
    for pattern in lexicon.patterns:
        clock.check()
        for count, match in enumerate(pattern.regex.finditer(searched)):
            if count == MAX_HITS_PER_PATTERN:
                break
            start, end = match.span()
            note = _softened(surroundings, pattern, start, end) if pattern.tier == "hold" else ""
            hits.append(_PlainHit(pattern, start, end, note))
    return hits


def _plain_words(joined: _Text, hits: list[_PlainHit]) -> list[Finding]:
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
        return ", in a sentence that denies it"
    if pattern.category != "unsafe_contact" and surroundings.told(start):
        return ", in a sentence about work, news or a story"
    if surroundings.long_past(start):
        return ", told as long past"
    return ""


def _sign_hits(
    searched: str, surroundings: Surroundings, signs: Signs, clock: _Clock
) -> list[tuple[Axis, _Hit]]:
    hits: list[tuple[Axis, _Hit]] = []
    for axis in signs.axes:
        for sign in axis.signs:
            hit = _first_hit(sign, searched, surroundings, clock)
            if hit is not None:
                hits.append((axis, hit))
    return hits


def _weak_signs(joined: _Text, found_hits: list[tuple[Axis, _Hit]]) -> list[Finding]:
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


def _weighed_words(joined: _Text, searched: str, marks: list[Mark], model: Model) -> list[Finding]:
    weighed = weigh(searched, marks, model)
    if weighed.score < model.mark_from or not weighed.words:
        return []
    # A few words are too little to hold a text on, unless a sign says what they are about.
    enough = bool(marks) or weighed.length >= FEWEST_WORDS_TO_HOLD
    tier: Tier = "hold" if enough and weighed.score >= model.hold_from else "caution"
    findings = []
    places = [joined.place(word.start, word.end) for word in weighed.words]
    why = "These words together: " + ", ".join(f"“{words}”" for _, _, words, _ in places)
    for first, last, words, in_title in places:
        findings.append(
            Finding("weighed_words", weighed.code, tier, False, first, last, words, why, in_title)
        )
    return findings


def _marks(plain: list[_PlainHit], hits: list[tuple[Axis, _Hit]]) -> list[Mark]:
    """What lexicon and signs found, as features of the word model."""
    marks = [Mark(f"{hit.pattern.category}{'~' if hit.note else ''}", hit.start) for hit in plain]
    return marks + [Mark(f"{axis.key}.{hit.sign.key}", hit.start) for axis, hit in hits]


def marks_of(text: str, locale: str = "en") -> tuple[str, list[Mark]]:
    """The text as it is searched and what stands in it: what the word model is trained on.

    Raises :class:`NoLexicon` for a locale without a lexicon.
    """
    signs = load_signs(locale)
    searched = mask_figures(normalise(text).text, signs)
    surroundings, clock = Surroundings(searched, signs), _Clock(MAX_SECONDS)
    plain = _plain_hits(searched, surroundings, load_lexicon(locale), clock)
    return searched, _marks(plain, _sign_hits(searched, surroundings, signs, clock))


def _first_hit(sign: Sign, searched: str, surroundings: Surroundings, clock: _Clock) -> _Hit | None:
    """The weightiest place where a sign stands; what is long past or told weighs less."""
    best: _Hit | None = None
    for regex in sign.regexes:
        clock.check()
        match: re.Match[str] | None = regex.search(searched)
        if match is None:
            continue
        start, end = match.span()
        weight = sign.weight
        if surroundings.told(start) or surroundings.long_past(start):
            weight -= 1
        if best is None or weight > best.weight:
            best = _Hit(sign, start, end, weight)
        if best.weight == sign.weight:
            break
    return best if best is not None and best.weight > 0 else None


def _combine(
    axis: Axis, hits: list[_Hit], joined: _Text, mark_from: int = MARK_FROM
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


def _result(findings: list[Finding], lexicon: Lexicon, model_version: str) -> TriageResult:
    tier: Tier = "clear"
    codes: list[str] = []
    for finding in findings:
        tier = stronger(tier, finding.tier)
        if finding.code not in codes:
            codes.append(finding.code)
    return TriageResult(tier, tuple(codes), tuple(findings), lexicon.version, model_version)
