"""When a questionnaire is due, what answers it, and what the client is told."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from clients.homework.models import SingleTask
from clients.homework.services import move_assignment
from clients.measures.instrument_packs import instruments
from clients.measures.models import MeasurePlan, MeasureScore
from clients.measures.queries import marks_of, score_lines, weekly_lines
from clients.measures.schedules import due
from clients.measures.services import enter_score, save_check_in
from coachdesk.users.models import Role
from tests.factories import make_client, make_staff, signed_in
from tests.homework.makers import give

pytestmark = pytest.mark.django_db


def enter(client, score, code="csi-4", back=0):
    return enter_score(
        client=client,
        instrument=instruments()[code],
        score=score,
        taken_on=timezone.localdate() - timedelta(days=back),
        flagged_item=False,
        note="",
        actor=client.cases.get().owner,
    )


def waiting(client):
    return [(line.instrument.code, line.reason) for line in due([client.pk]).get(client.pk, [])]


def test_a_program_asks_at_its_start_and_every_four_weeks_until_a_score_is_there(ana):
    give(ana)
    assert waiting(ana) == [("csi-4", "at the start of Rebuild Connection")]
    enter(ana, 9)
    assert waiting(ana) == []
    with time_machine.travel(timezone.now() + timedelta(weeks=4), tick=False):
        assert waiting(ana) == [("csi-4", "every 4 weeks in Rebuild Connection")]
        enter(ana, 11)
        assert waiting(ana) == []


def test_a_stopped_program_asks_no_more(ana):
    given = give(ana)
    move_assignment(assignment=given, to="stopped", actor=given.case.owner)
    assert waiting(ana) == []


def test_the_coach_plans_one_ends_it_and_plans_no_second_beside_it(ana):
    coach = signed_in(ana.cases.get().owner)
    page = reverse("measures:client", args=[ana.pk])
    today = timezone.localdate().isoformat()
    sent = {"plan-code": "csi-16", "plan-start_on": today, "plan-every_weeks": "2"}
    add = f"{page}plans/add/"
    assert coach.post(add, sent).status_code == 302
    assert waiting(ana) == [("csi-16", "asked by you")]
    assert "is due since" in coach.get(page).text
    again = coach.post(add, sent)
    assert again.status_code == 400
    assert "planned already" in again.text
    coach.post(f"{page}plans/{MeasurePlan.objects.get().pk}/end/")
    assert waiting(ana) == []


def test_a_plan_with_a_faulty_day_comes_back_with_a_reason(ana):
    coach = signed_in(ana.cases.get().owner)
    page = reverse("measures:client", args=[ana.pk])
    for day in ("1890-01-01", "tomorrow", ""):
        answer = coach.post(f"{page}plans/add/", {"plan-code": "csi-4", "plan-start_on": day})
        assert answer.status_code == 400


@pytest.mark.proves("SEC-09", "SEC-11")
def test_the_page_takes_no_act_and_what_is_not_there_is_not_found(ana):
    coach = signed_in(ana.cases.get().owner)
    page = reverse("measures:client", args=[ana.pk])
    assert coach.post(page, {"act": "plan"}).status_code == 405
    for place in (f"scores/{ana.pk}/void/", f"plans/{ana.pk}/end/"):
        assert coach.post(f"{page}{place}").status_code == 404
    other = signed_in(make_client(name="Bo Lind").cases.get().owner)
    for place in ("scores/add/", "plans/add/"):
        assert other.post(f"{page}{place}").status_code == 404


def test_the_client_reads_that_a_form_waits_and_no_name_of_it(ana):
    give(ana)
    page = signed_in(ana.user).get(reverse("portal:checkin")).text
    assert "There is also a short form." in page
    assert "Satisfaction" not in page


def test_a_score_entered_wrongly_is_taken_back_and_another_may_be_entered(ana):
    row = enter(ana, 9)
    coach = signed_in(ana.cases.get().owner)
    page = reverse("measures:client", args=[ana.pk])
    coach.post(f"{page}scores/{row.pk}/void/")
    assert score_lines(ana) == []
    enter(ana, 10)
    assert MeasureScore.objects.count() == 2


def test_a_score_of_another_coachs_client_cannot_be_taken_back(ana):
    row = enter(ana, 9)
    other = make_client(name="Bo Lind")
    coach = signed_in(other.cases.get().owner)
    for pk in (ana.pk, other.pk):
        page = reverse("measures:client", args=[pk])
        assert coach.post(f"{page}scores/{row.pk}/void/").status_code == 404
    row.refresh_from_db()
    assert row.void_at is None


def test_change_is_named_only_where_a_published_amount_is_known(ana):
    enter(ana, 6, back=30)
    enter(ana, 12)
    counselor = make_staff(Role.COUNSELOR)
    for score, back in ((16, 30), (10, 0)):
        enter_score(
            client=ana,
            instrument=instruments()["phq-9"],
            score=score,
            taken_on=timezone.localdate() - timedelta(days=back),
            flagged_item=False,
            note="",
            actor=counselor,
        )
    wellbeing, relationship = score_lines(ana)
    assert wellbeing.instrument.code == "phq-9"  # own wellbeing first
    assert wellbeing.sentence == "Better by 6 since the last one; 5 or more counts as change."
    assert "trend only" in relationship.sentence
    page = signed_in(ana.cases.get().owner).get(reverse("measures:client", args=[ana.pk])).text
    assert page.index("Patient Health") < page.index("Couples Satisfaction")
    assert "one side’s view of the relationship" in page


def test_three_low_answers_in_a_row_make_one_task_for_the_coach(ana):
    today = timezone.localdate()
    for back, value in ((21, 5), (14, 2), (7, 1), (0, 2), (0, 1)):
        save_check_in(
            client=ana,
            on=today - timedelta(days=back),
            values={"own_contentment": value},
            afraid="",
            note="",
            user=ana.user,
        )
    (task,) = SingleTask.objects.all()
    assert (task.whose, task.done_at) == ("coach", None)
    assert "three times in a row" in task.text
    desk = signed_in(ana.cases.get().owner)
    assert "three times in a row" in desk.get(reverse("homework:caseload")).text


def test_finished_steps_stand_as_marks_on_the_charts(ana):
    given = give(ana)
    given.step_events.create(step_key="start-with-yourself", kind="done")
    line = weekly_lines(ana)[0]
    assert marks_of(ana, line.weeks) == {len(line.weeks) - 1: ("1", "step 1")}
    page = signed_in(ana.cases.get().owner).get(reverse("measures:client", args=[ana.pk])).text
    assert "<td>step 1</td>" in page
