"""What a client may do now, computed from the rows alone (DOMAIN-5).

Nothing here is stored except one thing: a step that was finished stays finished (``Facts.done``), so
that a cleared flag or a changed plan never un-finishes it. Everything is a pure function of the
program's data and the facts, so the same rows always give the same answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

# Activities that reach out to the partner are closed under any of these, whatever the file says
# (DOMAIN-8, "Contraindications").
COUPLE_BLOCK = frozenset(
    {
        "partner_violence", "sexual_coercion", "coercive_control", "fear_of_partner",
        "legal_no_contact", "no_contact_request", "stalking_risk", "client_uses_force",
    }
)  # fmt: skip
PAUSE_CODES = frozenset(
    {"suicide_risk", "harm_to_others_risk", "child_at_risk", "acute_instability"}
)
# Told by the client in their own words, these pause too; from a screening they only hide activities.
TOLD_PAUSE_CODES = frozenset({"partner_violence", "sexual_coercion", "fear_of_partner"})


@dataclass(frozen=True)
class Facts:
    """The rows of one assignment that the rules ask about.

    ``logs``: submitted logs per activity key. ``step_started``: first submitted log or reflection of
    a step. ``reflections``: steps whose required questions are answered. ``done``, ``skipped``,
    ``released``, ``opted_in``, ``submitted``: step keys. ``removed``: activity keys. ``overridden``:
    safety codes a supervisor set aside for now. ``opens_at``: the begin of the day the coach chose;
    before it nothing opens, and the days of the program count from it.
    """

    now: datetime
    started_at: datetime
    opens_at: datetime | None = None
    logs: Mapping[str, int] = field(default_factory=dict)
    step_started: Mapping[str, datetime] = field(default_factory=dict)
    reflections: frozenset[str] = frozenset()
    done: frozenset[str] = frozenset()
    skipped: frozenset[str] = frozenset()
    released: frozenset[str] = frozenset()
    opted_in: frozenset[str] = frozenset()
    submitted: frozenset[str] = frozenset()
    removed: frozenset[str] = frozenset()
    codes: frozenset[str] = frozenset()
    overridden: frozenset[str] = frozenset()
    screening_clear: bool = False

    @property
    def begins_at(self) -> datetime:
        """When the program begins for the client: said yes to, and its day has come."""
        return max(self.started_at, self.opens_at or self.started_at)

    @property
    def begins_later(self) -> bool:
        return self.opens_at is not None and self.now < self.opens_at


@dataclass(frozen=True)
class Criterion:
    """One line of ``done_when``: what it asks and whether it is met."""

    type: str
    met: bool
    have: int = 0
    need: int = 0
    activity: str = ""


@dataclass(frozen=True)
class ActivityState:
    key: str
    blocked: bool
    removed: bool
    logs: int
    data: dict[str, Any]

    @property
    def shown(self) -> bool:
        """Blocked and removed activities are hidden everywhere, not shown greyed."""
        return not (self.blocked or self.removed)


@dataclass(frozen=True)
class StepState:
    """``state``: locked, available, in_progress, submitted, done, skipped or blocked."""

    key: str
    number: int
    state: str
    waits_for: tuple[str, ...]
    activities: tuple[ActivityState, ...]
    criteria: tuple[Criterion, ...]
    data: dict[str, Any]

    @property
    def shown(self) -> bool:
        return self.state != "blocked"

    @property
    def is_open(self) -> bool:
        """Whether the client may work in it now."""
        return self.state in ("available", "in_progress", "submitted")

    @property
    def is_behind(self) -> bool:
        return self.state in ("done", "skipped")

    @property
    def is_reachable(self) -> bool:
        """Whether its page is there for the client: to work in it, or to look back."""
        return self.is_open or self.is_behind

    @property
    def complete(self) -> bool:
        """Whether everything but the coach's word is there."""
        return all(c.met for c in self.criteria if c.type != "coach_confirms")

    @property
    def coach_confirms(self) -> bool:
        return any(c.type == "coach_confirms" for c in self.criteria)

    @property
    def visible_activities(self) -> tuple[ActivityState, ...]:
        return tuple(activity for activity in self.activities if activity.shown)


def codes_of(blocked_by: Iterable[str], groups: Mapping[str, Iterable[str]]) -> frozenset[str]:
    """Safety codes of a ``blocked_by`` list, with its groups unfolded."""
    found: set[str] = set()
    for name in blocked_by:
        found |= set(groups.get(name, (name,)))
    return frozenset(found)


