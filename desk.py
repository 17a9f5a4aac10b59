#!/usr/bin/env python3
"""The commands of Coach Desk: ``desk.py up`` runs it, ``desk.py test`` tests it.

``desk.py backup`` and ``desk.py restore`` make a copy and bring it back.
``desk.py invite-owner`` lets an owner in; ``desk.py leave-demo`` deletes the demo, so that a practice
of one's own can begin in its folder.

Standard library only, as is ``coachdesk.infra``, which holds what comes after the environment.
It makes ``.venv`` itself, from the lock files and with their hashes.
The syntax stays readable to older Pythons, so that they refuse in one line instead of a traceback.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - this line is what the refusal is for
    sys.exit(
        "Coach Desk needs Python 3.11 or newer; this is Python {}.{}. "
        "Start it with a newer one, for example: python3.11 desk.py".format(*sys.version_info[:2])
    )

import argparse
import fcntl
import hashlib
import importlib.util
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))  # also where Python leaves it out

from coachdesk.infra.checkout import HERE, LOCKS, PYTHON, VENV, quiet, read_stamp
from coachdesk.infra.checks import (
    check_key,
    check_port,
    check_room,
    last_port,
    only_one,
    open_data_folder,
)
from coachdesk.infra.console import Refusal, say, tail
from coachdesk.infra.copies import check_may_restore, journal_words, manage, place_keys
from coachdesk.infra.data_folder import (
    DEFAULT_DATA,
    DEMO,
    REAL,
    check_kind,
    check_may_leave,
    command,
    default_key_file,
    kind_of,
    leave_demo,
    mark_kind,
)
from coachdesk.infra.prepare import invite_owner, prepare, setup_link, up_environment
from coachdesk.infra.suite import run_steps
from coachdesk.infra.supervise import Child, greeting, supervise, web_command, worker_command

UP_REAL = "up --no-demo"
ROOM_MB = {"run": 400, "dev": 900}

# --- the virtual environment -------------------------------------------------------------------


def stamp_of(lock: Path) -> str:
    """What an installed environment was made from: the lock and the Python."""
    return hashlib.sha256(lock.read_bytes() + sys.version.encode()).hexdigest()


def explain_pip(output: str) -> str:
    """One plain sentence for a failed installation, from what pip printed."""
    low = output.lower()
    if "no space left" in low or "quota exceeded" in low:
        return (
            "Not enough disk space: the packages need about "
            f"{ROOM_MB['dev']} MB in {HERE} and some room in {tempfile.gettempdir()}."
        )
    if "do not match the hashes" in low:
        return "A downloaded package is not the one that was locked. Nothing of it was installed."
    signs = ("resolution", "connection", "timed out", "proxy", "max retries", "unreachable", "ssl")
    if any(sign in low for sign in signs):
        return "The package registry cannot be reached. Check the network, then run this again."
    if "no matching distribution" in low:
        return (
            "A locked package is not offered for this computer. Coach Desk is tried on "
            "64-bit Linux with Python 3.11 to 3.13."
        )
    return "pip could not install the locked packages."


def pip_command(base: str) -> list[str]:
    """How to start pip for our environment. Raises Refusal when there is none at all."""
    if has_module(base, "pip"):
        return [base, "-m", "pip", "--python", str(PYTHON)]
    if has_module(str(PYTHON), "pip"):
        return [str(PYTHON), "-m", "pip"]
    if has_module(base, "ensurepip"):
        made = quiet([str(PYTHON), "-m", "ensurepip", "--default-pip"])
        if made.returncode == 0:
            return [str(PYTHON), "-m", "pip"]
    raise Refusal("pip is missing. Install it with: apt-get install python3-pip")


def has_module(python: str, name: str) -> bool:
    """Whether that Python can import the module."""
    if python == sys.executable:
        return importlib.util.find_spec(name) is not None
    return quiet([python, "-c", f"import {name}"]).returncode == 0


def make_venv(kind: str) -> None:
    """Have ``.venv`` hold the locked packages of ``kind`` (run or dev); nothing to do when it does."""
    lock = HERE / LOCKS[kind]
    wanted = stamp_of(lock)
    stamp = VENV / f"coachdesk-{kind}.stamp"
    if read_stamp(stamp) == wanted and PYTHON.exists():
        return
    # The lock is on this very file: no extra file, and gone with the process.
    with open(__file__, "rb") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if read_stamp(stamp) == wanted and PYTHON.exists():
            return
        check_room(HERE, ROOM_MB[kind], "the installation")
        base = getattr(sys, "_base_executable", "") or sys.executable
        say(f"Installing the locked packages into {VENV} (once; under a minute on most lines) ...")
        if not PYTHON.exists() or quiet([str(PYTHON), "-c", same_python()]).returncode != 0:
            made = quiet([base, "-m", "venv", "--clear", "--without-pip", str(VENV)])
            if made.returncode != 0:
                say(tail(made.stdout))
                raise Refusal(
                    "The virtual environment could not be made. "
                    "Install what it needs with: apt-get install python3-venv"
                )
        options = ["--require-hashes", "--no-deps", "--only-binary", ":all:", "--quiet"]
        options += ["--no-input", "--disable-pip-version-check", "--root-user-action", "ignore"]
        done = quiet([*pip_command(base), "install", *options, "-r", str(lock)])
        if done.returncode != 0:
            say(tail(done.stdout))
            raise Refusal(explain_pip(done.stdout))
        stamp.write_text(wanted)
        if kind == "dev":  # the dev lock holds every package of the run lock, at the same version
            (VENV / "coachdesk-run.stamp").write_text(stamp_of(HERE / LOCKS["run"]))


def same_python() -> str:
    """A line of Python that fails in an environment made by another version."""
    return f"import sys; assert sys.version_info[:2] == {tuple(sys.version_info[:2])!r}"


# --- the commands ------------------------------------------------------------------------------


def up(port: int, data: Path, demo: bool) -> int:
    """Set up what is missing and run the product until it is told to stop."""
    check_port(port)
    open_data_folder(data)
    kind = DEMO if demo else REAL
    with only_one(data, port):
        check_kind(data, kind)
        check_key(data, os.environ)
        make_venv("run")
        mark_kind(data, kind)
        env = up_environment(data, port, demo)
        prepare(data, env, demo)
        link = "" if demo else setup_link(env)
        children = [
            Child("web server", web_command(port), env),
            Child("outbox worker", worker_command(), env),
        ]
        logins = data / "demo-logins.json" if demo else None
        return supervise(children, port, greeting(port, data, logins, link))


def invite(address: str, roles: Sequence[str], port: int | None, data: Path) -> int:
    """Print an invitation for an owner, with the address of the practice in this data folder."""
    check_kind(data, REAL)
    check_key(data, os.environ)
    if kind_of(data) != REAL:
        raise Refusal(f"{data} holds no practice yet; start it with: {command(data, UP_REAL)}")
    make_venv("run")
    return invite_owner(address, roles, up_environment(data, port or last_port(data), demo=False))


def leave(data: Path, confirmed: bool) -> int:
    """Delete the demo in the folder after a typed yes; an empty practice of one's own begins there."""
    if not data.is_dir():
        raise Refusal(f"There is no folder {data}; nothing was deleted.")
    with only_one(data):
        check_may_leave(data, os.environ)
        if not confirmed:
            say(
                f"Everything that the demo made in {data} will be deleted: its people, letters, files"
            )
            say("and mail, and the key that reads them. Nothing of it can be brought back.")
            try:
                typed = input("Type leave to delete the demo: ")
            except EOFError:
                typed = ""
            if typed.strip().lower() != "leave":
                raise Refusal("Nothing was deleted. Type leave when asked, or use --yes.")
        given = os.environ.get("COACHDESK_KEY_FILE", "").strip()
        leave_demo(data, None if given else default_key_file(data))
    say("The demo is gone. Your own, empty practice begins with:")
    say("  " + command(data, UP_REAL))
    return 0


