"""From a name to the first session: what is missing is said on every page, each with its way there."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from clients.models import Case, CaseStatus, ClientStatus, Outcome, Screening
from coachdesk.users.models import Role
from sessions.models import CoachingSession, SessionKind
from tests.factories import make_client, make_staff, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def coach():
    return make_staff(Role.COUNSELOR)


@pytest.fixture
def newcomer(coach):
    """A client whose work has not begun."""
    client = make_client(coach, with_login=False)
    client.status = ClientStatus.INTAKE
    client.save()
    Case.objects.update(status=CaseStatus.INQUIRY)
    return client


def page(name: str, client) -> str:
    return reverse(name, args=[client.pk])


@pytest.mark.parametrize(
    "name", ["clients:detail", "clients:work", "homework:propose", "sessions:begin"]
)
def test_every_page_says_what_the_work_still_takes_with_the_way_there(coach, newcomer, name):
    text = signed_in(coach).get(page(name, newcomer)).text
    assert "Before the work starts:" in text
    links = [
        ("clients:documents", "the agreement"),
        ("clients:documents", "the privacy notice"),
        ("clients:contact", "safe contact"),
        ("clients:safety", "a safety screening that does not say stop"),
    ]
    for target, words in links:
        assert f'<a href="{page(target, newcomer)}">{words}</a>' in text


def test_what_is_done_is_no_longer_said(coach, newcomer):
    Screening.objects.create(
        client=newcomer, taken_by=coach, outcome=Outcome.CLEAR, taken_at=timezone.now(), answers={}
    )
    text = signed_in(coach).get(page("clients:detail", newcomer)).text
    assert "Before the work starts:" in text
    assert "a safety screening that does not say stop" not in text


def test_once_the_work_has_begun_nothing_is_said(coach):
    text = signed_in(coach).get(page("clients:detail", make_client(coach))).text
    assert "Before the work starts:" not in text


def test_the_first_talk_is_noted_as_a_session_before_the_work_begins(coach, newcomer):
    desk = signed_in(coach)
    begin = page("sessions:begin", newcomer)
    assert "There is no active case." not in desk.get(begin).text
    answer = desk.post(begin)
    meeting = CoachingSession.objects.get()
    assert answer["Location"] == reverse("sessions:detail", args=[meeting.pk])
    assert (meeting.kind, meeting.case) == (SessionKind.INTAKE, newcomer.cases.get())
    assert desk.get(answer["Location"]).status_code == 200
    assert desk.post(begin)["Location"] == answer["Location"]
    newcomer.refresh_from_db()
    assert (newcomer.status, newcomer.cases.get().status) == ("intake", "inquiry")


def test_where_the_work_has_begun_a_session_needs_a_case_and_the_way_is_shown(coach):
    client = make_client(coach)
    Case.objects.update(status=CaseStatus.ON_HOLD)
    answer = signed_in(coach).post(page("sessions:begin", client))
    assert answer.status_code == 409
    assert f'<a href="{page("clients:work", client)}">Open or resume one first.</a>' in answer.text
    assert not CoachingSession.objects.exists()
