"""What a coach changes in a program for one client: the order of activities, and own ones beside them.

Pure functions over plain data. A client's changes never touch the version: they lie beside it, and a
newer version is read with the same changes. What is added is never needed for a step to be done, so
that no change can make a step unreachable (DOMAIN-A12).
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

Data = dict[str, Any]
ADDED_PER_STEP = 6


def adjusted(program: Data, changes: Mapping[str, Any]) -> Data:
    """The program with the changes; the same object where there are none."""
    if not changes:
        return program
    order: Mapping[str, list[str]] = changes.get("order", {})
    added: list[Data] = changes.get("added", [])
    steps = []
    for step in program["steps"]:
        activities = [*step["activities"]]
        activities += [a["activity"] for a in added if a["step"] == step["key"]]
        places = {key: place for place, key in enumerate(order.get(step["key"], ()))}
        # One that the order does not know, from a newer version, comes last.
        activities.sort(key=lambda a: places.get(a["key"], len(places)))
        steps.append({**step, "activities": activities})
    return {**program, "steps": steps}


def own_activity(
    *, title: str, instructions: str, minutes: int, mode: str, with_partner: bool
) -> Data:
    """An activity in the coach's words; ``mode`` is once, per_day or as_needed."""
    frequency: Data = {"mode": mode, "min_logs": 0}
    if mode == "per_day":
        frequency |= {"times": 1, "for_days": 7}
    return {
        "key": f"own-{uuid.uuid4().hex[:8]}",
        "title": title,
        "kind": "practice",
        "with_partner": "invited" if with_partner else "none",
        "required": False,
        "estimated_minutes": minutes,
        "frequency": frequency,
        "instructions": instructions,
        "log": [{"key": "note", "type": "text", "label": "How did it go?", "max_length": 2000}],
    }


def with_added(changes: Mapping[str, Any], step: str, activity: Data) -> Data:
    """The changes with one more activity in a step."""
    return {**changes, "added": [*changes.get("added", []), {"step": step, "activity": activity}]}


def with_order(changes: Mapping[str, Any], step: str, keys: list[str]) -> Data:
    """The changes with a new order of a step's activities."""
    return {**changes, "order": {**changes.get("order", {}), step: keys}}


def moved(keys: list[str], key: str, by: int) -> list[str]:
    """The keys with one of them a place up (-1) or down (1); at an end it stays."""
    here = keys.index(key)
    there = min(max(here + by, 0), len(keys) - 1)
    found = [k for k in keys if k != key]
    found.insert(there, key)
    return found
