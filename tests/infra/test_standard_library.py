"""``desk.py`` runs before anything is installed: with the standard library, in files of one page."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parents[2]
ROOM = sorted((HERE / "coachdesk" / "infra").rglob("*.py"))
BARE = [HERE / "desk.py", HERE / "coachdesk" / "__init__.py", *ROOM]
names = pytest.mark.parametrize("path", BARE, ids=lambda path: str(path.relative_to(HERE)))


def modules_of(path: Path) -> list[str]:
    """Every module that the file imports, wherever in it; a relative import counts as its dots."""
    found: list[str] = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found.append("." * node.level + (node.module or ""))
    return found


def test_the_room_is_there() -> None:
    assert "supervise.py" in {path.name for path in ROOM}


@names
def test_only_the_standard_library_and_the_own_room_are_imported(path: Path) -> None:
    foreign = [
        name
        for name in modules_of(path)
        if name.split(".")[0] not in sys.stdlib_module_names
        and name != "coachdesk.infra"
        and not name.startswith("coachdesk.infra.")
    ]
    assert foreign == []


@names
def test_no_file_is_longer_than_400_lines(path: Path) -> None:
    assert len(path.read_text().splitlines()) < 400


def test_the_command_line_is_read_without_any_installed_package(tmp_path: Path) -> None:
    # -S: no site-packages; -I: nothing from the environment, the script's folder or the user.
    bare = [sys.executable, "-S", "-I", str(HERE / "desk.py"), "up", "--help"]
    done = subprocess.run(bare, capture_output=True, text=True, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "--no-demo" in done.stdout
