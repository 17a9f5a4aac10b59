from __future__ import annotations

import uuid

import pytest
from django.urls import reverse

from clients.homework.library import import_program
from clients.homework.models import Assignment, LogEntry, Reflection, StepEvent
from clients.homework.review_services import answer_step
from coachdesk.safety.models import SafetyFlag
from tests.factories import make_client, signed_in
from tests.homework.makers import agree, give

pytestmark = pytest.mark.django_db
FIRST = "start-with-yourself"


def address(name: str, assignment: Assignment, **more) -> str:
    return reverse(f"portal:{name}", kwargs={"pk": assignment.pk, "step": FIRST, **more})


def save(browser, assignment, *, version=0, quiet=True, act="save", **answers):
    headers = {"X-Autosave": "true"} if quiet else {}
    data = {"version": version, "shared": ["noticed", "contentment"], **answers}
    return browser.post(address(act, assignment), data, headers=headers)


def test_an_offered_program_starts_when_the_client_says_yes(ana):
    assignment = give(ana, accept=False)
    browser = signed_in(ana.user)
    assert "Rebuild Connection" in browser.get(reverse("portal:today")).text
    offer = reverse("portal:proposal", args=[assignment.pk])
    assert "What it can and can’t do" in browser.get(offer).text
    browser.post(reverse("portal:proposal_accept", args=[assignment.pk]))
    assert "Open today’s step" in browser.get(reverse("portal:today")).text


def test_the_partners_label_fills_the_text_and_is_escaped(ana):
    case = ana.cases.get()
    case.partner_label = "<b>J.</b>"
    case.save()
    page = signed_in(ana.user).get(address("step", give(ana))).text
    assert "&lt;b&gt;J.&lt;/b&gt;" in page
    assert "{partner}" not in page


def test_an_activity_is_noted_once_however_often_it_is_sent(ana):
    assignment = give(ana)
    browser = signed_in(ana.user)
    page = address("activity", assignment, activity="something-for-me")
    sent = {"what": "A walk by the river", "after": "7", "form_key": str(uuid.uuid4())}
    for _ in range(3):
        assert browser.post(page, sent).status_code == 302
    entry = LogEntry.objects.get()
    assert (entry.answers, entry.state) == (
        {"what": "A walk by the river", "after": 7},
        "submitted",
    )


def test_a_missing_required_answer_comes_back_with_everything_that_was_written(ana):
    browser = signed_in(ana.user)
    page = address("activity", give(ana), activity="energy-inventory")
    response = browser.post(
        page, {"inventory": "Swimming, my sister", "form_key": str(uuid.uuid4())}
    )
    assert response.status_code == 400
    assert "Swimming, my sister" in response.text
    assert not LogEntry.objects.exists()


@pytest.mark.proves("REL-06", "REL-08")
def test_autosave_keeps_words_and_an_old_page_overwrites_nothing(ana):
    assignment = give(ana)
    browser = signed_in(ana.user)
    first = save(browser, assignment, noticed="I slept better")
    assert first.json()["version"] == 1
    second = save(browser, assignment, version=1, noticed="I slept better on Tuesday")
    assert second.json()["version"] == 2
    stale = save(browser, assignment, version=1, noticed="From the other phone")
    assert stale.status_code == 409
    assert Reflection.objects.get().answers["noticed"] == "I slept better on Tuesday"


@pytest.mark.proves("REL-06", "REL-09")
def test_without_script_a_conflict_shows_both_texts(ana):
    assignment = give(ana)
    browser = signed_in(ana.user)
    save(browser, assignment, noticed="Saved on the tablet")
    page = save(browser, assignment, version=0, quiet=False, noticed="Written on the phone")
    assert page.status_code == 409
    assert "Saved on the tablet" in page.text
    assert "Written on the phone" in page.text


def test_handing_in_reaches_the_coach_and_the_answer_reaches_the_client(ana):
    assignment = give(ana)
    browser = signed_in(ana.user)
    save(
        browser,
        assignment,
        quiet=False,
        noticed="I like the mornings",
        contentment="6",
        act="hand_in",
    )
    assert StepEvent.objects.filter(kind="submitted", step_key=FIRST).count() == 1
    coach = ana.cases.get().owner
    desk = signed_in(coach)
    review = reverse("homework:review", args=[assignment.pk, FIRST])
    assert "I like the mornings" in desk.get(review).text
    sent = {"text": "Mornings are a good place to start.", "form_key": str(uuid.uuid4())}
    desk.post(reverse("homework:step_answer", args=[assignment.pk, FIRST]), sent)
    assert "Mornings are a good place to start." in browser.get(reverse("portal:today")).text


def test_what_only_the_client_reads_is_not_on_the_coachs_page(ana):
    assignment = give(ana)
    browser = signed_in(ana.user)
    browser.post(
        address("hand_in", assignment),
        {
            "version": 0,
            "noticed": "Only for me",
            "contentment": "5",
            "shared": ["contentment"],
        },
    )
    page = signed_in(ana.cases.get().owner).get(
        reverse("homework:review", args=[assignment.pk, FIRST])
    )
    assert "Only for me" not in page.text
    assert "Some answers stay with the client." in page.text


def test_danger_in_a_reflection_opens_a_flag_and_pauses_the_program(ana):
    assignment = give(ana)
    browser = signed_in(ana.user)
    save(
        browser,
        assignment,
        quiet=False,
        noticed="I want to kill myself",
        contentment="0",
        act="hand_in",
    )
    flag = SafetyFlag.objects.get()
    assert (flag.person_id, flag.urgent) == (ana.pk, True)
    assignment.refresh_from_db()
    assert (assignment.state, assignment.paused_by_safety) == ("paused", True)
    assert "Your steps are resting for now." in browser.get(reverse("portal:today")).text


