"""The house: imports point down only, and nothing stands at the top that does not belong there."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FLOORS = [
    "coachdesk.lib",
    "coachdesk.users",
    "coachdesk.audit",
    "coachdesk.safety",
    "coachdesk.consents",
    "coachdesk.outbox",
    "coachdesk.questions",
    "coachdesk.publishing",
    "clients",
    "clients.measures",
    "clients.homework",
    "clients.messaging",
    "clients.portal",
    "sessions",
]
TOP_FOLDERS = {"coachdesk", "clients", "sessions", "templates", "tests", "docs"}


def floor_of(module: str) -> int | None:
    """The highest-numbered floor whose name begins the module's; None outside the house."""
    fits = [name for name in FLOORS if module == name or module.startswith(f"{name}.")]
    return FLOORS.index(max(fits, key=len)) if fits else None


def imports_of(path: Path) -> list[str]:
    names = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names += [f"{node.module}.{alias.name}" for alias in node.names]
    return names


def test_imports_point_down_only():
    upward = []
    for package in ("coachdesk", "clients", "sessions"):
        for path in (ROOT / package).rglob("*.py"):
            module = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(
                ".__init__"
            )
            own = floor_of(module)
            for name in imports_of(path):
                other = floor_of(name)
                if (
                    other is not None
                    and (own is None or other > own)
                    and not (own is None and name.startswith("coachdesk.lib"))
                ):
                    upward.append(f"{module} imports {name}")
    assert upward == []


def test_only_the_owners_folders_stand_at_the_top():
    found = {p.name for p in ROOT.iterdir() if p.is_dir() and not p.name.startswith((".", "__"))}
    assert found - {"data", "pictures", "benchmarks"} == TOP_FOLDERS
