"""The engine over generated histories: nothing unreachable, nothing blocked open, nothing un-finished."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clients.homework.engine import Facts, evaluate
from clients.homework.program_schema import CODES
from tests.homework import histories as rules

PROGRAMS, START = rules.PROGRAMS, rules.START
some = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


@some
@given(rules.histories())
def test_nothing_that_a_flag_closes_is_ever_shown(history):
    rules.nothing_that_a_flag_closes_is_shown(history)


@some
@given(rules.histories())
def test_nothing_opens_before_the_day_the_coach_chose(history):
    rules.nothing_opens_before_its_day(history)


@some
@given(rules.histories(), st.frozensets(st.sampled_from(CODES)), st.booleans(), rules.openings)
def test_what_was_finished_stays_finished_whatever_comes(history, codes, clear, opening):
    rules.what_was_finished_stays_finished(history, codes, clear, opening)


@some
@given(rules.histories())
def test_no_history_makes_a_step_unreachable(history):
    rules.no_step_is_unreachable(history)


@pytest.mark.parametrize("name", sorted(PROGRAMS))
def test_a_blocked_step_does_not_lock_what_follows(name):
    program = PROGRAMS[name]
    facts = Facts(
        now=START + timedelta(days=30),
        started_at=START,
        codes=frozenset({"partner_violence"}),
        released=frozenset(rules.keys_of(program)),
    )
    for _ in program["steps"]:
        states = evaluate(program, facts)
        facts = replace(facts, done=facts.done | {s.key for s in states if s.is_open})
    left = [step.key for step in evaluate(program, facts) if step.shown and not step.is_behind]
    assert left == []


def test_the_days_of_a_program_count_from_the_day_it_begins():
    program = {
        "safety": {"groups": {}},
        "steps": [
            {
                "key": "late",
                "number": 1,
                "unlock": {"all": [{"type": "days_in_program", "min": 7}]},
                "activities": [],
                "done_when": {"all": []},
            }
        ],
    }
    opens = START + timedelta(days=30)
    waits = {}
    for days in (20, 33, 37):
        facts = Facts(now=START + timedelta(days=days), started_at=START, opens_at=opens)
        waits[days] = evaluate(program, facts)[0].waits_for
    assert waits == {20: ("start_date", "days_in_program"), 33: ("days_in_program",), 37: ()}


def test_a_criterion_on_a_removed_activity_counts_as_met():
    program = PROGRAMS["rebuild-connection"]
    facts = Facts(now=START, started_at=START, removed=frozenset({"energy-inventory"}))
    first = evaluate(program, facts)[0]
    met = {c.activity for c in first.criteria if c.met and c.type == "logs"}
    assert met == {"energy-inventory"}


def test_the_third_step_waits_for_the_second_and_for_a_clear_screening():
    program = PROGRAMS["rebuild-connection"]
    facts = Facts(now=START, started_at=START, done=frozenset({"start-with-yourself"}))
    warmth = evaluate(program, facts)[2]
    assert (warmth.state, warmth.waits_for) == ("locked", ("step_done", "safety_clear"))