def back_up(data: Path) -> int:
    """Write an encrypted backup of the folder; it may run meanwhile."""
    kind = kind_of(data)
    if not kind:
        raise Refusal(f"{data} holds no practice yet; start it with: {command(data, UP_REAL)}")
    check_key(data, os.environ)
    make_venv("run")
    return manage(["backup"], up_environment(data, last_port(data), kind == DEMO))


def restore(known: argparse.Namespace, data: Path) -> int:
    """Restore a backup into a folder that holds no practice."""
    archive = Path(known.archive).expanduser().absolute()
    check_may_restore(data, archive, os.environ)
    words = journal_words(archive, path_of(known.journal), known.without_journal)
    open_data_folder(data)
    with only_one(data):
        place_keys(data, path_of(known.keys), path_of(known.backup_key), os.environ)
        make_venv("run")
        env = up_environment(data, last_port(data), demo=False)
        code = manage(["restore", str(archive), *words], env)
    if code == 0:
        again = "up" if kind_of(data) == DEMO else UP_REAL
        say("Restored. Start it with: " + command(data, again))
    return code


def path_of(text: str) -> "Path | None":
    """A path from the command line, or None."""
    return Path(text).expanduser() if text else None


def test(everything: bool, arguments: Sequence[str]) -> int:
    """Check and test the code; returns 0, or exits at the first failing step with its code."""
    make_venv("dev")
    return run_steps(everything, arguments)