@pytest.mark.proves("SEC-11", "SEC-12")
def test_another_clients_steps_are_not_found_by_any_address(ana):
    assignment = give(ana)
    other = make_client(name="Bo Lind")
    agree(other)
    browser = signed_in(other.user)
    for method, target in (
        ("get", address("step", assignment)),
        ("post", address("save", assignment)),
        ("get", address("activity", assignment, activity="my-lines")),
        ("post", address("activity", assignment, activity="my-lines")),
        ("get", reverse("portal:proposal", args=[assignment.pk])),
    ):
        assert getattr(browser, method)(target).status_code == 404


@pytest.mark.proves("SEC-11", "SEC-12")
def test_another_coach_finds_none_of_the_clients_homework(ana):
    assignment = give(ana)
    stranger = signed_in(make_client().cases.get().owner)
    for method, target in (
        ("get", reverse("homework:client", args=[ana.pk])),
        ("get", reverse("homework:propose", args=[ana.pk])),
        ("post", reverse("homework:propose", args=[ana.pk])),
        ("get", reverse("homework:review", args=[assignment.pk, FIRST])),
        ("get", reverse("homework:move", args=[assignment.pk])),
    ):
        assert getattr(stranger, method)(target).status_code == 404


def test_a_step_handed_in_before_a_flag_hid_it_can_still_be_answered(ana):
    assignment = give(ana)
    browser = signed_in(ana.user)
    save(browser, assignment, quiet=False, noticed="Before", contentment="5", act="hand_in")
    type(assignment).objects.filter(pk=assignment.pk).update(
        version=_blocked_copy(assignment.version, FIRST)
    )
    _flag(ana)
    assert browser.get(address("step", assignment)).status_code == 409
    desk = signed_in(ana.cases.get().owner)
    review = reverse("homework:review", args=[assignment.pk, FIRST])
    assert "Before" in desk.get(review).text
    sent = {"text": "I read it.", "form_key": str(uuid.uuid4())}
    answer = reverse("homework:step_answer", args=[assignment.pk, FIRST])
    assert desk.post(answer, sent).status_code == 302


def test_words_that_close_their_own_step_lead_to_today_and_not_to_a_missing_page(ana):
    assignment = give(ana)
    type(assignment).objects.filter(pk=assignment.pk).update(
        version=_blocked_copy(assignment.version, FIRST)
    )
    browser = signed_in(ana.user)
    answer = save(
        browser, assignment, quiet=False, noticed="He choked me.", contentment="0", act="hand_in"
    )
    assert SafetyFlag.objects.exists()
    assert answer.status_code == 302
    assert answer.headers["Location"] == reverse("portal:today")
    assert browser.get(answer.headers["Location"]).status_code == 200


@pytest.mark.proves("REL-09")
def test_words_for_a_step_that_closed_meanwhile_are_given_back(ana):
    assignment = give(ana)
    type(assignment).objects.filter(pk=assignment.pk).update(
        version=_blocked_copy(assignment.version, FIRST)
    )
    _flag(ana)
    answer = save(signed_in(ana.user), assignment, quiet=False, noticed="A long evening.")
    assert (answer.status_code, "A long evening." in answer.text) == (409, True)
    assert not Reflection.objects.exists()


def _flag(client) -> None:
    SafetyFlag.objects.create(
        subject_kind="screening",
        subject_id=client.pk,
        person_id=client.pk,
        codes=["coercive_control"],
        urgent=False,
        acknowledge_by="2030-01-01T00:00Z",
    )


def _blocked_copy(version, step_key):
    """The same program in which one step is hidden under couple_block."""
    source = version.source.replace("version: 1.0.0", "version: 1.0.1", 1).replace(
        f"  - key: {step_key}\n", f"  - key: {step_key}\n    blocked_by: [couple_block]\n", 1
    )
    return import_program(source=source, actor=None, publish=True)


def test_a_returned_step_opens_again_with_the_reason(ana):
    assignment = give(ana)
    browser = signed_in(ana.user)
    save(browser, assignment, quiet=False, noticed="Short", contentment="5", act="hand_in")
    coach = ana.cases.get().owner
    answer_step(
        assignment=assignment, step_key=FIRST, actor=coach, text="Tell me more.", returned=True
    )
    page = browser.get(address("step", assignment)).text
    assert "Tell me more." in page
    assert "You are here" in page


@pytest.mark.parametrize("bad", ["nul\x00byte", "x" * 2001])
@pytest.mark.proves("SEC-37", "SEC-38", "REL-09")
def test_text_that_cannot_be_kept_comes_back_with_a_reason(ana, bad):
    page = save(signed_in(ana.user), give(ana), quiet=False, noticed=bad)
    assert page.status_code == 400
    assert not Reflection.objects.exists()


def test_a_blocked_activity_is_hidden_everywhere(ana):
    assignment = give(ana)
    _flag(ana)
    browser = signed_in(ana.user)
    for page in (reverse("portal:today"), reverse("portal:path"), address("step", assignment)):
        text = browser.get(page).text
        assert "Only my own lines" not in text
        assert "Warmth" not in text
    hidden = browser.get(address("activity", assignment, activity="my-lines"))
    assert (hidden.status_code, "Only my own lines" in hidden.text) == (409, False)
