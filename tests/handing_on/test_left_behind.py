"""Notes that a coach leaves behind: begun at the hand-over, given more time, passed on, taken over."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from clients.models import CaseAssignment
from clients.people.handover import hand_over
from coachdesk.lib.errors import NotPossible
from sessions.models import Note
from sessions.notes.left_behind import give_more_time, pass_on, take_over
from tests.coaching_sessions.makers import make_draft, make_meeting
from tests.factories import make_client, make_staff, signed_in

pytestmark = pytest.mark.django_db
WHY = "She moves to another town."
LEFT = "a note was left unfinished"


@pytest.fixture
def client_(tomas):
    return make_client(tomas, name="Luis Vega")


def handed_on(client, tomas, priya, *, hours=1):
    """The case goes to Priya; so many hours pass."""
    case = client.cases.get()
    hand_over(case=case, to=priya, actor=tomas, reason=WHY)
    ended = timezone.now() - timedelta(hours=hours)
    CaseAssignment.objects.filter(case=case, user=tomas).update(until=ended)


def page_of(user, note):
    return signed_in(user).get(f"/desk/sessions/{note.coaching_session_id}/")


def act(user, note, name):
    return signed_in(user).post(reverse(f"sessions:{name}", args=[note.coaching_session_id]))


@pytest.mark.parametrize("state", ["completed", "checked_in", "scheduled", "confirmed"])
def test_a_session_without_a_note_is_on_the_list_of_who_led_it(client_, tomas, priya, state):
    meeting = make_meeting(client_, hours=-30, state=state)
    handed_on(client_, tomas, priya)
    note = Note.objects.get()
    assert (note.coaching_session, note.author, note.state) == (meeting, tomas, "draft")
    at = f"/desk/sessions/{meeting.pk}/"
    assert at in signed_in(tomas).get("/desk/waiting/notes/").content.decode()
    page = page_of(priya, note).content.decode()
    assert "Tomas Lind has not finished the note of this session." in page
    assert "It may be finished until" in page


def test_after_the_time_the_new_coach_is_told_and_gives_more(client_, tomas, priya):
    note = make_draft(make_meeting(client_, hours=-3))
    handed_on(client_, tomas, priya, hours=71)
    assert LEFT not in signed_in(priya).get("/desk/").content.decode()
    with time_machine.travel(timezone.now() + timedelta(hours=2), tick=False):
        page = page_of(priya, note).content.decode()
        assert ("Give 72 hours more" in page, "One evening." in page) == (True, False)
        assert LEFT in signed_in(priya).get("/desk/").content.decode()
        assert page_of(tomas, note).status_code == 404
        assert act(priya, note, "note_more_time").status_code == 302
        assert "One evening." in page_of(tomas, note).content.decode()
        assert LEFT not in signed_in(priya).get("/desk/").content.decode()
    with time_machine.travel(timezone.now() + timedelta(hours=75), tick=False):
        assert page_of(tomas, note).status_code == 404


def test_only_the_coach_of_the_case_gives_more_time(client_, tomas, priya):
    note = make_draft(make_meeting(client_, hours=-3))
    handed_on(client_, tomas, priya, hours=80)
    for other in (tomas, make_staff()):
        assert act(other, note, "note_more_time").status_code == 404
        with pytest.raises(NotPossible, match="no draft of somebody else"):
            give_more_time(note=note, actor=other)
    note.refresh_from_db()
    assert note.finish_until is None


def test_the_author_lets_the_new_coach_finish_it(client_, tomas, priya):
    note = make_draft(make_meeting(client_, hours=-3))
    handed_on(client_, tomas, priya)
    answer = act(tomas, note, "note_pass_on")
    assert (answer.status_code, answer["Location"]) == (302, "/desk/waiting/notes/")
    before = note.version
    note.refresh_from_db()
    assert (note.author, note.version) == (priya, before + 1)
    assert page_of(tomas, note).status_code == 404
    assert "One evening." in page_of(priya, note).content.decode()


def test_a_draft_of_somebody_else_or_of_ones_own_case_is_not_passed_on(client_, tomas, priya):
    note = make_draft(make_meeting(client_, hours=-3))
    with pytest.raises(NotPossible, match="can’t be passed on"):
        pass_on(note=note, actor=tomas)
    handed_on(client_, tomas, priya)
    with pytest.raises(NotPossible, match="can’t be passed on"):
        pass_on(note=note, actor=priya)
    assert act(priya, note, "note_pass_on").status_code == 404


def test_words_of_an_author_who_is_there_are_not_taken_over(client_, tomas, priya):
    note = make_draft(make_meeting(client_, hours=-3))
    handed_on(client_, tomas, priya, hours=80)
    assert act(priya, note, "note_take_over").status_code == 302
    note.refresh_from_db()
    assert note.author == tomas
    tomas.is_active = False
    tomas.save()
    assert act(priya, note, "note_take_over").status_code == 302
    note.refresh_from_db()
    assert note.author == priya
    assert "One evening." in page_of(priya, note).content.decode()


def test_an_empty_draft_is_taken_over_once_its_time_is_over(client_, tomas, priya):
    make_meeting(client_, hours=-30, state="completed")
    handed_on(client_, tomas, priya, hours=70)
    note = Note.objects.get()
    with pytest.raises(NotPossible, match="Only its author"):
        take_over(note=note, actor=priya)
    with time_machine.travel(timezone.now() + timedelta(hours=3), tick=False):
        assert "Finish it yourself" in page_of(priya, note).content.decode()
        act(priya, note, "note_take_over")
    note.refresh_from_db()
    assert note.author == priya