def should_pause(
    program: Mapping[str, Any], codes: frozenset[str], *, told: Iterable[str] = ()
) -> bool:
    """Whether a flag's codes pause the program: its own list, and the codes that always do.

    ``told`` are the codes the client's own words gave. News of fear or force stops the work until
    somebody has spoken with the client; the same code known from a screening was planned for.
    """
    pausing = PAUSE_CODES | set(program["safety"]["pause_on"])
    return bool(codes & pausing) or not TOLD_PAUSE_CODES.isdisjoint(told)


def evaluate(program: Mapping[str, Any], facts: Facts) -> tuple[StepState, ...]:
    """The state of every step, in the order of the program.

    A blocked step counts as behind for the steps after it, as a skipped one does: a flag must
    never make the rest of the path unreachable.
    """
    groups = program["safety"]["groups"]
    active_codes = facts.codes - facts.overridden
    behind: set[str] = set()
    states = []
    for step in program["steps"]:
        key = step["key"]
        blocked = bool(codes_of(step.get("blocked_by", ()), groups) & active_codes)
        waits = () if blocked else _waits_for(step, facts, behind)
        activities = tuple(_activity(a, facts, groups, active_codes) for a in step["activities"])
        criteria = tuple(_criterion(c, step, facts, activities) for c in step["done_when"]["all"])
        state = _state(key, facts, blocked=blocked, waits=bool(waits))
        if state in ("done", "skipped", "blocked"):
            behind.add(key)
        states.append(
            StepState(key, step["number"], state, waits, activities, criteria, dict(step))
        )
    return tuple(states)


def _state(key: str, facts: Facts, *, blocked: bool, waits: bool) -> str:
    if key in facts.done:
        return "done"
    if key in facts.skipped:
        return "skipped"
    if blocked:
        return "blocked"
    begun = key in facts.step_started
    if key in facts.submitted:
        return "submitted"
    if begun and key not in facts.done:
        return "in_progress"  # what was begun stays open: a rule that lapses takes nothing away
    return "locked" if waits else "available"


def _waits_for(step: Mapping[str, Any], facts: Facts, behind: set[str]) -> tuple[str, ...]:
    """The conditions that do not hold yet; none when the step may open."""
    unlock, key = step["unlock"], step["key"]
    rules = unlock["any"] if "any" in unlock else unlock["all"]
    unmet = [c["type"] for c in rules if not _holds(c, key, facts, behind)]
    if "any" in unlock and len(unmet) < len(rules):
        unmet = []
    kinds = tuple(dict.fromkeys(unmet))
    return ("start_date", *kinds) if facts.begins_later else kinds


def _holds(condition: Mapping[str, Any], step_key: str, facts: Facts, behind: set[str]) -> bool:
    kind = condition["type"]
    if kind == "assigned":
        return True
    if kind == "step_done":
        return condition["step"] in behind
    if kind == "steps_done_count":
        return len(behind) >= int(condition["min"])
    if kind == "days_in_program":
        return (facts.now - facts.begins_at).days >= int(condition["min"])
    if kind == "safety_clear":
        return facts.screening_clear and not (facts.codes - facts.overridden) & COUPLE_BLOCK
    if kind == "coach_release":
        return step_key in facts.released
    return step_key in facts.opted_in  # client_opt_in


def _activity(
    data: dict[str, Any],
    facts: Facts,
    groups: Mapping[str, Iterable[str]],
    active_codes: frozenset[str],
) -> ActivityState:
    closing = codes_of(data.get("blocked_by", ()), groups)
    if data["with_partner"] != "none":
        closing |= COUPLE_BLOCK
    return ActivityState(
        key=data["key"],
        blocked=bool(closing & active_codes),
        removed=data["key"] in facts.removed,
        logs=facts.logs.get(data["key"], 0),
        data=data,
    )


def _criterion(
    data: Mapping[str, Any],
    step: Mapping[str, Any],
    facts: Facts,
    activities: tuple[ActivityState, ...],
) -> Criterion:
    kind = data["type"]
    if kind == "logs":
        activity = next(a for a in activities if a.key == data["activity"])
        need = int(data["min"])
        met = activity.logs >= need or not activity.shown
        return Criterion(kind, met, min(activity.logs, need), need, activity.key)
    if kind == "days_in_step":
        begun = facts.step_started.get(step["key"])
        days = (facts.now - begun).days if begun else 0
        return Criterion(kind, days >= int(data["min"]), days, int(data["min"]))
    if kind == "reflection_answered":
        return Criterion(kind, step["key"] in facts.reflections)
    return Criterion(kind, step["key"] in facts.done)
