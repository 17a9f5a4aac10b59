"""One act, one address: a page takes no act, and nobody acts on a client of another coach."""

from __future__ import annotations

import pytest
from django.urls import reverse

from clients.homework.homework_tasks import give_task
from clients.homework.models import Assignment
from tests.factories import make_client, make_staff, signed_in
from tests.homework.makers import agree, give, newer

pytestmark = pytest.mark.django_db
FIRST = "start-with-yourself"
NOBODY = "00000000-0000-4000-8000-000000000000"
_STEP = {"step": FIRST}
PAGES = {"adjust": _STEP, "upgrade": {}, "review": _STEP, "move": {}}
_ACTIVITY = {**_STEP, "activity": "something-for-me"}
ACTS = {
    "activity_add": _STEP,
    "activity_up": _ACTIVITY,
    "activity_down": _ACTIVITY,
    "activity_take_out": _ACTIVITY,
    "activity_put_back": _ACTIVITY,
    "upgrade_offer": {"version": NOBODY},
    "upgrade_withdraw": {},
    "program_pause": {},
    "program_resume": {},
    "program_stop": {},
    "step_skip": _STEP,
    "step_release": _STEP,
    "step_answer": _STEP,
    "step_confirm": _STEP,
    "step_return": _STEP,
}


@pytest.fixture
def given():
    client = make_client(name="Ana Reyes")
    agree(client)
    return give(client)


@pytest.mark.parametrize(("name", "more"), PAGES.items())
def test_a_page_takes_no_act(given, name, more):
    before = Assignment.objects.values().get(pk=given.pk)
    browser = signed_in(given.case.owner)
    answer = browser.post(
        reverse(f"homework:{name}", kwargs={"pk": given.pk, **more}), {"act": "stop"}
    )
    assert answer.status_code == 405
    assert Assignment.objects.values().get(pk=given.pk) == before


@pytest.mark.proves("SEC-11", "SEC-12")
@pytest.mark.parametrize(("name", "more"), ACTS.items())
def test_nobody_acts_on_a_program_of_another_coach_or_of_nobody(given, name, more):
    stranger, owner = signed_in(make_staff("coach")), signed_in(given.case.owner)
    if "version" in more:
        more = {"version": newer(aim="Another aim.").pk}
    before = Assignment.objects.values().get(pk=given.pk)
    foreign = reverse(f"homework:{name}", kwargs={"pk": given.pk, **more})
    assert stranger.post(foreign).status_code == 404
    unknown = reverse(f"homework:{name}", kwargs={"pk": NOBODY, **more})
    assert owner.post(unknown).status_code == 404
    assert Assignment.objects.values().get(pk=given.pk) == before


@pytest.mark.parametrize(
    "name", ["adjust", "review", "step_skip", "step_release", "step_answer", "activity_add"]
)
def test_a_step_that_the_program_does_not_have_is_not_found(given, name):
    browser = signed_in(given.case.owner)
    address = reverse(f"homework:{name}", args=[given.pk, "no-such"])
    method = browser.get if name in PAGES else browser.post
    assert method(address, {"text": "x"}).status_code == 404
    assert not given.step_events.exists()


def test_a_program_rests_goes_on_and_stops_from_the_clients_page(given):
    browser = signed_in(given.case.owner)
    page = reverse("homework:client", args=[given.client_id])
    for name, state in (("pause", "paused"), ("resume", "active"), ("stop", "stopped")):
        address = reverse(f"homework:program_{name}", args=[given.pk])
        assert address in browser.get(page).text
        assert browser.post(address).url == page
        given.refresh_from_db()
        assert given.state == state
    browser.post(reverse("homework:program_resume", args=[given.pk]))
    given.refresh_from_db()
    assert given.state == "stopped"


def test_a_step_is_left_out_from_the_clients_page(given):
    browser = signed_in(given.case.owner)
    page = reverse("homework:client", args=[given.client_id])
    address = reverse("homework:step_skip", args=[given.pk, FIRST])
    assert address in browser.get(page).text
    assert browser.post(address).url == page
    assert [event.kind for event in given.step_events.all()] == ["skipped"]


def test_the_old_address_of_acts_leads_to_the_clients_homework(given):
    answer = signed_in(given.case.owner).get(f"/desk/homework/{given.pk}/move/")
    assert answer.url == reverse("homework:client", args=[given.client_id])


def test_only_a_promise_of_the_coach_is_ticked_off_and_only_by_who_works_with_the_client(given):
    owner, client = given.case.owner, given.client
    promised, theirs = (
        give_task(client=client, whose=whose, text="Call her", due_on=None, actor=owner)
        for whose in ("coach", "client")
    )
    browser, stranger = signed_in(owner), signed_in(make_staff("coach"))
    address = reverse("homework:task_done", args=[client.pk, promised.pk])
    assert address in browser.get(reverse("homework:client", args=[client.pk])).text
    assert stranger.post(address).status_code == 404
    other = make_client(owner, name="Bo Lind")
    for client_id, task_id in ((other.pk, promised.pk), (client.pk, theirs.pk)):
        wrong = reverse("homework:task_done", args=[client_id, task_id])
        assert browser.post(wrong).status_code == 404
    promised.refresh_from_db()
    assert promised.done_at is None
    assert browser.post(address).status_code == 302
    promised.refresh_from_db()
    assert promised.done_at is not None


def test_an_offer_of_a_version_that_is_not_the_newest_is_not_made(given):
    old, latest = newer(aim="Second aim."), newer(number="9.1.0", aim="Third aim.")
    browser = signed_in(given.case.owner)
    answer = browser.post(reverse("homework:upgrade_offer", args=[given.pk, old.pk]))
    assert "Another version came out meanwhile." in browser.get(answer.url).text
    unknown = reverse("homework:upgrade_offer", args=[given.pk, NOBODY])
    assert browser.post(unknown).status_code == 404
    given.refresh_from_db()
    assert given.offered_version_id is None
    browser.post(reverse("homework:upgrade_offer", args=[given.pk, latest.pk]))
    given.refresh_from_db()
    assert given.offered_version_id == latest.pk
    browser.post(reverse("homework:upgrade_withdraw", args=[given.pk]))
    given.refresh_from_db()
    assert given.offered_version_id is None
