"""Where a part of a draft stands, as the addresses of the editor write it.

``steps/warmth/activities/my-lines`` is an activity, ``steps/warmth/activities`` the list it is in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

_KEY = "[-a-zA-Z0-9_]+"
_LIST = (
    f"steps|questionnaires|steps/{_KEY}/activities|steps/{_KEY}/questions"
    f"|steps/{_KEY}/activities/{_KEY}/questions"
)
_KINDS = {
    "steps": "step",
    "activities": "activity",
    "questions": "prompt",
    "questionnaires": "measure",
}


@dataclass(frozen=True)
class Place:
    """A list of a draft, or one part of it where there is a ``key``; the list of questions of an
    activity has both ``step`` and ``activity``. Kinds are those of ``plain_data.list_at``."""

    kind: str
    step: str = ""
    activity: str = ""
    key: str = ""

    @property
    def of(self) -> dict[str, Any]:
        """The list, as the functions of ``plain_data`` take it."""
        return {"kind": self.kind, "step": self.step, "activity": self.activity}


class ListConverter:
    """The address of a list, to which a part is added."""

    regex = _LIST

    def to_python(self, value: str) -> Place:
        words = value.split("/")
        keys = dict(zip(words[::2], words[1::2], strict=False))
        last = words[-1 - (len(words) + 1) % 2]
        kind, key = _KINDS[last], keys.pop(last, "")
        return Place(kind, keys.get("steps", ""), keys.get("activities", ""), key)

    def to_url(self, place: Place) -> str:
        words = []
        if place.step and place.kind != "step":
            words += ["steps", place.step]
        if place.activity and place.kind == "prompt":
            words += ["activities", place.activity]
        words.append(next(word for word, kind in _KINDS.items() if kind == place.kind))
        return "/".join([*words, place.key] if place.key else words)


class PartConverter(ListConverter):
    """The address of one part, which is moved or removed."""

    regex = f"(?:{_LIST})/{_KEY}"
