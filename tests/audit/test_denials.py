"""A 404 on somebody else's object leaves a row, after the answer, and the answer tells nothing."""

from __future__ import annotations

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coachdesk.audit.denials import BY_OTHERS, BY_STAFF, note_denials, watched
from coachdesk.audit.models import AuditEvent
from coachdesk.users.models import Role
from tests.factories import make_client, make_staff, signed_in
from tests.letters import make_letter

pytestmark = pytest.mark.django_db
REFUSED = "Somebody of the team was refused"


def denials() -> list[tuple[object, ...]]:
    rows = AuditEvent.objects.filter(action__startswith="denied.object").order_by("at")
    return [(e.action, e.actor_id, e.object_type, e.object_id, e.person_id) for e in rows]


@pytest.mark.proves("SEC-12", "SEC-54")
def test_each_try_is_recorded_and_the_client_reads_it_once_a_day_for_each_colleague():
    client, stranger, other = make_client(), make_staff(name="Tomas Lind"), make_staff()
    browser = signed_in(stranger)
    case = client.cases.get()
    for _ in range(3):
        assert browser.get(f"/desk/clients/{client.pk}/").status_code == 404
    assert browser.post(f"/desk/clients/cases/{case.pk}/move/", {"to": "x"}).status_code == 404
    assert signed_in(other).get(f"/desk/clients/{client.pk}/").status_code == 404
    seen = (BY_STAFF, stranger.pk, "clients.client", client.pk, client.pk)
    assert denials() == [
        *[seen] * 3,
        (BY_STAFF, stranger.pk, "clients.case", case.pk, client.pk),
        (BY_STAFF, other.pk, "clients.client", client.pk, client.pk),
    ]
    page = signed_in(client.user).get("/my/data/").text
    assert page.count(REFUSED) == 2
    assert "Tomas Lind" not in page


@pytest.mark.proves("SEC-12")
def test_what_is_missing_one_s_own_or_another_client_s_try_is_not_told_to_the_person():
    coach = make_staff()
    client, other = make_client(coach), make_client()
    browser = signed_in(coach)
    assert browser.get(f"/desk/clients/{uuid.uuid4()}/").status_code == 404
    assert browser.get(f"/desk/clients/{client.pk}/copy/{uuid.uuid4()}/").status_code == 404
    assert denials() == []
    goal = client.cases.get().goals.create(text="Say it once")
    assert signed_in(other.user).post(f"/my/goals/{goal.pk}/rate/", {"value": 3}).status_code == 404
    assert denials() == [(BY_OTHERS, other.user.pk, "clients.goal", goal.pk, client.pk)]
    assert REFUSED not in signed_in(client.user).get("/my/data/").text


@pytest.mark.proves("SEC-12")
def test_ids_in_query_and_form_count_as_well():
    coach = make_staff()
    client, foreign = make_client(coach), make_client()
    case = foreign.cases.get()
    place = f"/desk/clients/{client.pk}/work/?case={case.pk}"
    assert signed_in(coach).get(place).status_code == 404
    assert denials() == [(BY_STAFF, coach.pk, "clients.case", case.pk, foreign.pk)]


@pytest.mark.proves("SEC-12", "SEC-54")
def test_a_colleague_s_letter_is_recorded_too():
    letter, _code = make_letter()
    letter.assignee, letter.state = make_staff(), "assigned"
    letter.save()
    coach = make_staff()
    assert signed_in(coach).get(f"/desk/questions/{letter.pk}/").status_code == 404
    assert denials() == [(BY_STAFF, coach.pk, "questions.question", letter.pk, letter.pk)]


@pytest.mark.proves("SEC-12")
def test_the_answer_is_the_same_and_costs_the_same_and_the_row_comes_after_it():
    client, coach = make_client(), make_staff()
    browser = signed_in(coach)
    browser.get("/desk/clients/")
    answers = []
    for pk in (client.pk, uuid.uuid4()):
        with CaptureQueriesContext(connection) as done:
            answer = browser.get(f"/desk/clients/{pk}/")
        until_sent = [q["sql"] for q in done]
        end = next(n for n, sql in enumerate(until_sent) if " UNION ALL " in sql)
        answers.append((answer.status_code, answer.content, end, sorted(answer.headers)))
    assert answers[0] == answers[1]


def test_a_look_up_is_one_query_whatever_the_id_is():
    coach = make_staff()
    with CaptureQueriesContext(connection) as done:
        note_denials(coach, [uuid.uuid4() for _ in range(20)])
    assert len(done) == 1


@pytest.mark.proves("SEC-12")
def test_every_table_of_a_person_s_record_is_watched():
    paths = {model._meta.label: path for model, path in watched().items()}
    assert paths["safety.SafetyFlag"] == "person_id"
    assert paths["clients.PartnerInvitation"] == "case__client_id"
    assert paths["coaching_sessions.Addendum"] == "note__coaching_session__client_id"
    assert {
        "clients.Client",
        "clients.Case",
        "clients.Goal",
        "clients.Document",
        "clients.WordsEntry",
        "coaching_sessions.CoachingSession",
        "coaching_sessions.Note",
        "coaching_sessions.ProcessNote",
        "homework.Assignment",
        "messaging.Message",
        "questions.Question",
        "publishing.Article",
        "safety.SafetyFlag",
    } <= set(paths)


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.EDITOR])
def test_a_refused_role_is_a_403_and_no_denied_object(role):
    client = make_client()
    signed_in(make_staff(role)).get(f"/desk/clients/{client.pk}/work/")
    assert denials() == []
