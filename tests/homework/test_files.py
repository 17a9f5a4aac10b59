"""Program files on the command line: what is refused, with which words, and what comes out again."""

from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command

from clients.homework.editor.plain_data import to_yaml
from clients.homework.library import SHIPPED, load_shipped_programs
from clients.homework.models import ProgramVersion
from clients.homework.program_format import parse_program

pytestmark = pytest.mark.django_db
FILES = sorted(SHIPPED.glob("*.yaml"))
WHOLE = FILES[0].read_text(encoding="utf-8")


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("program", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_goes_in_and_comes_out_byte_for_byte(path, tmp_path):
    assert "no problems" in run("check", str(path))
    run("import", str(path), "--publish")
    assert run("export", path.stem).encode() == path.read_bytes()
    run("import", str(path))  # a second time changes nothing
    assert ProgramVersion.objects.count() == 1


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_the_editor_writes_is_stable_from_then_on(path):
    once = to_yaml(parse_program(path.read_text(encoding="utf-8")))
    assert to_yaml(parse_program(once)) == once


def test_a_version_that_is_not_there_and_a_file_that_is_not_there_are_said_so():
    load_shipped_programs()
    with pytest.raises(CommandError, match="no such version"):
        run("export", "rebuild-connection", "--version", "7.7.7")
    with pytest.raises(CommandError, match="can’t be read"):
        run("check", "/nowhere/at/all.yaml")


bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"b{n}: &b{n} [*{'a' if n == 0 else f'b{n - 1}'}]\n" for n in range(9)
)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (bomb.encode(), "anchors"),
        (b"[" * 5_000, "line"),
        (b"a:\n" + b"".join(b" " * n + b"- \n" for n in range(1, 400)), "line"),
        (b"x: " + b"y" * 300_000, "larger than 256 kB"),
        (b"\x00\x01\x02\xff\xfe", "can’t be read"),
        (b"\x7fELF\x02\x01", "character that is not allowed"),
        (WHOLE.replace("title: ", "title: A\ntitle: ", 1).encode(), "stands twice"),
        (b"!!python/object/apply:os.system ['true']", "line 1"),
        (b"- just\n- a list", "must have keys"),
        (b"", "empty"),
        (b"format: coachdesk.program/2", "format"),
        (WHOLE.replace("summary:", "sumary:", 1).encode(), "unknown key “sumary”"),
    ],
)
def test_a_hostile_or_broken_file_gets_a_line_and_words_and_changes_nothing(
    tmp_path, content, words
):
    path = tmp_path / "program.yaml"
    path.write_bytes(content)
    for act in ("check", "import"):
        with pytest.raises(CommandError, match=words) as refusal:
            run(act, str(path))
        assert "Traceback" not in str(refusal.value)
    assert ProgramVersion.objects.count() == 0
