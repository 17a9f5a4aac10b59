"""Three hundred cases of the access sweep; all of it runs in ``tests/long``."""

from __future__ import annotations

import pytest

from tests.access.sweep import Sweep, all_cases, kinds_without_rows, pick, places, undeclared_kinds
from tests.access.world import NO_CACHE, build

pytestmark = pytest.mark.django_db
SEED, CASES = 20, 300


@pytest.mark.proves("SEC-00", "SEC-11")
def test_every_address_with_an_id_and_every_kind_of_row_stands_in_the_table():
    _known, unknown = places()
    assert unknown == []
    assert undeclared_kinds() == []


@pytest.mark.proves("SEC-00", "SEC-10", "SEC-11", "SEC-12", "SEC-13b")
def test_nobody_reaches_what_is_not_theirs_by_its_id(settings):
    settings.DEMO, settings.CACHES = True, NO_CACHE
    world = build()
    assert sorted(kinds_without_rows()) == []
    sweep = Sweep(world)
    wrong = [line for case in pick(all_cases(world, 2), CASES, SEED) if (line := sweep.judge(case))]
    assert wrong == []
    assert min(sweep.figures["related"], sweep.figures["refused"]) > 0
