"""What ``desk.py`` says and decides before it does anything slow."""

from __future__ import annotations

import ast
import json
import os
import signal
import socket
import subprocess
import sys
from collections import namedtuple
from collections.abc import Iterator
from pathlib import Path

import pytest

import desk

DESK = Path(desk.__file__)


def test_an_older_python_can_read_the_file_far_enough_to_refuse() -> None:
    tree = ast.parse(DESK.read_text(), feature_version=(3, 6))
    second_import = [n for n in tree.body if isinstance(n, ast.Import | ast.ImportFrom)][1]
    refusal = next(node for node in tree.body if isinstance(node, ast.If))
    assert refusal.lineno < second_import.lineno


def test_an_older_python_is_refused_in_one_line() -> None:
    pretend = f"import sys; sys.version_info = (3, 9, 2); exec(open({str(DESK)!r}).read())"
    done = subprocess.run([sys.executable, "-c", pretend], capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "needs Python 3.11 or newer; this is Python 3.9" in done.stderr


def test_a_taken_port_is_named_with_another_to_try() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen(1)
        port = other.getsockname()[1]
        with pytest.raises(desk.Refusal, match=f"Port {port} is taken.*--port"):
            desk.check_port(port)


@pytest.mark.parametrize("port", [0, -1, 65536])
def test_a_port_that_does_not_exist_is_refused(port: int) -> None:
    with pytest.raises(desk.Refusal, match="does not exist"):
        desk.check_port(port)


def test_a_taken_port_stops_up_before_anything_is_made(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen(1)
        port = str(other.getsockname()[1])
        command = [sys.executable, str(DESK), "up", "--port", port, "--data", str(tmp_path / "d")]
        done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 1
    assert "is taken by another program" in done.stderr
    assert not (tmp_path / "d").exists()


def test_a_full_disk_is_named_with_what_is_needed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(desk.shutil, "disk_usage", lambda _: usage(1, 1, 7_000_000))
    with pytest.raises(desk.Refusal, match=r"needs about 400 MB .* 7 MB are free"):
        desk.check_room(tmp_path, 400, "the installation")


def test_a_data_folder_that_cannot_be_made_is_refused_with_the_way_out(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(desk.Refusal, match=r"cannot be written .*--data DIR"):
        desk.open_data_folder(tmp_path / "file" / "data")


def test_a_new_data_folder_is_private_and_may_hold_spaces(tmp_path: Path) -> None:
    folder = tmp_path / "my practice" / "data"
    desk.open_data_folder(folder)
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_second_up_on_the_same_data_is_refused(tmp_path: Path) -> None:
    second = pytest.raises(desk.Refusal, match="already running")
    with desk.only_one(tmp_path), second, desk.only_one(tmp_path):
        pass


@pytest.mark.parametrize(
    ("output", "words"),
    [
        ("OSError: [Errno 28] No space left on device", "Not enough disk space"),
        ("Temporary failure in name resolution", "registry cannot be reached"),
        ("THESE PACKAGES DO NOT MATCH THE HASHES", "not the one that was locked"),
        ("ERROR: No matching distribution found for x==1", "not offered for this computer"),
        ("something else", "could not install"),
    ],
)
def test_a_failed_installation_is_told_in_plain_words(output: str, words: str) -> None:
    assert words in desk.explain_pip(output)


def test_pip_is_kept_from_other_places_and_keeps_the_rest() -> None:
    before = {"PIP_TARGET": "/x", "PIP_FIND_LINKS": "/y", "PIP_CERT": "/c", "HOME": "/h"}
    assert desk.clean_environment(before) == {"PIP_CERT": "/c", "HOME": "/h"}


def test_tests_do_not_take_over_the_database_of_the_shell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres:///practice")
    monkeypatch.setenv("COACHDESK_DATA", "/srv/practice")
    env = desk.test_environment()
    assert "DATABASE_URL" not in env
    assert "COACHDESK_DATA" not in env
    assert env["DJANGO_SETTINGS_MODULE"] == "tests.settings"


def test_up_hands_data_port_and_demo_to_the_app(tmp_path: Path) -> None:
    env = desk.up_environment(tmp_path, 8123, demo=False)
    assert env["COACHDESK_DATA"] == str(tmp_path)
    assert env["COACHDESK_HOST_PORT"] == "127.0.0.1:8123"
    assert env["COACHDESK_DEMO"] == "0"


def test_the_greeting_shows_address_and_log_ins(tmp_path: Path) -> None:
    person = {"name": "Ann", "email": "ann@x.example", "password": "pw", "role": "coach"}
    logins = tmp_path / "demo-logins.json"
    logins.write_text(json.dumps({"logins": [person], "reading_codes": []}))
    text = desk.greeting(8123, logins)
    assert "http://localhost:8123/" in text
    assert "ann@x.example  pw  Ann, coach" in text


def test_without_demo_the_greeting_shows_no_log_in() -> None:
    assert "log-ins" not in desk.greeting(8000, None)


def test_unknown_words_are_refused_by_up_and_handed_to_pytest_by_test() -> None:
    with pytest.raises(SystemExit):
        desk.parse(["up", "--prot", "1"])
    known, rest = desk.parse(["test", "--all", "tests/users", "-k", "door"])
    assert known.all
    assert rest == ["tests/users", "-k", "door"]


@pytest.fixture
def own_signals() -> Iterator[None]:
    """``supervise`` takes over the signals of its process; give them back to pytest."""
    names = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {name: signal.getsignal(name) for name in names}
    yield
    for name, handler in before.items():
        signal.signal(name, handler)


def child(seconds: float) -> desk.Child:
    return desk.Child(
        "helper", [sys.executable, "-c", f"import time; time.sleep({seconds})"], os.environ
    )


@pytest.mark.usefixtures("own_signals")
def test_a_child_that_ends_at_once_stops_everything_with_an_error(
    capsys: pytest.CaptureFixture[str],
) -> None:
    lasting = child(60)
    assert desk.supervise([child(0), lasting], 9, "") == 1
    assert lasting.ended()
    assert "ended right after its start" in capsys.readouterr().out
