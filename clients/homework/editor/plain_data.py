"""Changing the plain data of a program: what the editor of the desk does (DOMAIN-5).

Pure functions. Those that change ``data`` do so in place and give nothing back, or the key of what
they made; a place that does not exist raises KeyError.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import yaml

from clients.homework.engine import COUPLE_BLOCK, PAUSE_CODES
from clients.homework.program_schema import CODES, SEMVER

Data = dict[str, Any]
_KEY_LENGTH = 50


class _Dumper(yaml.SafeDumper):
    """Paragraphs as blocks, so that a comparison goes line by line."""


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.Node:
    style = "|" if "\n" in value else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Dumper.add_representer(str, _text)


def to_yaml(data: Data) -> str:
    """The file of a program's data; the same data always give the same bytes."""
    return str(yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100))


def key_from(title: str, taken: Iterable[str], fallback: str) -> str:
    """A short key made from a title, unlike those taken."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    key = words[:_KEY_LENGTH].strip("-")
    if not key or not key[0].isalpha():
        key = f"{fallback}-{key}".strip("-")
    used, number, found = set(taken), 2, key
    while found in used:
        found, number = f"{key}-{number}", number + 1
    return found


def new_program(*, title: str, summary: str, slug: str, locale: str = "en") -> Data:
    """The data of a program that has only begun; what is still to be written is empty."""
    return {
        "format": "coachdesk.program/1",
        "slug": slug,
        "version": "1.0.0",
        "locale": locale,
        "title": title,
        "summary": summary,
        "promise": "",
        "licence": "CC-BY-4.0",
        "attribution": "",
        "audience": {
            "participation": "one_partner",
            "relationship": [],
            "adults_only": True,
            "not_for": "",
        },
        "estimated_weeks": 6,
        "placeholders": {"partner": {"default": "your partner"}},
        "checkins": [],
        "outcome_measures": [],
        "safety": {
            "gate": "screening_clear",
            "groups": {"couple_block": [code for code in CODES if code in COUPLE_BLOCK]},
            "pause_on": [code for code in CODES if code in PAUSE_CODES],
            "notice": "",
            "stop_signs": [],
        },
        "coach_notes": "",
        "steps": [],
    }


def next_version(version: str, taken: Iterable[str]) -> str:
    """The next free number after a version: 1.2.0 becomes 1.3.0."""
    if not SEMVER.fullmatch(version):
        version = "1.0.0"
    major, minor = (int(part) for part in version.split(".")[:2])
    used = set(taken)
    while True:
        major, minor = (major + 1, 0) if minor >= 9999 else (major, minor + 1)
        if (found := f"{major}.{minor}.0") not in used:
            return found


def find(items: list[Data], key: str) -> Data:
    """The item with a key, or a questionnaire by its code. Raises KeyError."""
    for item in items:
        if item.get("key", item.get("code")) == key:
            return item
    raise KeyError(key)


def activities_of(data: Data) -> Iterator[Data]:
    """All activities of a program."""
    for step in data["steps"]:
        yield from step["activities"]


def list_at(data: Data, step: str, activity: str, kind: str) -> list[Data]:
    """The list that holds questionnaires, steps, a step's activities, or the questions of either."""
    if kind == "measure":
        return data["outcome_measures"]  # type: ignore[no-any-return]
    if kind == "step":
        return data["steps"]  # type: ignore[no-any-return]
    part = find(data["steps"], step)
    if kind == "activity":
        return part["activities"]  # type: ignore[no-any-return]
    if kind != "prompt":
        raise KeyError(kind)
    if activity:
        return find(part["activities"], activity)["log"]  # type: ignore[no-any-return]
    return part["reflection"]  # type: ignore[no-any-return]


def add(data: Data, *, kind: str, title: str, step: str = "", activity: str = "") -> str:
    """Add a step, activity or question at the end of its list; gives its key. A questionnaire is
    named by its code; one that is there already stays as it is."""
    items = list_at(data, step, activity, kind)
    if kind == "measure":
        if title not in {item["code"] for item in items}:
            items.append({"code": title, "at": ["start", "end"], "optional": True})
        return title
    taken = {a["key"] for a in activities_of(data)} if kind == "activity" else set()
    key = key_from(title, taken | {item["key"] for item in items}, kind)
    makers: dict[str, Callable[[str, str], Data]] = {"activity": _activity, "prompt": _prompt}
    if kind == "step":
        earlier = items[-1]["key"] if items else ""
        items.append(_step(key, title, earlier))
        _renumber(data)
    else:
        items.append(makers[kind](key, title))
    return key


