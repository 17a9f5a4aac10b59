"""Letters from a file."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from coachdesk.questions.letter_import import Importer, Report, clean_row
from coachdesk.questions.models import Question, QuestionState, Reply
from coachdesk.safety.models import SafetyFlag
from tests.letters import CALM, URGENT

pytestmark = pytest.mark.django_db


def run(path, **options) -> str:
    out, err = StringIO(), StringIO()
    call_command("import_questions", str(path), stdout=out, stderr=err, **options)
    return out.getvalue() + err.getvalue()


def lines(path, *rows):
    path.write_text("\n".join(r if isinstance(r, str) else json.dumps(r) for r in rows) + "\n")
    return path


def test_letters_arrive_read_by_triage_and_answers_as_answered(tmp_path):
    path = lines(
        tmp_path / "l.jsonl",
        {"title": "A calm one", "text": CALM, "topics": ["silence"], "received": "2024-05-31"},
        {"title": "An answered one", "text": CALM, "answers": ["Say one thing.", "Then wait."]},
        {"title": "An urgent one", "text": URGENT},
    )
    said = run(path)
    assert "3 added" in said
    states = dict(Question.objects.values_list("state").order_by().values_list("state", "source"))
    assert set(states) == {"triaged", "answered", "safety_hold"}
    assert Reply.objects.filter(state="sent").count() == 2
    assert SafetyFlag.objects.count() == 1
    calm = Question.objects.get(state=QuestionState.TRIAGED)
    assert calm.received_at.date().isoformat() == "2024-05-31"
    assert [t.slug for t in calm.topics.all()] == ["silence"]


def test_twice_adds_nothing(tmp_path):
    path = lines(tmp_path / "l.jsonl", {"text": CALM}, {"text": CALM + " Two."}, {"text": CALM})
    run(path)
    assert "0 added" in run(path)
    assert Question.objects.count() == 2


def test_broken_lines_are_named_and_everything_else_arrives(tmp_path):
    path = lines(
        tmp_path / "l.jsonl",
        {"text": CALM},
        "{not json",
        {"title": ""},
        '["a list"]',
        {"text": "x" * 20001},
        {"text": CALM, "received": "yesterday"},
        {"text": CALM, "answers": [1]},
        {"text": "with \u0000 in it, and some more words"},
        {"text": CALM + " Last."},
    )
    said = run(path)
    assert Question.objects.count() == 2
    for number in range(2, 9):
        assert f"line {number}: " in said
    assert "7 broken" in said


def test_bytes_that_are_no_text_are_a_broken_line(tmp_path):
    path = tmp_path / "l.jsonl"
    path.write_bytes(b'{"text": "\xff\xfe"}\n' + json.dumps({"text": CALM}).encode() + b"\n")
    assert "line 1: not UTF-8" in run(path)
    assert Question.objects.count() == 1


def test_a_dry_run_stores_nothing(tmp_path):
    said = run(lines(tmp_path / "l.jsonl", {"text": CALM}), dry_run=True)
    assert "1 would be added" in said
    assert Question.objects.count() == 0


def test_csv_with_several_answers(tmp_path):
    path = tmp_path / "l.csv"
    path.write_text(f'title,text,topics,answers,received\nOne,"{CALM}",a|b,First.|Second.,\n')
    run(path)
    assert Reply.objects.count() == 2
    assert Question.objects.get().topics.count() == 2


def test_a_missing_file_is_said_plainly(tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        run(tmp_path / "nothing.jsonl")


def test_a_stop_leaves_whole_records_and_the_next_run_adds_the_rest():
    rows = [clean_row({"text": f"{CALM} Number {n}."}) for n in range(250)]
    stopped = Importer(Report())
    for row in rows[:230]:
        stopped.add(row)
    assert Question.objects.count() == 200
    again = Importer(Report())
    for row in rows:
        again.add(row)
    again.finish()
    assert Question.objects.count() == 250
    assert again.report.there == 200
