"""The lock files install the same packages everywhere and tell nothing about where they came from."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parents[2]
LOCKS = ["requirements.txt", "requirements-dev.txt"]


def pins(name: str) -> dict[str, str]:
    found = re.findall(r"^([A-Za-z0-9_.\-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", read(name), re.M)
    return {package.lower(): version for package, version in found}


def read(name: str) -> str:
    return (HERE / name).read_text()


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_host(name: str) -> None:
    assert "://" not in read(name)


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_package_has_a_hash(name: str) -> None:
    blocks = re.split(r"\n(?=\S)", read(name).strip())
    without = [block.split()[0] for block in blocks if "--hash=sha256:" not in block]
    assert without == []


def test_the_test_lock_holds_every_run_package_at_the_same_version() -> None:
    run, dev = pins("requirements.txt"), pins("requirements-dev.txt")
    assert run
    assert {name: dev.get(name) for name in run} == run