def move(data: Data, *, kind: str, key: str, by: int, step: str = "", activity: str = "") -> None:
    """Move an item one place up (-1) or down (1); at the end of its list it stays."""
    items = list_at(data, step, activity, kind)
    here = items.index(find(items, key))
    there = here + by
    if 0 <= there < len(items):
        items[here], items[there] = items[there], items[here]
    _renumber(data)


def remove(data: Data, *, kind: str, key: str, step: str = "", activity: str = "") -> None:
    """Take an item out, and the rules that spoke of it."""
    items = list_at(data, step, activity, kind)
    items.remove(find(items, key))
    if kind == "step":
        for other in data["steps"]:
            mode, conditions = next(iter(other["unlock"].items()))
            left = [c for c in conditions if c.get("step") != key]
            other["unlock"] = {mode: left or [{"type": "assigned"}]}
    if kind == "activity":
        rule = find(data["steps"], step)["done_when"]
        rule["all"] = [c for c in rule["all"] if c.get("activity") != key]
    _renumber(data)


def _renumber(data: Data) -> None:
    for number, step in enumerate(data["steps"], start=1):
        step["number"] = number


def _step(key: str, title: str, earlier: str) -> Data:
    opens = {"type": "step_done", "step": earlier} if earlier else {"type": "assigned"}
    return {
        "key": key,
        "number": 1,
        "title": title,
        "covers": [],
        "partner_involvement": "none",
        "estimated_minutes": 60,
        "suggested_days": 14,
        "aim": "",
        "why": "",
        "unlock": {"all": [opens]},
        "activities": [],
        "reflection": [],
        "done_when": {"text": "", "all": [{"type": "coach_confirms"}]},
        "safety": {"notes": []},
        "coach_notes": "",
    }


def _activity(key: str, title: str) -> Data:
    return {
        "key": key,
        "title": title,
        "kind": "practice",
        "with_partner": "none",
        "required": True,
        "estimated_minutes": 15,
        "frequency": {"mode": "once", "min_logs": 1},
        "instructions": "",
        "log": [],
    }


def _prompt(key: str, label: str) -> Data:
    return {"key": key, "type": "text", "label": label, "required": False, "max_length": 1000}


def set_optional(part: Data, key: str, value: Any, *, before: str = "") -> None:
    """Put an optional key in, or out where the value is empty; a new one stands before another."""
    if not value:
        part.pop(key, None)
    elif key in part or not before:
        part[key] = value
    else:
        items = list(part.items())
        place = list(part).index(before)
        part.clear()
        part.update([*items[:place], (key, value), *items[place:]])


def keep_order(before: list[Data], after: list[Data]) -> list[Data]:
    """The rules chosen, in the order they had; new ones come last."""

    def name(rule: Data) -> tuple[str, str]:
        return rule["type"], str(rule.get("step") or rule.get("activity") or "")

    places = {name(rule): place for place, rule in enumerate(before)}
    return sorted(after, key=lambda rule: places.get(name(rule), len(before)))


def counts(step: Data, activity: str) -> bool:
    """Whether a step waits for the logs of an activity."""
    return any(c.get("activity") == activity for c in step["done_when"]["all"])


def set_counts(step: Data, activity: Data, wanted: bool) -> None:
    """Let a step wait for an activity's logs or not, with as many as the activity asks for."""
    rule, key = step["done_when"], activity["key"]
    least = activity["frequency"]["min_logs"]
    criterion = {"type": "logs", "activity": key, "min": least}
    if wanted and counts(step, key):
        rule["all"] = [criterion if c.get("activity") == key else c for c in rule["all"]]
    elif wanted:
        place = sum(c["type"] == "logs" for c in rule["all"])
        rule["all"].insert(place, criterion)
    else:
        rule["all"] = [c for c in rule["all"] if c.get("activity") != key]
