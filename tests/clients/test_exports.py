"""What leaves in a file: each key is tied to a field that its receiver may have (SEC-15)."""

from __future__ import annotations

import ast
import logging
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.utils import timezone

from clients.agreements import files
from clients.agreements.documents import grant_release
from clients.cases import partner, screening
from clients.cases import services as cases
from clients.homework.models import CoachReply, JournalEntry, LogEntry, Reflection, SingleTask
from clients.measures.models import CheckIn, MeasureScore
from clients.messaging.models import Message
from clients.models import Client
from clients.record import services as records
from clients.record.export import as_json, as_sections, build_export, parts_for
from clients.reports.figures import reports
from clients.words import services as words
from coachdesk import exports
from coachdesk.audit.management.commands.breach_report import COLUMNS
from coachdesk.exports import Key, Receiver, kept, may_have, table
from coachdesk.outbox.models import Channel, Permission
from coachdesk.outbox.services import set_safe_contact
from coachdesk.safety.services import open_flag
from coachdesk.users.models import Role
from sessions.billing.services import BOOKS
from sessions.notes import process_notes
from sessions.notes import services as notes
from sessions.supervision import case_review, cosigning
from tests.coaching_sessions.makers import make_draft, make_meeting, make_signed
from tests.coaching_sessions.makers import supervise as supervised_by
from tests.factories import make_client, make_staff
from tests.homework.makers import give

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[2]
RECEIVERS = (Receiver.CLIENT, Receiver.TWO_PERSONS)
# Functions that send a file, each with why its content needs no key of an export.
SENDS_FILES = {
    "clients/record/export.py:as_file": "made by build_export",
    "clients/reports/views.py:table": "exports.table",
    "sessions/billing/views.py:bookkeeping": "exports.table",
    "clients/agreements/serving.py:document_response": "a file that one of the two gave the other",
    "clients/agreements/serving.py:signed_copy_response": "a text the client signed",
    "clients/homework/editor/views/actions.py:file": "a program, no person's data",
    "sessions/calendar/views/calendar.py:feed": "one's own calendar, discreet words",
    "sessions/calendar/views/own_appointments.py:file": "one's own appointment, discreet words",
    "sessions/billing/views.py:invoice": "an invoice, for those who write it",
}


def flat(keys: exports.Keys) -> list[tuple[str, Key]]:
    """Every key, down to the last row."""
    return [
        pair for name, key in keys.items() for pair in [(name, key), *flat(key.keys)]
    ]  # fmt: skip


def undeclared(part, keys: exports.Keys, met: set[int], at: str = "") -> list[str]:
    """The keys of rows that nobody tied to a field; the declared ones met go into ``met``."""
    if isinstance(part, list):
        return [name for row in part for name in undeclared(row, keys, met, at)]
    found = []
    for name, value in part.items():
        key = keys.get(name)
        if key is None:
            found.append(f"{at}{name}")
            continue
        met.add(id(key))
        if key.keys:
            found += undeclared(value, key.keys, met, f"{at}{name}.")
    return found


