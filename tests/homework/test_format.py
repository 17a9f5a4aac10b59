from __future__ import annotations

import pytest

from clients.homework.library import SHIPPED
from clients.homework.program_format import ProgramRefused, parse_program

SOURCE = (SHIPPED / "steady-yourself.yaml").read_text(encoding="utf-8")


def problems_after(old: str, new: str) -> list[str]:
    assert old in SOURCE
    with pytest.raises(ProgramRefused) as caught:
        parse_program(SOURCE.replace(old, new, 1))
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.yaml")), ids=lambda path: path.stem)
def test_the_shipped_programs_are_taken(path):
    assert parse_program(path.read_text(encoding="utf-8"))["steps"]


def test_an_unknown_key_is_refused_with_its_line():
    assert problems_after("estimated_weeks:", "colour: red\nestimated_weeks:") == [
        "line 23: the file has an unknown key “colour”"
    ]


def test_a_step_that_needs_the_partner_and_offers_no_alternative_is_refused():
    parts = SOURCE.split("  - key: go-alone")
    closed = (
        parts[0]
        .replace("with_partner: none", "with_partner: needs_partner")
        .replace("required: true", "required: false")
    )
    with pytest.raises(ProgramRefused) as caught:
        parse_program("  - key: go-alone".join([closed, *parts[1:]]))
    assert "step 1 needs the partner and offers no alternative" in str(caught.value)


def test_a_forward_reference_is_refused():
    found = problems_after(
        "{type: step_done, step: give-room}", "{type: step_done, step: own-contentment}"
    )
    assert "step 3 waits for “own-contentment”, which is not an earlier step" in found[0]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("", "line 1: the file is empty"),
        ("a: &x [1]\nb: *x", "line 1: anchors (& and *) are not taken"),
        ("a: 1\na: 2", "line 2: “a” stands twice"),
        ("a: [1", "not YAML"),
        ("a: !!python/object/apply:os.system ['true']", "line 1:"),
        ("x" * 300_000, "larger than 256 kB"),
        ("\x00", "not YAML"),
        ("a: " + "[" * 40 + "]" * 40, "nested too deeply"),
        ("- 1", "must have keys"),
        ("2026-01-01", "not taken"),
    ],
)
def test_hostile_or_broken_files_get_a_message_and_no_crash(source, message):
    with pytest.raises(ProgramRefused) as caught:
        parse_program(source)
    assert message in str(caught.value)


def test_more_logs_than_planned_are_refused():
    found = problems_after("mode: once, min_logs: 1", "mode: once, min_logs: 3")
    assert any("asks for 3 logs, but only 1 are planned" in problem for problem in found)


def test_another_placeholder_than_partner_is_refused():
    assert any("the only placeholder" in p for p in problems_after("{partner}", "{name}"))
