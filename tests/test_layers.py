"""The house: imports point down only, and nothing stands at the top that does not belong there."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FLOORS = [
    "coachdesk.infra",
    "coachdesk.lib",
    "coachdesk.users",
    "coachdesk.audit",
    "coachdesk.approvals",
    "coachdesk.safety",
    "coachdesk.consents",
    "coachdesk.outbox",
    "coachdesk.operation",
    "coachdesk.questions",
    "coachdesk.publishing",
    "clients",
    "clients.measures",
    "clients.homework",
    "clients.messaging",
    "clients.portal",
    "sessions",
]
TOP_FOLDERS = {"coachdesk", "clients", "sessions", "templates", "tests", "docs", "deploy"}


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


def modules() -> dict[str, Path]:
    """Every module of the house by its dotted name; migrations name each other and stay out."""
    found = {}
    for package in ("coachdesk", "clients", "sessions"):
        for path in (ROOT / package).rglob("*.py"):
            parts = path.relative_to(ROOT).with_suffix("").parts
            if "migrations" not in parts:
                found[".".join(parts).removesuffix(".__init__")] = path
    return found


def arrows() -> dict[str, set[str]]:
    """For each module the modules of the house that it imports."""
    known = modules()
    found: dict[str, set[str]] = {}
    for module, path in known.items():
        found[module] = set()
        for name in imports_of(path):
            while name and name not in known:
                name = name.rpartition(".")[0]
            if name and name != module:
                found[module].add(name)
    return found


def room_of(module: str) -> str:
    """The room a module stands in: the folder or file directly below its floor."""
    floor = floor_of(module)
    if floor is None or module == FLOORS[floor]:
        return module
    below = module.removeprefix(f"{FLOORS[floor]}.")
    return f"{FLOORS[floor]}.{below.partition('.')[0]}"


def circles(graph: dict[str, set[str]]) -> list[list[str]]:
    """The groups of nodes that reach each other, each sorted."""
    reached = {}
    for start in graph:
        seen, open_ones = set(), [start]
        while open_ones:
            for other in graph.get(open_ones.pop(), ()):
                if other not in seen:
                    seen.add(other)
                    open_ones.append(other)
        reached[start] = seen
    found = {
        tuple(sorted(other for other in seen if start in reached.get(other, ())))
        for start, seen in reached.items()
        if start in seen
    }
    return [list(group) for group in sorted(found)]


def test_circles_are_found():
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": {"a"}}) == [["b", "c"]]


def test_no_two_rooms_of_a_floor_need_each_other():
    rooms: dict[str, set[str]] = {}
    for module, others in arrows().items():
        own = room_of(module)
        rooms.setdefault(own, set()).update(
            room_of(other)
            for other in others
            if floor_of(other) == floor_of(module) is not None and room_of(other) != own
        )
    assert circles(rooms) == []


def test_no_two_files_need_each_other():
    assert circles(arrows()) == []


def test_views_stand_in_views():
    """A page is found by name: in ``views.py`` or in a folder ``views``, never in ``x_views.py``."""
    odd = [name for name in modules() if name.endswith("_views")]
    assert odd == []