@pytest.fixture
def whole() -> Client:
    """A client with something on every floor; what only the team reads says "team only"."""
    counselor = make_staff(Role.COUNSELOR, name="Priya Nair")
    lead = make_staff(Role.SUPERVISOR)
    client = make_client(counselor)
    supervised_by(lead, counselor, client)
    user, today, now = client.user, timezone.localdate(), timezone.now()
    case = client.cases.get()
    cases.rate_goal(
        goal=cases.add_goal(case=case, text="I ask once.", actor=user), value=4, actor=user
    )
    cases.set_stance(case=case, stance="refuses", on=today, note="team only", actor=counselor)
    cases.hold_review(
        case=case,
        summary="team only",
        path="undecided",
        next_on=None,
        decide_on=None,
        actor=counselor,
    )
    set_safe_contact(
        person_id=client.pk,
        channel=Channel.MAIL,
        address="ana@example.org",
        permission=Permission.SAFE,
        actor=user,
        read_only_by_person=True,
    )
    grant_release(
        client=client,
        actor=user,
        recipient="Dr. Hale",
        what="That I come",
        ends_on=today,
        typed_name="Ana",
    )
    words.add_entry(
        client=client, lane="said", source="said_to_me", on=today, text="I go.", actor=user
    )
    words.add_worry(client=client, text="The house", bucket="mine", actor=user)
    records.ask_of_record(client=client, actor=user, kind="correction", words="It was Monday.")
    given = give(client)
    screening.take_screening(
        client=client,
        actor=counselor,
        answers={item.key: "no" for item in screening.ITEMS},
        how="voice",
        note="team only",
    )
    screening.override(client=client, actor=lead, reason="team only, for a good reason")
    wish = partner.ask_for_partner(case=case, actor=user)
    answers = dict.fromkeys(partner.CHECK_QUESTIONS, "no") | {"alone": "yes"}
    partner.check_partner(wish=wish, answers=answers, if_no="team only", actor=counselor)
    CheckIn.objects.create(client=client, on=today, values={"own_effort": 3}, note="A walk.")
    MeasureScore.objects.create(
        client=client, code="csi-4", taken_on=today, score={"score": 9}, note="team only"
    )
    rest = {"assignment": given, "step_key": given.version.data["steps"][0]["key"]}
    activity = given.version.data["steps"][0]["activities"][0]
    asked = given.version.data["steps"][0]["reflection"][0]["key"]
    LogEntry.objects.create(
        **rest,
        activity_key=activity["key"],
        on=today,
        state="submitted",
        submitted_at=now,
        answers={activity["log"][0]["key"]: "I waited."},
    )
    Reflection.objects.create(
        **rest, state="submitted", submitted_at=now, answers={asked: "own eyes"}, hidden=[asked]
    )
    CoachReply.objects.create(**rest, author=counselor, text="Well done.")
    SingleTask.objects.create(client=client, text="One walk", answer="Done")
    SingleTask.objects.create(client=client, text="team only", whose="coach")
    JournalEntry.objects.create(client=client, text="own eyes")
    document = files.add_document(
        client=client, actor=user, title="A list", body=b"words", from_client=True
    )
    Message.objects.create(
        client=client, author=user, from_client=True, text="Hello", document=document, due_at=now
    )
    meeting = make_meeting(client, hours=-30)
    note = make_signed(meeting, summary="Ask once.", sections={"goals": "for the record"})
    notes.add_addendum(
        note=note, actor=counselor, kind="addendum", text="for the record", reason="forgotten"
    )
    cosigning.comment(note=note, actor=lead, text="team only")
    make_draft(make_meeting(client, hours=-3), sections={"goals": "team only"})
    process_notes.save_process_note(coaching_session=meeting, author=counselor, text="team only")
    case_review.bring(client=client, actor=counselor, question="team only")
    open_flag(
        subject_kind="log",
        subject_id=meeting.pk,
        person_id=client.pk,
        codes=["fear_of_partner"],
        urgent=False,
        findings=[{"words": "team only"}],
    )
    cases.close_case(case=case, reason="goals_met", summary="for the record", actor=counselor)
    return client


@pytest.mark.proves("SEC-15")
@pytest.mark.parametrize("receiver", RECEIVERS)
def test_every_key_of_a_persons_export_names_a_field_its_receiver_may_have(receiver):
    wrong = [
        f"{part}: {name}"
        for part, made in parts_for(receiver).items()
        for name, key in flat(made.keys)
        if not may_have(receiver, key)
    ]
    assert wrong == []


@pytest.mark.proves("SEC-15")
@pytest.mark.parametrize("receiver", RECEIVERS)
def test_a_whole_history_holds_every_declared_key_and_no_other(whole, receiver):
    wrong, unseen = [], []
    for name, part in parts_for(receiver).items():
        met: set[int] = set()
        wrong += [f"{name}: {key}" for key in undeclared(part.make(whole), part.keys, met)]
        unseen += [f"{name}: {k}" for k, key in flat(part.keys) if id(key) not in met]
    assert (wrong, unseen) == ([], [])


@pytest.mark.proves("SEC-15", "SEC-62")
def test_private_remarks_of_the_team_and_process_notes_are_in_no_export(whole, caplog):
    own = as_json(build_export(whole, actor=whole.user, receiver=Receiver.CLIENT))
    full = as_json(build_export(whole, actor=make_staff(), receiver=Receiver.TWO_PERSONS))
    assert ("team only" in own, "team only" in full) == (False, False)
    assert ("for the record" in own, full.count("for the record")) == (False, 3)
    assert (own.count("own eyes"), "own eyes" in full) == (2, False)
    for text in (own, full):
        assert "fear_of_partner" not in text
        assert "I waited." in text
    assert [r for r in caplog.records if r.levelno >= logging.ERROR] == []


