"""Who hands on, and to whom."""

from __future__ import annotations

import pytest

from tests.factories import make_staff


@pytest.fixture
def tomas():
    return make_staff(name="Tomas Lind")


@pytest.fixture
def priya():
    return make_staff(name="Priya Nair")
