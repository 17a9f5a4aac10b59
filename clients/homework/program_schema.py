"""The keys of a program file and what may stand there (DOMAIN-5)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from clients.homework.yaml_reader import Document, Path, Problem

CODES = (
    "partner_violence", "sexual_coercion", "coercive_control", "fear_of_partner", "legal_no_contact",
    "no_contact_request", "stalking_risk", "client_uses_force", "suicide_risk", "harm_to_others_risk",
    "child_at_risk", "acute_instability",
)  # fmt: skip
KEY = re.compile(r"[a-z][a-z0-9-]{0,59}")
SEMVER = re.compile(r"\d{1,4}\.\d{1,4}\.\d{1,4}")
LOCALE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
Check = Callable[[Document, Any, Path], Iterator[Problem]]


def text(limit: int, *, blank: bool = False) -> Check:
    """A text of at most ``limit`` characters."""

    def check(doc: Document, value: Any, path: Path) -> Iterator[Problem]:
        if not isinstance(value, str):
            yield Problem(doc.line(path), f"{_name(path)} must be text; put it in quotes")
        elif not value.strip() and not blank:
            yield Problem(doc.line(path), f"{_name(path)} is empty")
        elif len(value) > limit:
            yield Problem(doc.line(path), f"{_name(path)} is longer than {limit} characters")
        elif re.search(r"\{(?!partner\})", value):
            yield Problem(doc.line(path), f"{_name(path)}: {{partner}} is the only placeholder")

    return check


def pattern(expression: re.Pattern[str], words: str) -> Check:
    """A text of a fixed shape, described in ``words``."""

    def check(doc: Document, value: Any, path: Path) -> Iterator[Problem]:
        if not isinstance(value, str) or not expression.fullmatch(value):
            yield Problem(doc.line(path), f"{_name(path)} must be {words}")

    return check


def number(least: int, most: int) -> Check:
    """A whole number between two bounds, both included."""

    def check(doc: Document, value: Any, path: Path) -> Iterator[Problem]:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            yield Problem(doc.line(path), f"{_name(path)} must be a number from {least} to {most}")

    return check


def boolean(doc: Document, value: Any, path: Path) -> Iterator[Problem]:
    """true or false."""
    if not isinstance(value, bool):
        yield Problem(doc.line(path), f"{_name(path)} must be true or false")


def one_of(*choices: str) -> Check:
    """One of the words given."""

    def check(doc: Document, value: Any, path: Path) -> Iterator[Problem]:
        if value not in choices:
            yield Problem(doc.line(path), f"{_name(path)} must be one of: {', '.join(choices)}")

    return check


def list_of(item: Check, *, least: int = 0, most: int = 60) -> Check:
    """A list whose items pass ``item``."""

    def check(doc: Document, value: Any, path: Path) -> Iterator[Problem]:
        if not isinstance(value, list):
            yield Problem(doc.line(path), f"{_name(path)} must be a list")
            return
        if not least <= len(value) <= most:
            yield Problem(doc.line(path), f"{_name(path)} takes {least} to {most} entries")
        for index, entry in enumerate(value[:most]):
            yield from item(doc, entry, (*path, index))

    return check


@dataclass(frozen=True)
class Keys:
    """A mapping: ``needed`` and ``optional`` keys with their checks; others are refused."""

    needed: dict[str, Check]
    optional: dict[str, Check]

    def __call__(self, doc: Document, value: Any, path: Path) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield Problem(doc.line(path), f"{_name(path)} must have keys below it")
            return
        for key in self.needed:
            if key not in value:
                yield Problem(doc.line(path), f"{_name(path)} lacks “{key}”")
        for key, entry in value.items():
            check = self.needed.get(key) or self.optional.get(key)
            if check is None:
                yield Problem(doc.line((*path, key)), f"{_name(path)} has an unknown key “{key}”")
            else:
                yield from check(doc, entry, (*path, key))


def any_mapping(inner: Check) -> Check:
    """A mapping with keys of the writer's choice."""

    def check(doc: Document, value: Any, path: Path) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield Problem(doc.line(path), f"{_name(path)} must have keys below it")
            return
        for key, entry in value.items():
            yield from inner(doc, entry, (*path, key))

    return check


def by_type(kinds: dict[str, Keys]) -> Check:
    """A mapping whose ``type`` decides its other keys."""

    def check(doc: Document, value: Any, path: Path) -> Iterator[Problem]:
        kind = value.get("type") if isinstance(value, dict) else None
        if not isinstance(kind, str) or kind not in kinds:
            known = ", ".join(kinds)
            yield Problem(doc.line(path), f"{_name(path)} needs a type, one of: {known}")
        else:
            yield from kinds[kind](doc, value, path)

    return check


def _name(path: Path) -> str:
    """A path as a person says it: ("steps", 2, "title") is ``step 3, title``."""
    parts: list[str] = []
    for part in path:
        if isinstance(part, int):
            parts[-1] = (
                f"{parts[-1].removesuffix('ies') + 'y' if parts[-1].endswith('ies') else parts[-1].removesuffix('s')} {part + 1}"
            )
        else:
            parts.append(part)
    return ", ".join(parts) or "the file"


def _any(doc: Document, value: Any, path: Path) -> Iterator[Problem]:
    """Anything: the type itself was checked when the keys were chosen by it."""
    return iter(())


