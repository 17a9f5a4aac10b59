"""A newer version: shown with what changes, offered, and taken only by the client."""

from __future__ import annotations

import pytest
from django.urls import reverse

from clients.homework.models import Assignment
from clients.homework.queries import courses
from clients.homework.review_services import answer_step
from clients.homework.services import propose_program
from clients.homework.submissions import submit_step
from clients.homework.upgrades import answer_upgrade, newer_versions, offer_upgrade
from coachdesk.lib.errors import NotPossible
from coachdesk.safety.services import open_flag
from tests.factories import make_client, signed_in
from tests.homework.makers import agree, give, newer

pytestmark = pytest.mark.django_db
FIRST = "start-with-yourself"


@pytest.fixture
def given():
    client = make_client(name="Ana Reyes")
    agree(client)
    return give(client)


def fresh(assignment: Assignment) -> Assignment:
    return Assignment.objects.select_related("version", "case").get(pk=assignment.pk)


def test_the_pin_moves_only_when_the_client_says_yes_and_what_is_done_stays_done(given):
    owner, client = given.case.owner, given.client
    submit_step(assignment=given, step_key=FIRST, user=client.user)
    answer_step(assignment=given, step_key=FIRST, actor=owner, text="Good.", confirm=True)
    version = newer(title="Begin with yourself", aim="A new aim for you.")
    coach, browser = signed_in(owner), signed_in(client.user)
    assert "Version 9.0.0 is out." in coach.get(reverse("homework:client", args=[client.pk])).text
    page = reverse("homework:upgrade", args=[given.pk])
    assert "A new aim for you." in coach.get(page).text
    assert "has been written anew" not in browser.get(reverse("portal:today")).text
    coach.post(reverse("homework:upgrade_offer", args=[given.pk, version.pk]))
    assert fresh(given).version_id == given.version_id
    assert "has been written anew" in browser.get(reverse("portal:today")).text
    offer = reverse("portal:upgrade", args=[given.pk])
    assert "A new aim for you." in browser.get(offer).text
    browser.post(reverse("portal:upgrade_accept", args=[given.pk, version.pk]))
    row = fresh(given)
    assert (row.version_id, row.offered_version_id) == (version.pk, None)
    first = courses([row])[0].step(FIRST)
    assert (first.state, first.data["title"]) == ("done", "Begin with yourself")


def test_a_no_leaves_everything_and_the_offer_is_gone(given):
    version = newer(aim="Another aim.")
    offer_upgrade(assignment=given, version=version, actor=given.case.owner)
    browser = signed_in(given.client.user)
    offer = reverse("portal:upgrade", args=[given.pk])
    browser.post(reverse("portal:upgrade_decline", args=[given.pk, version.pk]))
    assert (fresh(given).version_id, fresh(given).offered_version_id) == (given.version_id, None)
    assert browser.get(offer).status_code == 404


def test_an_answer_to_an_offer_that_changed_meanwhile_moves_nothing(given):
    old = newer(aim="Second aim.")
    offer_upgrade(assignment=given, version=old, actor=given.case.owner)
    latest = newer(number="9.1.0", aim="Third aim.")
    offer_upgrade(assignment=given, version=latest, actor=given.case.owner)
    browser = signed_in(given.client.user)
    answer = browser.post(reverse("portal:upgrade_accept", args=[given.pk, old.pk]))
    assert answer.status_code == 409
    assert "Third aim." in answer.text
    assert fresh(given).version_id == given.version_id


def test_the_client_is_never_told_of_what_a_flag_hides(given):
    activities = [dict(a) for a in given.version.data["steps"][0]["activities"]]
    activities[0] |= {"instructions": "Ask for a long talk tonight.", "with_partner": "invited"}
    activities[0] |= {"required": False}
    version = newer(activities=activities)
    offer_upgrade(assignment=given, version=version, actor=given.case.owner)
    open_flag(
        subject_kind="screening",
        subject_id=given.client_id,
        person_id=given.client_id,
        codes=["no_contact_request"],
        urgent=False,
    )
    offer = reverse("portal:upgrade", args=[given.pk])
    assert "Ask for a long talk tonight." not in signed_in(given.client.user).get(offer).text
    desk = reverse("homework:upgrade", args=[given.pk])
    assert "Ask for a long talk tonight." in signed_in(given.case.owner).get(desk).text


def test_another_client_finds_no_offer(given):
    version = newer(aim="Another aim.")
    offer_upgrade(assignment=given, version=version, actor=given.case.owner)
    other = make_client(name="Bo Lind")
    agree(other)
    stranger = signed_in(other.user)
    offer = reverse("portal:upgrade", args=[given.pk])
    answer = stranger.post(reverse("portal:upgrade_accept", args=[given.pk, version.pk]))
    assert (stranger.get(offer).status_code, answer.status_code) == (404, 404)
    assert fresh(given).version_id == given.version_id


def test_only_a_later_published_version_can_be_offered(given):
    with pytest.raises(NotPossible):
        offer_upgrade(assignment=given, version=given.version, actor=given.case.owner)
    version = newer(aim="Another aim.")
    assert newer_versions([fresh(given)]) == {given.pk: version}
    propose_program(case=given.case, version=version, actor=given.case.owner)
    offer_upgrade(assignment=given, version=version, actor=given.case.owner)
    with pytest.raises(NotPossible):  # it runs beside this one already
        answer_upgrade(
            assignment=given, version_id=version.pk, client_user=given.client.user, accept=True
        )
