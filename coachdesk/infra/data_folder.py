"""What a data folder is: a demo or a real practice, from its first start on; none becomes the other."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

from coachdesk.infra.checkout import HERE, read_stamp
from coachdesk.infra.console import Refusal

DEMO, REAL = "demo", "real"
MARK = "practice.kind"
DATABASE = "coachdesk.sqlite3"
DEFAULT_DATA = HERE / "data"
# All that a practice makes in its folder; whatever else lies there is not ours to delete.
OF_A_PRACTICE = (
    DATABASE,
    f"{DATABASE}-wal",
    f"{DATABASE}-shm",
    f"{DATABASE}-journal",
    "files",
    "mail",
    "static",
    "backups",
    "demo-logins.json",
    "prepared.stamp",
)


def default_key_file(data: Path) -> Path:
    """The key file of one data folder: outside the checkout and outside the data it protects."""
    name = hashlib.sha256(str(data.resolve()).encode()).hexdigest()[:16]
    base = os.environ.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    return Path(base) / "coachdesk" / name / "keys.json"


def command(data: Path, *words: str, port: int = 8000) -> str:
    """A line for the terminal that means this folder (and port)."""
    line = ["python3 desk.py", *words]
    if port != 8000:
        line.append(f"--port {port}")
    if data != DEFAULT_DATA:
        text = str(data)
        line.append(f"--data '{text}'" if " " in text else f"--data {text}")
    return " ".join(line)


def people_in(data: Path) -> tuple[int, int]:
    """How many invented and how many other people have an account in the folder's SQLite file.

    Raises sqlite3.DatabaseError for a file that cannot be read.
    """
    with contextlib.closing(
        sqlite3.connect(f"file:{quote(str(data / DATABASE))}?mode=rw", uri=True)
    ) as database:
        tables = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'users_user'"
        if database.execute(tables).fetchone() is None:
            return 0, 0
        rows = database.execute("SELECT is_demo, count(*) FROM users_user GROUP BY is_demo")
        counts = {bool(is_demo): int(count) for is_demo, count in rows}
    return counts.get(True, 0), counts.get(False, 0)


def kind_of(data: Path) -> str:
    """``demo``, ``real``, or nothing where no practice has begun.

    A folder without the mark is from an older version: it is a demo when it holds invented people
    and nobody else, and has not begun while it holds nobody. What cannot be told counts as real,
    because a demo may be deleted.
    """
    marked = read_stamp(data / MARK).strip()
    if marked in (DEMO, REAL):
        return marked
    if not (data / DATABASE).exists():
        return ""
    try:
        found = people_in(data)
    except sqlite3.DatabaseError:
        return REAL
    invented, others = found
    if others:
        return REAL
    return DEMO if invented else ""


def check_kind(data: Path, wanted: str) -> None:
    """Raise Refusal where the folder is of the other kind."""
    kind = kind_of(data)
    if kind == REAL and wanted == DEMO:
        raise Refusal(
            f"{data} holds a real practice, where no demo is loaded; start it with: "
            + command(data, "up", "--no-demo")
        )
    if kind == DEMO and wanted == REAL:
        raise Refusal(
            f"{data} holds the demo. Delete the demo and begin your own practice with: "
            + command(data, "leave-demo")
        )


def mark_kind(data: Path, kind: str) -> None:
    """Write down what the folder is; whole or not at all."""
    if read_stamp(data / MARK).strip() == kind:
        return
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = data / f"{MARK}.new"
    draft.write_text(f"{kind}\n")
    os.replace(draft, data / MARK)


def check_may_leave(data: Path, env: Mapping[str, str]) -> None:
    """Raise Refusal where the folder is no demo that can be deleted."""
    if kind_of(data) != DEMO:
        raise Refusal(f"{data} holds no demo; nothing was deleted.")
    if env.get("DATABASE_URL"):
        raise Refusal(
            "This demo may lie in the database that DATABASE_URL names: drop that database "
            "yourself, unset DATABASE_URL, then run this again. Nothing was deleted."
        )
    try:
        others = people_in(data)[1] if (data / DATABASE).exists() else 0
    except sqlite3.DatabaseError:
        raise Refusal(
            f"The database in {data} cannot be read, so nobody knows whose data it holds; "
            "nothing was deleted."
        ) from None
    if others:
        raise Refusal(
            f"{data} also holds people who are not of the demo ({others}); nothing was deleted. "
            "For a practice of your own choose another folder with --data."
        )


def leave_demo(data: Path, key_file: Path | None) -> None:
    """Delete what the demo made, its key too where ``key_file`` names it, and mark the folder real.

    Stopped half-way, the folder is still a demo, and the next try does the rest.
    """
    for name in OF_A_PRACTICE:
        path = data / name
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    if key_file is not None:
        key_file.unlink(missing_ok=True)
        key_file.with_name("backup.key").unlink(missing_ok=True)
    mark_kind(data, REAL)
