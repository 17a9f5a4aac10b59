"""Instrument packs: what a score means and who may enter it. The questions themselves are not shipped.

Exact wording must come from the rights holder's form (DOMAIN-6); as it cannot be verified here,
a pack holds scoring and terms, and the team enters scores by hand.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from coachdesk.users.models import User

FOLDER = Path(__file__).parent / "instruments"


@dataclass(frozen=True)
class Instrument:
    """One pack. ``flag_item`` names an item whose answer above a value opens a safety flag."""

    code: str
    title: str
    lowest: float
    highest: float
    better: str
    one_sided: bool
    cut_offs: tuple[dict[str, Any], ...]
    reliable_change: float | None
    roles: tuple[str, ...]
    flag_item: dict[str, Any] | None
    attribution: str
    licence: str

    def band(self, score: float) -> str:
        """What the published cut-offs say to a score; blank where they say nothing."""
        said = ""
        for cut in self.cut_offs:
            if (cut["side"] == "from" and score >= cut["score"]) or (
                cut["side"] == "below" and score < cut["score"]
            ):
                said = str(cut["says"])
        return said

    def changed(self, before: float, now: float) -> str:
        """``better``, ``worse`` or blank: only a published amount of change counts as one."""
        if self.reliable_change is None or abs(now - before) < self.reliable_change:
            return ""
        return "better" if (now > before) == (self.better == "higher") else "worse"


@cache
def instruments() -> dict[str, Instrument]:
    """All packs by code. Raises ValueError for a pack that is not complete."""
    found = {}
    for path in sorted(FOLDER.glob("*.yaml")):
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
        if raw.pop("format") != "coachdesk.instrument/1":
            raise ValueError(path.name)
        raw["cut_offs"], raw["roles"] = tuple(raw["cut_offs"]), tuple(raw["roles"])
        found[raw["code"]] = Instrument(**raw)
    return found


def instruments_for(user: User) -> list[Instrument]:
    """The packs whose scores the person may enter (DOMAIN-2)."""
    return [pack for pack in instruments().values() if user.has_role(*pack.roles)]


def reliable_change(sd: float, reliability: float) -> float:
    """The least change that is unlikely to be chance: 1.96·√2·SD·√(1−r) (DOMAIN-6).

    Raises ValueError unless ``sd`` is positive and ``reliability`` lies from 0 to 1.
    """
    if sd <= 0 or not 0 <= reliability <= 1:
        raise ValueError("sd must be positive, reliability from 0 to 1")
    return 1.96 * math.sqrt(2) * sd * math.sqrt(1 - reliability)
