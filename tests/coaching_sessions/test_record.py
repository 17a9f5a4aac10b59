"""A client's export holds appointments and summaries, never notes; erasing blanks what was signed."""

from __future__ import annotations

import json

import pytest
from django.db import DatabaseError, transaction

from clients.models import Erasure
from clients.record.erase import approve_erasure, propose_erasure
from clients.record.export import as_json, build_export
from coachdesk.exports import Receiver
from coachdesk.users.models import Role
from sessions.models import Addendum, CoachingSession, Note, ProcessNote
from sessions.notes import process_notes
from sessions.notes import services as notes
from sessions.notes.verification import verify_notes
from tests.coaching_sessions.makers import make_draft, make_meeting, make_signed
from tests.factories import make_client, make_staff

pytestmark = pytest.mark.django_db


def test_the_export_says_what_was_agreed_and_nothing_of_the_notes():
    counselor = make_staff(Role.COUNSELOR)
    client = make_client(counselor)
    meeting = make_meeting(client)
    process_notes.save_process_note(coaching_session=meeting, author=counselor, text="only mine")
    make_signed(meeting, summary="Ask once.", sections={"goals": "team words"})
    text = as_json(build_export(client, actor=client.user, receiver=Receiver.CLIENT))
    assert json.loads(text)["sessions"][0]["what_we_agreed"] == "Ask once."
    assert "team words" not in text
    assert "only mine" not in text


def test_erasing_with_two_persons_blanks_signed_notes_and_nothing_else_may():
    client = make_client(make_staff(Role.COUNSELOR))
    note = make_signed(make_meeting(client, hours=-30), summary="Ask once.")
    notes.add_addendum(
        note=note, actor=note.author, kind="addendum", text="more", reason="forgotten"
    )
    process_notes.save_process_note(
        coaching_session=note.coaching_session, author=note.author, text="only mine"
    )
    make_draft(make_meeting(client))
    first, second = make_staff(Role.OWNER), make_staff(Role.SUPERVISOR)
    erasure = propose_erasure(client=client, actor=first, why="request")
    with pytest.raises(DatabaseError), transaction.atomic():
        Note.objects.filter(pk=note.pk).update(sections="", summary="", risk_why="")
    with pytest.raises(DatabaseError), transaction.atomic():
        Note.objects.filter(pk=note.pk).update(erasure=erasure)
    assert approve_erasure(erasure=erasure, actor=second)
    left = Note.objects.get()
    assert (left.pk, left.sections, left.summary, left.hash) == (note.pk, "", "", note.hash)
    assert (Addendum.objects.get().text, ProcessNote.objects.get().text) == ("", "")
    assert CoachingSession.objects.filter(shared_summary="").count() == 2
    assert verify_notes().broken == ()
    with pytest.raises(DatabaseError), transaction.atomic():
        Note.objects.filter(pk=note.pk).update(erasure=None)
    assert Erasure.objects.get().done_at is not None
