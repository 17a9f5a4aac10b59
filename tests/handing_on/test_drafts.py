"""A note that was being written when the case went on: its author finishes it, and nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from clients.models import CaseAssignment, Goal
from clients.people.handover import hand_over
from sessions.models import Note
from tests.coaching_sessions.makers import make_draft, make_meeting
from tests.factories import make_client, make_staff, signed_in

pytestmark = pytest.mark.django_db
WHY = "She moves to another town."
BY_ITSELF = {"X-Autosave": "true"}


@pytest.fixture
def note(tomas):
    """A draft of Tomas, whose case Priya has since an hour."""
    client = make_client(tomas, name="Luis Vega")
    case = client.cases.get()
    Goal(case=case, text="A goal of the record", created_by=tomas).save(force_insert=True)
    draft = make_draft(make_meeting(client, hours=-3))
    hand_over(case=case, to=make_staff(name="Priya Nair"), actor=tomas, reason=WHY)
    an_hour_ago = timezone.now() - timedelta(hours=1)
    CaseAssignment.objects.filter(case=case, user=tomas).update(until=an_hour_ago)
    return draft


def typed(note, words="Words that were being typed.", **more):
    return {
        "version": str(note.version), "took_place": "yes", "kind": "one_partner", "mode": "video",
        "client_came": "attended", "part_goals": words, "risk": "none",
    } | more  # fmt: skip


def address(note, act=""):
    return f"/desk/sessions/{note.coaching_session_id}/{act}"


def in_four_days():
    return time_machine.travel(timezone.now() + timedelta(hours=72), tick=False)


def test_a_save_after_the_hand_over_is_stored_and_nothing_else_of_the_record_opens(note, tomas):
    browser, client = signed_in(tomas), note.coaching_session.client
    answer = browser.post(address(note, "save/"), typed(note))
    assert (answer.status_code, answer["Location"]) == (302, address(note))
    note.refresh_from_db()
    assert note.sections == {"goals": "Words that were being typed."}
    page = browser.get(address(note)).content.decode()
    assert ("Words that were being typed." in page, "A goal of the record" in page) == (True, False)
    saved = browser.post(address(note, "save/"), typed(note, "More."), headers=BY_ITSELF)
    assert (saved.status_code, saved.json()["version"]) == (200, note.version + 1)
    for closed in ("", "record/", "work/", "messages/", "sessions/", "timeline/"):
        assert browser.get(f"/desk/clients/{client.pk}/{closed}").status_code == 404, closed
    for act in ("cancel/", "move/", "format/", "start/"):
        assert browser.post(address(note, act), {"format": "soap"}).status_code == 404, act


def test_it_stands_on_her_list_and_signing_closes_the_door(note, tomas):
    browser = signed_in(tomas)
    assert f'href="{address(note)}"' in browser.get("/desk/waiting/notes/").content.decode()
    moved = browser.post(address(note, "sign/"), typed(note, took_place="cancelled"))
    assert (moved.status_code, "The case went on" in moved.content.decode()) == (400, True)
    note.refresh_from_db()
    assert note.coaching_session.state == "checked_in"
    answer = browser.post(address(note, "sign/"), typed(note))
    assert (answer.status_code, answer["Location"]) == (302, "/desk/waiting/notes/")
    note.refresh_from_db()
    assert (note.state, note.author) == ("signed", tomas)
    assert browser.get(address(note)).status_code == 404
    assert address(note) not in browser.get("/desk/waiting/notes/").content.decode()


def test_an_old_tab_of_the_draft_gets_both_texts(note, tomas):
    browser = signed_in(tomas)
    assert browser.post(address(note, "save/"), typed(note, "The first window.")).status_code == 302
    answer = browser.post(address(note, "save/"), typed(note, "The second window."))
    text = answer.content.decode()
    assert answer.status_code == 409
    assert ("The first window." in text, "The second window." in text) == (True, True)


def test_after_seventy_two_hours_nothing_is_stored_and_the_words_come_back(note, tomas):
    before = Note.objects.get().sections
    with in_four_days():
        browser = signed_in(tomas)
        for act in ("save/", "sign/"):
            answer = browser.post(address(note, act), typed(note))
            text = answer.content.decode()
            assert (answer.status_code, "Words that were being typed." in text) == (409, True), act
            assert "The time for this note is over" in text
        alone = browser.post(address(note, "save/"), typed(note), headers=BY_ITSELF)
        assert (alone.status_code, alone.json()) == (
            409,
            {"error": "The case went on to somebody else, and the time for this note is over."},
        )
        assert browser.get(address(note)).status_code == 404
        assert address(note) not in browser.get("/desk/waiting/notes/").content.decode()
    assert Note.objects.get().sections == before


def test_a_draft_of_somebody_else_is_not_there(note):
    browser = signed_in(make_staff())
    for act in ("save/", "sign/"):
        assert browser.post(address(note, act), typed(note)).status_code == 404
    assert browser.get(address(note)).status_code == 404
