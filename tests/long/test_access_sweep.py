"""The access sweep: everybody at every address with an id, by every method.

Three thousand cases, a fixed choice; all of them with ``SWEEP_ALL=1`` in the environment.
"""

from __future__ import annotations

import os

import pytest

from tests.access.sweep import Sweep, all_cases, pick
from tests.access.world import NO_CACHE, build

pytestmark = pytest.mark.django_db
SEED, CASES = 7, 3_000


@pytest.mark.proves("SEC-00", "SEC-10", "SEC-11", "SEC-12", "SEC-13b")
def test_nobody_reaches_what_is_not_theirs_by_its_id(settings, capsys):
    settings.DEMO, settings.CACHES = True, NO_CACHE
    world = build()
    sweep = Sweep(world)
    cases = all_cases(world)
    if not os.environ.get("SWEEP_ALL"):
        cases = pick(cases, CASES, SEED)
    wrong = [line for case in cases if (line := sweep.judge(case))]
    with capsys.disabled():
        print(f"\naccess sweep: {len(cases)} cases, {dict(sweep.figures)}, {len(wrong)} wrong")
    assert wrong == []
