"""What ``desk.py`` says and decides before it does anything slow."""

from __future__ import annotations

import ast
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections import namedtuple
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import desk
from coachdesk.infra import checkout, checks, console, prepare, suite, supervise
from coachdesk.infra.data_folder import default_key_file, mark_kind
from coachdesk.lib.keys import create_key_file

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
        with pytest.raises(console.Refusal, match=f"Port {port} is taken.*--port"):
            checks.check_port(port)


@pytest.mark.parametrize("port", [0, -1, 65536])
def test_a_port_that_does_not_exist_is_refused(port: int) -> None:
    with pytest.raises(console.Refusal, match="does not exist"):
        checks.check_port(port)


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
    monkeypatch.setattr(checks.shutil, "disk_usage", lambda _: usage(1, 1, 7_000_000))
    with pytest.raises(console.Refusal, match=r"needs about 400 MB .* 7 MB are free"):
        checks.check_room(tmp_path, 400, "the installation")


def test_a_data_folder_that_cannot_be_made_is_refused_with_the_way_out(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(console.Refusal, match=r"cannot be written .*--data DIR"):
        checks.open_data_folder(tmp_path / "file" / "data")


def test_a_new_data_folder_is_private_and_may_hold_spaces(tmp_path: Path) -> None:
    folder = tmp_path / "my practice" / "data"
    checks.open_data_folder(folder)
    assert folder.stat().st_mode & 0o777 == 0o700


def test_what_an_older_version_left_open_is_closed(tmp_path: Path) -> None:
    umask = os.umask(0o022)
    try:
        (tmp_path / "mail").mkdir()
        names = ("coachdesk.sqlite3", "coachdesk.sqlite3-wal", "mail/1.log")
        for name in names:
            (tmp_path / name).write_text("")
        checks.open_data_folder(tmp_path)
        (tmp_path / "later").write_text("")
        modes = {name: (tmp_path / name).stat().st_mode & 0o777 for name in (*names, "later")}
        folders = [path.stat().st_mode & 0o777 for path in (tmp_path, tmp_path / "mail")]
    finally:
        os.umask(umask)
    assert (set(modes.values()), folders) == ({0o600}, [0o700, 0o700])


def test_a_second_up_on_the_same_data_is_refused(tmp_path: Path) -> None:
    second = pytest.raises(console.Refusal, match="already running")
    with checks.only_one(tmp_path), second, checks.only_one(tmp_path):
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
    assert checkout.clean_environment(before) == {"PIP_CERT": "/c", "HOME": "/h"}


def test_tests_do_not_take_over_the_database_of_the_shell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres:///practice")
    monkeypatch.setenv("COACHDESK_DATA", "/srv/practice")
    env = suite.test_environment()
    assert "DATABASE_URL" not in env
    assert "COACHDESK_DATA" not in env
    assert env["DJANGO_SETTINGS_MODULE"] == "tests.settings"


def test_up_hands_data_port_and_demo_to_the_app(tmp_path: Path) -> None:
    env = prepare.up_environment(tmp_path, 8123, demo=False)
    assert env["COACHDESK_DATA"] == str(tmp_path)
    assert env["COACHDESK_HOST_PORT"] == "127.0.0.1:8123"
    assert env["COACHDESK_DEMO"] == "0"


def test_the_greeting_shows_address_and_log_ins(tmp_path: Path) -> None:
    person = {"name": "Ann", "email": "ann@x.example", "password": "pw", "role": "coach"}
    logins = tmp_path / "demo-logins.json"
    logins.write_text(json.dumps({"logins": [person], "reading_codes": []}))
    text = supervise.greeting(8123, tmp_path, logins)
    assert "http://localhost:8123/" in text
    assert "ann@x.example  pw  Ann, coach" in text


def test_without_demo_the_greeting_shows_no_log_in(tmp_path: Path) -> None:
    assert "log-ins" not in supervise.greeting(8000, tmp_path, None)


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


def child(seconds: float) -> supervise.Child:
    return supervise.Child(
        "helper", [sys.executable, "-c", f"import time; time.sleep({seconds})"], os.environ
    )


def noting(folder: Path, then: str) -> supervise.Child:
    """A child that leaves a sign of each start in ``starts`` before it does ``then``."""
    code = f"f = open({str(folder / 'starts')!r}, 'a'); f.write('x'); f.close(); {then}"
    return supervise.Child("helper", [sys.executable, "-c", code], os.environ)


@pytest.mark.usefixtures("own_signals")
def test_a_child_that_never_comes_up_is_given_up_after_a_few_deaths_however_slow(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervise, "STEADY", 0.0)  # every life is long enough: it does not matter
    lasting, dying = child(60), noting(tmp_path, "raise SystemExit(3)")
    assert supervise.supervise([dying, lasting], 9, "") == 1
    assert (tmp_path / "starts").read_text() == "xxx"
    assert lasting.ended()
    said = capsys.readouterr().out
    assert said.count("starting it again") == 2
    assert "The helper ended 3 times in a row (exit 3); the lines above say why." in said


@pytest.mark.usefixtures("own_signals")
def test_a_child_that_had_run_steadily_is_started_again_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervise, "STEADY", 0.0)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    serve = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1"]
    web = supervise.Child("web server", [*serve, "--directory", str(tmp_path)], os.environ)
    while not supervise.answers(port):
        assert not web.ended()
    enough = (
        f"os.kill({os.getpid()}, 15) if os.path.getsize({str(tmp_path / 'starts')!r}) > 5 else 0"
    )
    dying = noting(tmp_path, f"import os; {enough}")
    assert supervise.supervise([dying, web], port, "") == 0
    assert len((tmp_path / "starts").read_text()) > 5
    assert web.ended()


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with a database and its key in the default place."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "coachdesk.sqlite3").write_bytes(b"")
    create_key_file(default_key_file(folder))
    return folder


