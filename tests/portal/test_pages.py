from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from clients.cases.services import close_case
from clients.homework.homework_tasks import give_task
from clients.homework.library import SHIPPED, import_program
from clients.homework.models import Assignment, JournalEntry, LogEntry, SingleTask, StepEvent
from clients.homework.queries import courses
from clients.homework.tasks import nudge
from clients.record.export import build_export
from clients.words.services import add_worry, move_worry
from coachdesk.exports import Receiver
from coachdesk.lib.errors import Refused
from coachdesk.outbox.models import OutboxMessage
from tests.factories import make_client, signed_in
from tests.homework.makers import agree, give, screen

pytestmark = pytest.mark.django_db


def two_years_of_logs(assignment: Assignment, number: int) -> None:
    now = timezone.now()
    LogEntry.objects.bulk_create(
        LogEntry(
            assignment=assignment,
            step_key="start-with-yourself",
            activity_key="something-for-me",
            state="submitted",
            answers={"what": "A walk"},
            on=(now - timedelta(days=n)).date(),
            submitted_at=now - timedelta(days=n),
        )
        for n in range(number)
    )


def third_program(actor):
    """A copy of a shipped program as a program of its own."""
    source = (SHIPPED / "steady-yourself.yaml").read_text(encoding="utf-8")
    source = source.replace("slug: steady-yourself", "slug: third-program")
    return import_program(source=source, actor=actor, publish=True)


@pytest.mark.parametrize("logs", [1, 700])
def test_today_and_the_step_page_ask_ten_questions_with_three_programs_and_two_years_of_logs(
    ana, logs, django_assert_max_num_queries
):
    first = give(ana, "rebuild-connection")
    give(ana, "steady-yourself")
    third_program(ana.cases.get().owner)
    give(ana, "third-program")
    two_years_of_logs(first, logs)
    browser = signed_in(ana.user)
    browser.get(reverse("portal:today"))
    with django_assert_max_num_queries(10):
        assert browser.get(reverse("portal:today")).status_code == 200
    with django_assert_max_num_queries(10):
        page = reverse("portal:step", kwargs={"pk": first.pk, "step": "start-with-yourself"})
        assert browser.get(page).status_code == 200


def statements(captured) -> list[str]:
    """What was asked of the database; a test's own savepoints are not part of a real request."""
    return [q["sql"] for q in captured if "SAVEPOINT" not in q["sql"]]


def test_saving_while_writing_asks_six_questions(ana):
    given = give(ana, "rebuild-connection")
    browser = signed_in(ana.user)
    step = reverse("portal:save", kwargs={"pk": given.pk, "step": "start-with-yourself"})
    page = reverse("portal:journal_page_save", args=[uuid.uuid4()])
    for address in (step, page):
        for version in (0, 1):
            words = {"version": version, "text": f"{version}", "learned": f"{version}"}
            with CaptureQueriesContext(connection) as asked:
                answer = browser.post(address, words, headers={"X-Autosave": "true"})
            assert answer.json()["version"] == version + 1
        assert len(statements(asked.captured_queries)) <= 6


def test_a_page_of_the_journal_is_saved_by_itself_and_stays_with_the_client(ana):
    browser, page = signed_in(ana.user), uuid.uuid4()
    address = reverse("portal:journal_page_save", args=[page])
    saved = browser.post(
        address, {"text": "Only mine", "version": 0}, headers={"X-Autosave": "true"}
    )
    assert saved.json()["version"] == 1
    stale = browser.post(address, {"text": "Other", "version": 0}, headers={"X-Autosave": "true"})
    assert stale.status_code == 409
    row = JournalEntry.objects.get()
    assert (row.text, row.shared) == ("Only mine", False)
    other = make_client(name="Bo Lind")
    agree(other)
    stranger = signed_in(other.user)
    assert "Only mine" not in stranger.get(reverse("portal:journal_page", args=[page])).text
    assert stranger.post(address, {"text": "Taken over", "version": 1}).status_code == 409
    row.refresh_from_db()
    assert row.text == "Only mine"


def test_one_small_thing_is_given_done_and_answered(ana):
    coach = ana.cases.get().owner
    signed_in(coach).post(
        reverse("homework:task_give", args=[ana.pk]),
        {"text": "Call your sister", "whose": "client", "form_key": str(uuid.uuid4())},
    )
    browser, task = signed_in(ana.user), SingleTask.objects.get()
    assert "Call your sister" in browser.get(reverse("portal:today")).text
    browser.post(reverse("portal:task", args=[task.pk]), {"answer": "We laughed."})
    assert "We laughed." in signed_in(coach).get(reverse("homework:client", args=[ana.pk])).text


