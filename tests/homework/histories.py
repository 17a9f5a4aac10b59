"""Generated histories of a program, and what must hold for every one of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from clients.homework.engine import COUPLE_BLOCK, Facts, codes_of, evaluate
from clients.homework.library import SHIPPED
from clients.homework.program_format import parse_program
from clients.homework.program_schema import CODES

PROGRAMS = {
    path.stem: parse_program(path.read_text(encoding="utf-8")) for path in SHIPPED.glob("*.yaml")
}
START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
OPEN = ("available", "in_progress", "submitted")


def keys_of(program):
    return [step["key"] for step in program["steps"]]


def activities_of(program):
    return [a["key"] for step in program["steps"] for a in step["activities"]]


# A day the coach may choose for the start, from long before the history to long after it.
openings = st.none() | st.integers(-30, 400).map(lambda d: START + timedelta(days=d))


@st.composite
def histories(draw):
    program = draw(st.sampled_from(sorted(PROGRAMS)))
    steps, activities = keys_of(PROGRAMS[program]), activities_of(PROGRAMS[program])
    some_steps = st.frozensets(st.sampled_from(steps), max_size=6)
    day = draw(st.integers(0, 300))
    return program, Facts(
        now=START + timedelta(days=day),
        started_at=START,
        opens_at=draw(openings),
        logs=draw(st.dictionaries(st.sampled_from(activities), st.integers(0, 12), max_size=8)),
        step_started=draw(
            st.dictionaries(
                st.sampled_from(steps),
                st.integers(0, day).map(lambda d: START + timedelta(days=d)),
                max_size=5,
            )
        ),
        reflections=draw(some_steps),
        done=draw(some_steps),
        skipped=draw(some_steps),
        released=draw(some_steps),
        submitted=draw(some_steps),
        removed=draw(st.frozensets(st.sampled_from(activities), max_size=4)),
        codes=draw(st.frozensets(st.sampled_from(CODES), max_size=3)),
        screening_clear=draw(st.booleans()),
    )


def nothing_that_a_flag_closes_is_shown(history):
    name, facts = history
    groups = PROGRAMS[name]["safety"]["groups"]
    for step in evaluate(PROGRAMS[name], facts):
        if codes_of(step.data.get("blocked_by", ()), groups) & facts.codes:
            assert step.state in ("blocked", "done", "skipped")
        for activity in step.visible_activities:
            assert not codes_of(activity.data.get("blocked_by", ()), groups) & facts.codes
            if facts.codes & COUPLE_BLOCK:
                assert activity.data["with_partner"] == "none"
            assert activity.key not in facts.removed


def nothing_opens_before_its_day(history):
    """Until the day has come only what was begun is open, and waiting opens nothing else either."""
    name, facts = history
    for step in evaluate(PROGRAMS[name], facts):
        if facts.begins_later and step.state in OPEN:
            assert step.key in {*facts.step_started, *facts.submitted}
        if facts.begins_later and step.state == "locked":
            assert step.waits_for[0] == "start_date"
        if not facts.begins_later:
            assert "start_date" not in step.waits_for


def what_was_finished_stays_finished(history, codes, clear, opening):
    name, facts = history
    later = replace(
        facts,
        codes=codes,
        screening_clear=clear,
        removed=frozenset(),
        opens_at=opening,
        now=facts.now + timedelta(days=40),
    )
    after = {step.key: step.state for step in evaluate(PROGRAMS[name], later)}
    assert {key for key in facts.done if after[key] != "done"} == set()


def no_step_is_unreachable(history):
    """From any history: once the day of the start has come, flags are cleared, the screening is clear,
    time has passed and the coach releases, a client who does what is asked reaches the end of the path."""
    name, facts = history
    program = PROGRAMS[name]
    facts = replace(
        facts,
        codes=frozenset(),
        screening_clear=True,
        released=frozenset(keys_of(program)),
        now=max(facts.now, facts.begins_at) + timedelta(days=60),
    )
    for _ in range(len(program["steps"]) + 1):
        states = evaluate(program, facts)
        finished = {step.key for step in states if step.state in OPEN}
        facts = replace(facts, done=facts.done | finished)
    assert all(step.is_behind for step in evaluate(program, facts))