_key = pattern(KEY, "a short key in small letters, digits and hyphens")
_code = pattern(re.compile(r"[a-z][a-z0-9-]{0,29}"), "a short code such as csi-4")
_time = pattern(re.compile(r"start|end|every_[1-9]\d?_weeks"), "start, end or every_4_weeks")
_minutes = number(1, 2000)
_prompt_common: dict[str, Check] = {"help": text(500), "required": boolean, "sensitive": boolean}


def _prompt(needed: dict[str, Check], **optional: Check) -> Keys:
    return Keys(
        {"key": _key, "type": _any, "label": text(300), **needed}, {**_prompt_common, **optional}
    )


PROMPT = by_type(
    {
        "text": _prompt({"max_length": number(1, 20000)}),
        "scale": _prompt(
            {
                "min": number(0, 0),
                "max": number(10, 10),
                "min_label": text(60),
                "max_label": text(60),
            }
        ),
        "choice": _prompt(
            {
                "options": list_of(
                    Keys({"value": text(60), "label": text(200)}, {"triage": one_of(*CODES)}),
                    least=2,
                    most=20,
                )
            },
            multiple=boolean,
        ),
        "checkbox": _prompt({}),
        "frequency": _prompt({"period_days": number(1, 366), "max": number(1, 366)}),
    }
)
_plain_type = Keys({"type": _any}, {})
_with_min = Keys({"type": _any, "min": number(0, 366)}, {})
CONDITION = by_type(
    {
        "assigned": _plain_type,
        "step_done": Keys({"type": _any, "step": _key}, {}),
        "steps_done_count": _with_min,
        "days_in_program": _with_min,
        "coach_release": _plain_type,
        "safety_clear": _plain_type,
        "client_opt_in": _plain_type,
    }
)
CRITERION = by_type(
    {
        "logs": Keys({"type": _any, "activity": _key, "min": number(0, 366)}, {}),
        "days_in_step": _with_min,
        "reflection_answered": _plain_type,
        "coach_confirms": _plain_type,
    }
)
_conditions = list_of(CONDITION, least=1, most=10)
FREQUENCY = Keys(
    {"mode": one_of("once", "per_day", "per_week", "as_needed"), "min_logs": number(0, 366)},
    {"times": number(1, 20), "for_days": number(1, 366)},
)
ACTIVITY = Keys(
    {
        "key": _key,
        "title": text(120),
        "kind": one_of(
            "practice", "exercise", "conversation", "observation", "planning", "reading"
        ),
        "with_partner": one_of("none", "invited", "needs_partner"),
        "required": boolean,
        "estimated_minutes": _minutes,
        "frequency": FREQUENCY,
        "instructions": text(4000),
        "log": list_of(PROMPT, most=12),
    },
    {"blocked_by": list_of(text(60), least=1, most=20)},
)
STEP = Keys(
    {
        "key": _key,
        "number": number(1, 60),
        "title": text(120),
        "covers": list_of(text(20)),
        "partner_involvement": one_of("none", "invited"),
        "estimated_minutes": _minutes,
        "suggested_days": number(1, 366),
        "aim": text(1000),
        "why": text(2000),
        "unlock": Keys({}, {"all": _conditions, "any": _conditions}),
        "activities": list_of(ACTIVITY, least=1, most=8),
        "reflection": list_of(PROMPT, most=12),
        "done_when": Keys({"text": text(500), "all": list_of(CRITERION, least=1, most=12)}, {}),
        "safety": Keys({"notes": list_of(text(500))}, {}),
        "coach_notes": text(2000),
    },
    {
        "blocked_by": list_of(text(60), least=1, most=20),
        "tools": list_of(one_of("words_actions"), most=5),
    },
)
PROGRAM = Keys(
    {
        "format": one_of("coachdesk.program/1"),
        "slug": _key,
        "version": pattern(SEMVER, "three numbers with dots, such as 1.0.0"),
        "locale": pattern(LOCALE, "a language such as en or de-AT"),
        "title": text(120),
        "summary": text(2000),
        "promise": text(1000),
        "licence": text(60),
        "attribution": text(200),
        "audience": Keys(
            {
                "participation": one_of("one_partner", "both", "either"),
                "relationship": list_of(text(60)),
                "adults_only": boolean,
                "not_for": text(1000),
            },
            {},
        ),
        "estimated_weeks": number(1, 104),
        "placeholders": Keys({"partner": Keys({"default": text(60)}, {"hint": text(300)})}, {}),
        "checkins": list_of(Keys({"key": text(60), "cadence": one_of("daily", "weekly")}, {})),
        "outcome_measures": list_of(
            Keys({"code": _code, "at": list_of(_time, least=1)}, {"optional": boolean})
        ),
        "safety": Keys(
            {
                "gate": one_of("screening_clear"),
                "groups": any_mapping(list_of(one_of(*CODES), least=1, most=20)),
                "pause_on": list_of(one_of(*CODES), most=20),
                "notice": text(2000),
                "stop_signs": list_of(text(300), least=1, most=12),
            },
            {},
        ),
        "coach_notes": text(2000),
        "steps": list_of(STEP, least=1, most=60),
    },
    {"subtitle": text(200), "translation_of": text(120)},
)