def test_a_folder_with_its_key_is_taken(kept: Path) -> None:
    checks.check_key(kept, {})
    checks.check_key(kept, {"COACHDESK_KEY_FILE": str(default_key_file(kept))})


def test_a_new_folder_needs_no_key_yet(tmp_path: Path) -> None:
    checks.check_key(tmp_path, {})


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (Path.unlink, "is missing.*copied or moved"),
        (lambda key: key.write_text("{"), "cannot be read: restore"),
        (lambda key: key.write_text("[]"), "cannot be read: restore"),
        (lambda key: key.chmod(0o644), "chmod 600"),
    ],
)
def test_a_key_that_cannot_be_used_is_told_in_one_line(
    kept: Path, spoil: Callable[[Path], object], words: str
) -> None:
    key = default_key_file(kept)
    spoil(key)
    with pytest.raises(console.Refusal, match=words) as refusal:
        checks.check_key(kept, {})
    assert str(key) in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_copied_folder_is_refused_by_up_before_anything_is_started(kept: Path) -> None:
    copy = kept.parent / "copy"
    shutil.copytree(kept, copy)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    command = [sys.executable, str(DESK), "up", "--no-demo", "--port", port, "--data", str(copy)]
    env = {name: value for name, value in os.environ.items() if not name.startswith("COACHDESK_")}
    done = subprocess.run(command, capture_output=True, text=True, env=env)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert f"The key to the data in {copy} is missing." in done.stderr
    assert str(default_key_file(copy)) in done.stderr


def test_a_practice_without_an_owner_is_greeted_with_its_link(tmp_path: Path) -> None:
    link = "http://localhost:8123/set-up/abc/"
    text = supervise.greeting(8123, tmp_path, None, link)
    assert f"  {link}\n" in text
    assert "set-up" not in supervise.greeting(8123, tmp_path, None)


def test_the_port_of_the_last_start_is_kept_and_not_lost_by_a_refused_one(tmp_path: Path) -> None:
    assert checks.last_port(tmp_path) == 8000
    with checks.only_one(tmp_path, 8123):
        with pytest.raises(console.Refusal, match="already running"), checks.only_one(tmp_path, 9):
            pass
        assert checks.last_port(tmp_path) == 8123
    with checks.only_one(tmp_path):
        pass
    assert checks.last_port(tmp_path) == 8123


@pytest.mark.parametrize(("kind", "words"), [("demo", "holds the demo"), ("", "no practice yet")])
def test_an_owner_is_invited_into_a_real_practice_only(
    tmp_path: Path, kind: str, words: str
) -> None:
    if kind:
        mark_kind(tmp_path, kind)
    with pytest.raises(console.Refusal, match=words):
        desk.invite("robin@example.org", [], None, tmp_path)
