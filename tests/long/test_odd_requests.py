"""Every route, and fields that people meet in the demo, with everything odd: never a failure.

A third of the fields, a fixed choice; all of them with ``SWEEP_ALL=1`` in the environment.
"""

from __future__ import annotations

import os
import random

import pytest

from tests.faults import odd_input
from tests.faults.crawl import crawl
from tests.faults.demo_people import load_demo, starts_of
from tests.routes.personas import make_browsers

pytestmark = pytest.mark.django_db


@pytest.mark.proves("SEC-36", "SEC-37", "SEC-38")
def test_every_route_of_the_table():
    assert odd_input.send_all(odd_input.from_table(), make_browsers()) == []


@pytest.mark.proves("SEC-36", "SEC-37", "SEC-38")
def test_every_field_of_every_form(settings, tmp_path):
    settings.DEMO = True
    browsers = load_demo(tmp_path)
    places = {name: crawl(browser, starts_of(name), each=1) for name, browser in browsers.items()}
    asks = odd_input.from_forms(browsers, places)
    assert len(asks) > 3_000
    if not os.environ.get("SWEEP_ALL"):
        asks = random.Random(20).sample(asks, len(asks) // 3)
    assert odd_input.send_all(asks, browsers) == []