@pytest.mark.proves("SEC-15")
def test_every_column_of_every_table_names_a_field_the_team_may_have():
    tables = {report.name: report.columns for report in reports()}
    tables |= {"payments": BOOKS, "breach report": COLUMNS}
    wrong = [
        f"{name}: {column}"
        for name, columns in tables.items()
        for column, key in columns.items()
        if not may_have(Receiver.TEAM, key)
    ]
    assert wrong == []


@pytest.mark.proves("SEC-15")
@pytest.mark.parametrize(
    ("path", "who"),
    [
        ("clients.Client.code", (Receiver.CLIENT, Receiver.TWO_PERSONS, Receiver.TEAM)),
        ("clients.Client.name", (Receiver.CLIENT, Receiver.TWO_PERSONS)),
        ("clients.WordsEntry.text", (Receiver.CLIENT, Receiver.TWO_PERSONS)),
        ("coaching_sessions.Note.sections", (Receiver.TWO_PERSONS,)),
        ("coaching_sessions.Payment.note", ()),
        ("clients.Screening.answers", ()),
        ("clients.Client.lock_word", ()),
        ("coaching_sessions.ProcessNote.text", ()),
        ("coaching_sessions.ProcessNote.kept_at", ()),
        ("users.User.password", ()),
    ],
)
def test_the_class_of_a_field_and_the_receiver_decide(path, who):
    if path.endswith("kept_at"):
        fields = apps.get_model("coaching_sessions.ProcessNote")._meta.local_fields
        path = f"coaching_sessions.ProcessNote.{fields[0].name}"
    assert tuple(r for r in Receiver if may_have(r, Key(path))) == who


@pytest.mark.proves("SEC-15")
def test_a_key_or_column_that_nobody_tied_to_a_field_stays_inside():
    keys = {"text": Key("clients.WordsEntry.text"), "rows": Key(keys={"a": Key()}), "b": Key()}
    part = [{"text": "mine", "new": "x", "b": "x", "rows": [{"a": "x", "c": "x"}]}]
    assert kept(part, keys, Receiver.CLIENT) == [{"text": "mine", "rows": [{}]}]
    columns = {"Code": Key("clients.Client.code"), "Name": Key("clients.Client.name"), "?": Key()}
    head, rows = table(columns, [("T-1", "Ana", "x")], Receiver.TEAM)
    assert (head, list(rows)) == (["Code"], [["T-1"]])


def test_the_copy_to_read_is_in_words(whole):
    made = build_export(whole, actor=whole.user, receiver=Receiver.CLIENT)
    said = {title: "\n".join(lines) for title, lines in as_sections(made)}
    text = "\n".join(said.values())
    assert "Our work: One-partner work" in said["You and our work"]
    assert "– – – Own rating, 0 to 10: 4" in said["You and our work"]
    assert timezone.localdate().isoformat() not in text
    assert not any(code in text for code in ("one_partner", "own_effort", "{", "None"))


@pytest.mark.proves("SEC-15", "SEC-41")
def test_every_place_that_sends_a_file_is_known_and_sheets_are_made_in_one_way():
    sends, loose = set(), []
    for package in ("clients", "coachdesk", "sessions"):
        for path in (ROOT / package).rglob("*.py"):
            text = path.read_text()
            place = str(path.relative_to(ROOT))
            if "import csv" in text and place not in (
                "coachdesk/lib/spreadsheets.py",
                "coachdesk/questions/letter_import.py",  # reads
            ):
                loose.append(place)
            for node in ast.walk(ast.parse(text)):
                if not isinstance(node, ast.FunctionDef):
                    continue
                code = ast.unparse(node)
                if "Content-Disposition" in code:
                    sends.add(f"{place}:{node.name}")
                if "as_csv(" in code and "table(" not in code and node.name != "as_csv":
                    loose.append(f"{place}:{node.name}")
    assert loose == []
    assert sends == set(SENDS_FILES)


def test_a_release_that_ran_out_stays_in_the_copy(whole):
    whole.releases.update(ends_on=timezone.localdate() - timedelta(days=1))
    made = build_export(whole, actor=whole.user, receiver=Receiver.CLIENT)
    assert [row["recipient"] for row in made["releases"]] == ["Dr. Hale"]
