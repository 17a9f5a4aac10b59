"""Both programs from the first step to the last by a client who only uses the pages."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from clients.homework.models import Assignment
from clients.homework.queries import courses
from clients.models import Screening
from clients.record.export import build_export
from coachdesk.exports import Receiver
from coachdesk.outbox.models import OutboxMessage
from coachdesk.safety.services import open_flag
from tests.factories import signed_in
from tests.homework.makers import give, screen

pytestmark = pytest.mark.django_db
SLUGS = ["rebuild-connection", "steady-yourself"]


def answers_to(prompts) -> dict:
    """Something for every question, with choices that worry nobody."""
    said = {}
    for prompt in prompts:
        kind, key = prompt["type"], prompt["key"]
        if kind == "text":
            said[key] = "A walk by the river."
        elif kind == "choice":
            said[key] = next(o["value"] for o in prompt["options"] if not o.get("triage"))
        else:
            said[key] = "on" if kind == "checkbox" else "1"
    return said


def course_of(pk):
    row = Assignment.objects.select_related("version", "case").get(pk=pk)
    return courses([row])[0]


def do_step(browser, coach, given, state):
    keys = {"pk": given.pk, "step": state.key}
    assert browser.get(reverse("portal:step", kwargs=keys)).status_code == 200
    for activity in state.visible_activities:
        place = reverse("portal:activity", kwargs={**keys, "activity": activity.key})
        for _ in range(max(1, activity.data["frequency"]["min_logs"])):
            sent = {**answers_to(activity.data["log"]), "form_key": str(uuid.uuid4())}
            assert browser.post(place, sent).status_code == 302
    save = reverse("portal:save", kwargs=keys)
    words = answers_to(state.data["reflection"])
    assert browser.post(save, {"version": 0, **words}).status_code == 302
    return words


@pytest.mark.parametrize("slug", SLUGS)
def test_a_client_walks_from_the_first_step_to_the_last(ana, slug):
    given = give(ana, slug)
    owner = given.case.owner
    clock = timezone.now()
    done = []
    with time_machine.travel(clock, tick=False) as traveller:
        for _round in range(40):
            course = course_of(given.pk)
            if course.assignment.state == "completed":
                break
            browser, coach = signed_in(ana.user), signed_in(owner)
            state = next((s for s in course.steps if s.is_open), None)
            if state is None:
                waiting = next(s for s in course.steps if not s.is_behind)
                coach.post(reverse("homework:step_release", args=[given.pk, waiting.key]))
            else:
                words = do_step(browser, coach, given, state)
            clock += timedelta(days=30)
            traveller.move_to(clock, tick=False)
            screen(ana)
            if state is None:
                continue
            browser, coach = signed_in(ana.user), signed_in(owner)
            hand_in = reverse("portal:hand_in", args=[given.pk, state.key])
            assert browser.post(hand_in, {"version": 1, **words}).status_code == 302
            if course_of(given.pk).step(state.key).state == "submitted":
                confirm = reverse("homework:step_confirm", args=[given.pk, state.key])
                reply = {"text": "Thank you.", "form_key": str(uuid.uuid4())}
                assert coach.post(confirm, reply).status_code == 302
            assert course_of(given.pk).step(state.key).state == "done"
            done.append(state.key)
        browser = signed_in(ana.user)
        assert browser.get(reverse("portal:today")).status_code == 200
    assert course_of(given.pk).assignment.state == "completed"
    assert sorted(done) == sorted(s["key"] for s in given.version.data["steps"])


@pytest.mark.parametrize("slug", SLUGS)
def test_what_a_flag_closes_is_in_no_page_export_or_mail(ana, slug):
    given = give(ana, slug)
    flag = {"subject_kind": "screening", "subject_id": ana.pk, "person_id": ana.pk}
    open_flag(**flag, codes=["partner_violence"], urgent=True)
    Assignment.objects.filter(pk=given.pk).update(state="active", paused_by_safety=False)
    everything = [
        (step["key"], a) for step in given.version.data["steps"] for a in step["activities"]
    ]
    open_now = {a.key for s in course_of(given.pk).shown for a in s.visible_activities}
    hidden = [(step, a) for step, a in everything if a["key"] not in open_now]
    assert hidden
    browser = signed_in(ana.user)
    pages = [reverse("portal:today"), reverse("portal:path"), reverse("portal:data")]
    for step in course_of(given.pk).shown:
        pages.append(reverse("portal:step", kwargs={"pk": given.pk, "step": step.key}))
    texts = [browser.get(page).text for page in pages]
    texts += [
        str(build_export(ana, actor=ana.user, receiver=Receiver.CLIENT)),
        *(m.body + m.subject for m in mail.outbox),
    ]
    texts += [str(row.args) for row in OutboxMessage.objects.all()]
    for step, activity in hidden:
        place = {"pk": given.pk, "step": step, "activity": activity["key"]}
        page = browser.get(reverse("portal:activity", kwargs=place))
        assert (page.status_code, activity["title"] in page.text) == (409, False)
        assert [t for t in (*texts, page.text) if activity["instructions"][:60] in t] == []
    assert Screening.objects.filter(client=ana).exists()