# --- the command line --------------------------------------------------------------------------


def parse(arguments: Sequence[str]) -> "tuple[argparse.Namespace, list[str]]":
    """The command line, and what is left over for pytest."""
    parser = argparse.ArgumentParser(prog="desk.py", description="Run or test Coach Desk.")
    commands = parser.add_subparsers(
        dest="command", required=True, metavar="up | backup | restore | leave-demo | test"
    )
    start = commands.add_parser("up", help="set up what is missing and run it", allow_abbrev=False)
    start.add_argument("--port", type=int, default=8000, help="port on this machine (8000)")
    start.add_argument(
        "--no-demo", action="store_true", help="a practice of your own, no demo people"
    )
    inviting = commands.add_parser(
        "invite-owner", help="print a way in for an owner of the practice", allow_abbrev=False
    )
    inviting.add_argument("address", help="the owner's email address")
    inviting.add_argument("--port", type=int, help="port that the link names (of the last start)")
    inviting.add_argument(
        "--roles",
        nargs="+",
        metavar="ROLE",
        default=[],
        help="what else the owner does: coach, counselor, supervisor, editor, front_desk",
    )
    leaving = commands.add_parser(
        "leave-demo",
        help="delete the demo, to begin a practice of your own in its folder",
        allow_abbrev=False,
    )
    leaving.add_argument("--yes", action="store_true", help="delete without asking")
    backing = commands.add_parser(
        "backup", help="write an encrypted backup of the practice", allow_abbrev=False
    )
    restoring = commands.add_parser(
        "restore", help="restore a backup into an empty folder", allow_abbrev=False
    )
    restoring.add_argument("archive", help="the backup")
    for option, what in (
        ("--keys", "your copy of keys.json, where the folder has no key yet"),
        ("--backup-key", "your copy of backup.key, where it is not beside the key"),
        ("--journal", "the journal (journal.jsonl beside the backup)"),
    ):
        restoring.add_argument(option, metavar="FILE", default="", help=what)
    restoring.add_argument("--without-journal", action="store_true", help="the journal is lost")
    for with_data in (start, inviting, leaving, backing, restoring):
        with_data.add_argument(
            "--data", metavar="DIR", default="", help="data folder (data/ in here)"
        )
    check = commands.add_parser(
        "test",
        help="check the code and run the tests",
        epilog="Everything else on the line goes to pytest.",
        allow_abbrev=False,
    )
    check.add_argument("--all", action="store_true", help="also the browser and the long tests")
    known, rest = parser.parse_known_args(arguments)
    if known.command != "test" and rest:
        parser.error(f"{known.command} does not know: " + " ".join(rest))
    return known, [argument for argument in rest if argument != "--"]


def main(arguments: Sequence[str]) -> int:
    """Run the command; refusals are one line on stderr and exit 1."""
    while True:  # a closed stdin, stdout or stderr would hand its number to our own files
        spare = os.open(os.devnull, os.O_RDWR)
        if spare > 2:
            os.close(spare)
            break
        os.set_inheritable(spare, True)
    known, rest = parse(arguments)
    try:
        if known.command == "test":
            return test(known.all, rest)
        data = (Path(known.data).expanduser() if known.data else DEFAULT_DATA).absolute()
        if known.command == "invite-owner":
            return invite(known.address, known.roles, known.port, data)
        if known.command == "leave-demo":
            return leave(data, known.yes)
        if known.command == "backup":
            return back_up(data)
        if known.command == "restore":
            return restore(known, data)
        return up(known.port, data, not known.no_demo)
    except Refusal as refusal:
        print(refusal, file=sys.stderr, flush=True)
        return 1
    except KeyboardInterrupt:
        say("\nStopped.")
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
