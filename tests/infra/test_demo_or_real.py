"""A data folder is a demo or a real practice; neither becomes the other, and only a demo is deleted."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

import desk
from coachdesk.infra import checks, console
from coachdesk.infra.data_folder import (
    DATABASE,
    DEMO,
    MARK,
    OF_A_PRACTICE,
    REAL,
    check_kind,
    default_key_file,
    kind_of,
    mark_kind,
)

DESK = Path(desk.__file__)
pytestmark = pytest.mark.proves("SEC-65")


def people(folder: Path, *invented: bool) -> None:
    """The table of people as an older version left it, with a row for each person."""
    with closing(sqlite3.connect(folder / DATABASE)) as database, database:
        database.execute("CREATE TABLE users_user (id INTEGER PRIMARY KEY, is_demo bool)")
        database.executemany(
            "INSERT INTO users_user (is_demo) VALUES (?)", [(x,) for x in invented]
        )


@pytest.mark.parametrize(
    ("rows", "kind"),
    [((True, True), DEMO), ((False,), REAL), ((True, False), REAL), ((), "")],
)
def test_an_older_folder_is_known_by_its_people(
    tmp_path: Path, rows: tuple[bool, ...], kind: str
) -> None:
    people(tmp_path, *rows)
    assert kind_of(tmp_path) == kind


def test_a_new_folder_is_nothing_and_one_that_cannot_be_read_is_real(tmp_path: Path) -> None:
    assert kind_of(tmp_path) == ""
    (tmp_path / DATABASE).write_text("no database at all, but somebody's file" * 100)
    assert kind_of(tmp_path) == REAL


def test_the_mark_counts_more_than_the_people(tmp_path: Path) -> None:
    people(tmp_path, True)
    mark_kind(tmp_path, REAL)
    assert kind_of(tmp_path) == REAL
    assert (tmp_path / MARK).read_text() == "real\n"


@pytest.mark.parametrize(
    ("kind", "wanted", "way"),
    [(REAL, DEMO, "desk.py up --no-demo --data"), (DEMO, REAL, "desk.py leave-demo --data")],
)
def test_the_other_kind_is_refused_in_one_line_with_the_way_on(
    tmp_path: Path, kind: str, wanted: str, way: str
) -> None:
    mark_kind(tmp_path, kind)
    with pytest.raises(console.Refusal, match=way) as refusal:
        check_kind(tmp_path, wanted)
    assert "\n" not in str(refusal.value)
    check_kind(tmp_path, kind)


def run(*words: str, folder: Path, typed: str = "") -> subprocess.CompletedProcess[str]:
    env = {k: v for k, v in os.environ.items() if not k.startswith(("COACHDESK_", "DATABASE_URL"))}
    env["XDG_CONFIG_HOME"] = str(folder.parent / "config")
    command = [sys.executable, str(DESK), *words, "--data", str(folder)]
    return subprocess.run(command, capture_output=True, text=True, input=typed, env=env)


def test_up_refuses_the_demo_on_a_real_practice_before_anything_is_made(tmp_path: Path) -> None:
    people(tmp_path, False)
    with checks.socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    done = run("up", "--port", port, folder=tmp_path)
    assert done.returncode == 1
    assert done.stderr == (
        f"{tmp_path} holds a real practice, where no demo is loaded; start it with: "
        f"python3 desk.py up --no-demo --data {tmp_path}\n"
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == [DATABASE, "desk.lock"]


@pytest.fixture
def demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A demo's folder with all that it makes, its key, and somebody's own file beside it."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    folder = tmp_path / "data"
    folder.mkdir()
    people(folder, True)
    for name in OF_A_PRACTICE:
        if name in ("files", "mail", "static"):
            (folder / name / "deep").mkdir(parents=True)
            (folder / name / "deep" / "x").write_text("x")
        elif name.endswith((".json", ".stamp")):
            (folder / name).write_text("x")
    (folder / "my own notes.txt").write_text("mine")
    mark_kind(folder, DEMO)
    key = default_key_file(folder)
    key.parent.mkdir(parents=True)
    key.write_text("{}")
    return folder


@pytest.mark.parametrize(("words", "typed"), [(("--yes",), ""), ((), "leave\n")])
def test_leaving_deletes_the_demo_with_its_key_and_nothing_else(
    demo: Path, words: tuple[str, ...], typed: str
) -> None:
    done = run("leave-demo", *words, folder=demo, typed=typed)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"python3 desk.py up --no-demo --data {demo}\n" in done.stdout
    left = sorted(path.name for path in demo.iterdir())
    assert left == ["desk.lock", "my own notes.txt", MARK]
    assert kind_of(demo) == REAL
    assert not default_key_file(demo).exists()


@pytest.mark.parametrize("typed", ["", "yes\n", "\n"])
def test_nothing_is_deleted_without_the_word(demo: Path, typed: str) -> None:
    before = sorted(demo.rglob("*"))
    done = run("leave-demo", folder=demo, typed=typed)
    assert done.returncode == 1
    assert "Nothing was deleted" in done.stderr
    assert sorted({*demo.rglob("*")} - {demo / "desk.lock"}) == before
    assert kind_of(demo) == DEMO


def test_a_real_practice_is_never_deleted(demo: Path) -> None:
    mark_kind(demo, REAL)
    done = run("leave-demo", "--yes", folder=demo)
    assert (done.returncode, done.stderr) == (1, f"{demo} holds no demo; nothing was deleted.\n")
    assert (demo / DATABASE).exists()


def test_a_demo_that_holds_somebody_of_its_own_is_not_deleted(demo: Path) -> None:
    with closing(sqlite3.connect(demo / DATABASE)) as database, database:
        database.execute("INSERT INTO users_user (is_demo) VALUES (false)")
    done = run("leave-demo", "--yes", folder=demo)
    assert done.returncode == 1
    assert "also holds people who are not of the demo (1)" in done.stderr
    assert (demo / DATABASE).exists()


def test_a_running_demo_is_not_deleted(demo: Path) -> None:
    with checks.only_one(demo):
        done = run("leave-demo", "--yes", folder=demo)
    assert done.returncode == 1
    assert "already running" in done.stderr
    assert (demo / DATABASE).exists()


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    done = run("leave-demo", "--yes", folder=tmp_path / "nowhere")
    assert done.returncode == 1
    assert f"There is no folder {tmp_path / 'nowhere'}" in done.stderr
