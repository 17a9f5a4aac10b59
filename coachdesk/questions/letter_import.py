"""Letters from a file: streamed, in whole records, the same file twice adds nothing."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.text import slugify

from coachdesk.audit.services import record
from coachdesk.lib.text import clean_text
from coachdesk.questions.intake import IMPORT_LIMIT, NewLetter, build, read_letter
from coachdesk.questions.models import (
    Outcome,
    Question,
    QuestionState,
    Reply,
    ReplyState,
    Source,
    Topic,
)
from coachdesk.questions.replies import empty_parts
from coachdesk.safety.services import alert_role, open_flag
from coachdesk.safety.triage_reading import IN_AN_IMPORT, Reading
from coachdesk.users.models import Role

BATCH = 200
LONGEST_LINE = 2_000_000
MOST_TOPICS = 10


@dataclass(frozen=True)
class Row:
    """One record of the file, cleaned."""

    key: str
    title: str
    text: str
    topics: list[str]
    answers: list[str]
    received: datetime | None


@dataclass
class Report:
    """What became of the file."""

    read: int = 0
    added: int = 0
    there: int = 0
    held: int = 0
    answered: int = 0
    broken: list[tuple[int, str]] = field(default_factory=list)
    broken_count: int = 0

    def note_broken(self, number: int, reason: str) -> None:
        self.broken_count += 1
        if len(self.broken) < 1000:
            self.broken.append((number, reason))


def _text(value: Any, limit: int, *, multiline: bool = True) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ValueError("a text is not a text")
    # An import keeps what it can: line breaks in a title become blanks.
    value = value.replace("\ufffd", "?")
    flat = value if multiline else " ".join(value.split())
    return clean_text(flat, max_length=limit, multiline=multiline)


def _list(value: Any) -> list[str]:
    if value is None or value == "":
        return []
    if isinstance(value, str):
        if value.lstrip().startswith("["):
            return _list(json.loads(value))
        return [part.strip() for part in value.split("|") if part.strip()]
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return value
    raise ValueError("topics and answers are lists of texts")


def _moment(value: Any) -> datetime | None:
    if value in (None, ""):
        return None
    if not isinstance(value, str):
        raise ValueError("the date is not a text such as 2024-05-31")
    try:
        found = parse_datetime(value)
        day = parse_date(value) if found is None else None
    except ValueError:
        found = day = None
    if found is None and day is not None:
        found = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    if found is None:
        raise ValueError("the date is not a date such as 2024-05-31")
    moment = found if found.tzinfo else found.replace(tzinfo=UTC)
    if moment > timezone.now():
        raise ValueError("the date is in the future")
    return moment


def clean_row(data: Any) -> Row:
    """One record as a Row. Raises ValueError or ValidationError that says what is wrong."""
    if not isinstance(data, dict):
        raise ValueError("the line is not a record")
    text = _text(data.get("text") or data.get("letter"), IMPORT_LIMIT)
    title = _text(data.get("title"), 1000, multiline=False)
    text = text or title
    if not text:
        raise ValueError("there is no text")
    answers = [_text(one, 40000) for one in _list(data.get("answers"))]
    topics = [_text(one, 40, multiline=False) for one in _list(data.get("topics"))]
    own_id = str(data.get("id") or "")
    content = own_id or json.dumps([title, text], ensure_ascii=False)
    return Row(
        key=hashlib.sha256(content.encode()).hexdigest(),
        title=title if len(title) <= 120 else f"{title[:117].rsplit(' ', 1)[0]} …",
        text=text,
        topics=list(dict.fromkeys(topics))[:MOST_TOPICS],
        answers=[one for one in answers if one],
        received=_moment(data.get("received") or data.get("received_at") or data.get("date")),
    )


def read_file(path: Path, report: Report) -> Iterator[tuple[int, int, Row]]:
    """(line number, bytes read so far, row) for each good record; broken ones go to the report.

    Raises OSError when the file cannot be read.
    """
    if path.suffix.lower() == ".csv":
        yield from _read_csv(path, report)
    else:
        yield from _read_lines(path, report)


def _read_lines(path: Path, report: Report) -> Iterator[tuple[int, int, Row]]:
    done = number = 0
    with path.open("rb") as file:
        while line := file.readline(LONGEST_LINE + 1):
            number, done = number + 1, done + len(line)
            if len(line) > LONGEST_LINE:
                while line and not line.endswith(b"\n"):
                    line = file.readline(LONGEST_LINE)
                    done += len(line)
                report.note_broken(number, "the line is longer than 2 MB")
                continue
            if not line.strip():
                continue
            report.read += 1
            try:
                yield number, done, clean_row(json.loads(line.decode("utf-8-sig")))
            except (ValueError, ValidationError, RecursionError) as error:
                report.note_broken(number, _why(error))


def _read_csv(path: Path, report: Report) -> Iterator[tuple[int, int, Row]]:
    csv.field_size_limit(LONGEST_LINE)
    with (
        path.open("rb") as raw,
        io.TextIOWrapper(raw, encoding="utf-8-sig", newline="", errors="strict") as file,
    ):
        rows = csv.DictReader(file)
        while True:
            try:
                data = next(rows)
            except StopIteration:
                return
            except UnicodeDecodeError as error:
                report.note_broken(rows.line_num + 1, _why(error))
                return
            except csv.Error as error:
                report.note_broken(rows.line_num, f"no readable line: {error}")
                continue
            report.read += 1
            try:
                yield rows.line_num, raw.tell(), clean_row(data)
            except (ValueError, ValidationError) as error:
                report.note_broken(rows.line_num, _why(error))


def _why(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    if isinstance(error, json.JSONDecodeError):
        return f"not JSON: {error.msg} at character {error.pos}"
    if isinstance(error, UnicodeError):
        return "not UTF-8"
    if isinstance(error, RecursionError):
        return "nested too deep"
    return str(error)


class Importer:
    """Takes rows in batches; each batch is one transaction, so that a stop leaves whole records."""

    def __init__(self, report: Report, *, dry_run: bool = False) -> None:
        self.report, self.dry_run = report, dry_run
        self.topics: dict[str, Topic] = {topic.slug: topic for topic in Topic.objects.all()}
        self.waiting: list[Row] = []
        self.seen: set[str] = set()

    def add(self, row: Row) -> None:
        """Take one row; every 200 rows are stored together."""
        self.waiting.append(row)
        if len(self.waiting) >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Store what waits."""
        rows = {row.key: row for row in self.waiting}
        there = set(
            Question.objects.filter(import_key__in=list(rows)).values_list("import_key", flat=True)
        )
        fresh = [row for key, row in rows.items() if key not in there]
        self.report.there += len(self.waiting) - len(fresh)
        self.waiting = []
        read = [
            (
                row,
                read_letter(NewLetter(letter=row.text, title=row.title), max_seconds=IN_AN_IMPORT),
            )
            for row in fresh
        ]
        if not self.dry_run:
            with transaction.atomic():
                self._store(read)
        self.report.added += len(read)
        self.report.held += sum(1 for row, reading in read if reading.held and not row.answers)
        self.report.answered += sum(1 for row, _r in read if row.answers)

    def _store(self, read: list[tuple[Row, Reading]]) -> None:
        now = timezone.now()
        questions, replies = [], []
        links: list[tuple[Question, Topic]] = []
        for row, reading in read:
            new = NewLetter(letter=row.text, title=row.title)
            received = row.received or now
            question = build(new, reading, source=Source.IMPORT, received_at=received)
            question.import_key = row.key
            if row.answers:
                # Answered before it came here: history, no flag, no clock.
                question.state, question.outcome = QuestionState.ANSWERED, Outcome.ANSWERED
                question.answered_at = received
            questions.append(question)
            for number, answer in enumerate(row.answers[:20], start=1):
                parts = {**empty_parts(), "answer": answer}
                reply = Reply(
                    question=question,
                    number=number,
                    parts=parts,
                    state=ReplyState.SENT,
                    sent_at=received,
                    version=1,
                )
                replies.append(reply)
            links += [(question, topic) for name in row.topics if (topic := self._topic(name))]
        Question.objects.bulk_create(questions)
        Reply.objects.bulk_create(replies)
        through = Question.topics.through
        through.objects.bulk_create(
            [through(question_id=q.pk, topic_id=topic.pk) for q, topic in links],
            ignore_conflicts=True,
        )
        for question, (row, reading) in zip(questions, read, strict=True):
            if reading.held and not row.answers:
                open_flag(
                    subject_kind="question",
                    subject_id=question.pk,
                    person_id=question.pk,
                    codes=reading.codes,
                    urgent=reading.urgent,
                    findings=reading.findings,
                    alert=False,
                )
        if any(reading.held and not row.answers for row, reading in read):
            self.seen.add("held")
        record(action="question.imported", actor=None, object_type="questions.question")

    def _topic(self, name: str) -> Topic | None:
        slug = slugify(name)[:80]
        if not slug:
            return None
        if slug not in self.topics:
            label = name.replace("-", " ").strip().capitalize()[:40]
            self.topics[slug], _made = Topic.objects.get_or_create(
                slug=slug, defaults={"name": label, "position": 100}
            )
        return self.topics[slug]

    def finish(self) -> None:
        """Store the rest and tell the safety lead once, if anything is held."""
        self.flush()
        if "held" in self.seen and not self.dry_run:
            with transaction.atomic():
                alert_role(Role.SUPERVISOR)
