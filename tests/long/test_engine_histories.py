"""The engine over 10,000 generated histories: nothing unreachable, nothing blocked open, nothing un-finished."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clients.homework.program_schema import CODES
from tests.homework import histories as rules

many = settings(max_examples=10_000, deadline=None, suppress_health_check=list(HealthCheck))


@many
@given(rules.histories())
def test_nothing_that_a_flag_closes_is_ever_shown(history):
    rules.nothing_that_a_flag_closes_is_shown(history)


@many
@given(rules.histories())
def test_nothing_opens_before_the_day_the_coach_chose(history):
    rules.nothing_opens_before_its_day(history)


@many
@given(rules.histories(), st.frozensets(st.sampled_from(CODES)), st.booleans(), rules.openings)
def test_what_was_finished_stays_finished_whatever_comes(history, codes, clear, opening):
    rules.what_was_finished_stays_finished(history, codes, clear, opening)


@many
@given(rules.histories())
def test_no_history_makes_a_step_unreachable(history):
    rules.no_step_is_unreachable(history)