def test_a_promise_of_the_coach_is_not_shown_to_the_client(ana):
    coach = ana.cases.get().owner
    give_task(client=ana, whose="coach", text="Send the article", due_on=None, actor=coach)
    assert "Send the article" not in signed_in(ana.user).get(reverse("portal:today")).text


def test_closing_the_case_stops_its_programs(ana):
    assignment = give(ana)
    case = ana.cases.get()
    close_case(case=case, actor=case.owner, reason="goals_met", summary="She knows whom to call.")
    assignment.refresh_from_db()
    assert assignment.state == "stopped"


def test_a_worry_of_the_own_pile_becomes_one_small_thing(ana):
    worry = add_worry(client=ana, text="Write to my brother", bucket="mine", actor=ana.user)
    for _ in range(2):
        move_worry(worry=worry, to="step", actor=ana.user)
    assert [task.text for task in SingleTask.objects.all()] == ["Write to my brother"]
    theirs = add_worry(client=ana, text="What he thinks", bucket="not_mine", actor=ana.user)
    with pytest.raises(Refused):
        move_worry(worry=theirs, to="step", actor=ana.user)


def test_the_own_export_holds_what_the_client_wrote(ana):
    assignment = give(ana)
    two_years_of_logs(assignment, 1)
    give_task(client=ana, whose="client", text="Call your sister", due_on=None, actor=ana.user)
    export = str(build_export(ana, actor=ana.user, receiver=Receiver.CLIENT))
    assert "A walk" in export
    assert "Call your sister" in export


def test_a_quiet_step_is_reminded_of_once_and_never_again(ana):
    assignment = give(ana)
    Assignment.objects.filter(pk=assignment.pk).update(
        started_at=timezone.now() - timedelta(days=9)
    )
    for _ in range(3):
        nudge()
    assert OutboxMessage.objects.filter(mail_kind="client.step").count() == 1


@pytest.mark.parametrize("slug", ["rebuild-connection", "steady-yourself"])
def test_a_client_walks_a_shipped_program_from_its_first_step_to_its_last(ana, slug, time_machine):
    start = timezone.now()
    time_machine.move_to(start, tick=False)
    assignment = give(ana, slug)
    coach = ana.cases.get().owner
    walked = []
    for day in range(0, 600, 30):
        time_machine.move_to(start + timedelta(days=day), tick=False)
        browser, desk = signed_in(ana.user), signed_in(coach)
        screen(ana)
        walked += _work_through_open_steps(browser, desk, assignment)
        assignment.refresh_from_db()
        if assignment.state == "completed":
            break
    assert assignment.state == "completed"
    assert len(set(walked)) == len(assignment.version.data["steps"])


def _work_through_open_steps(browser, desk, assignment) -> list[str]:
    done = []
    row = Assignment.objects.select_related("version", "case").get(pk=assignment.pk)
    for step in courses([row])[0].shown:
        if step.is_behind:
            continue
        if "coach_release" in step.waits_for:
            desk.post(reverse("homework:step_release", args=[row.pk, step.key]))
            continue
        if not step.is_open:
            continue
        done.append(step.key)
        where = {"pk": row.pk, "step": step.key}
        for activity in step.visible_activities:
            for _ in range(activity.data["frequency"]["min_logs"] - activity.logs):
                answers = _answers(activity.data["log"]) | {"form_key": str(uuid.uuid4())}
                sent = browser.post(
                    reverse("portal:activity", kwargs={**where, "activity": activity.key}), answers
                )
                assert sent.status_code == 302, sent.text
        saved = _version(row, step.key)
        browser.post(
            reverse("portal:hand_in", kwargs=where),
            {**_answers(step.data["reflection"]), "version": saved},
        )
        if not StepEvent.objects.filter(assignment=row, step_key=step.key, kind="done").exists():
            reply = {"text": "Thank you.", "form_key": str(uuid.uuid4())}
            ready = next(s for s in courses([row])[0].steps if s.key == step.key).complete
            if ready:
                desk.post(reverse("homework:step_confirm", args=[row.pk, step.key]), reply)
    return done


def _version(assignment, step_key) -> int:
    row = assignment.reflections.filter(step_key=step_key).first()
    return row.version if row else 0


def _answers(prompts) -> dict[str, object]:
    found: dict[str, object] = {}
    for prompt in prompts:
        kind = prompt["type"]
        if kind == "text":
            found[prompt["key"]] = "A few words"
        elif kind == "choice":
            safe = [o["value"] for o in prompt["options"] if not o.get("triage")]
            found[prompt["key"]] = safe[0]
        else:
            found[prompt["key"]] = {"scale": "6", "checkbox": "on", "frequency": "2"}[kind]
    return found
