"""What a coach changes for one client: order, out, back, added; hidden where a flag says so."""

from __future__ import annotations

import uuid

import pytest
from django.db import connection
from django.urls import reverse

from clients.homework.adjustments import add_activity, keep_activity, move_activity
from clients.homework.models import Assignment, ProgramVersion
from clients.homework.queries import courses
from clients.homework.services import move_assignment
from clients.homework.submissions import add_log
from coachdesk.lib.errors import NotPossible
from coachdesk.safety.services import open_flag
from tests.factories import make_client, make_staff, signed_in
from tests.homework.makers import agree, give

pytestmark = pytest.mark.django_db
FIRST = "start-with-yourself"
OWN = {
    "title": "A letter to your sister",
    "instructions": "Write it, do not send it.",
    "minutes": 15,
    "mode": "once",
    "with_partner": False,
}


@pytest.fixture
def given():
    client = make_client(name="Ana Reyes")
    agree(client)
    return give(client)


def shown(assignment: Assignment) -> list[str]:
    fresh = Assignment.objects.select_related("version", "case").get(pk=assignment.pk)
    return [a.key for a in courses([fresh])[0].step(FIRST).visible_activities]


def actor_of(assignment):
    return assignment.case.owner


def test_the_order_changes_for_this_client_only(given):
    before = shown(given)
    move_activity(assignment=given, step_key=FIRST, key=before[0], by=1, actor=actor_of(given))
    assert shown(given) == [before[1], before[0], *before[2:]]
    other = make_client(name="Bo Lind")
    assert shown(give(other)) == before


def test_an_activity_taken_out_is_gone_for_the_client_and_its_notes_stay(given):
    key = "something-for-me"
    add_log(
        assignment=given,
        step_key=FIRST,
        activity_key=key,
        answers={"what": "A walk"},
        on=given.started_at.date(),
        user=given.client.user,
    )
    keep_activity(assignment=given, step_key=FIRST, key=key, keep=False, actor=actor_of(given))
    page = {"pk": given.pk, "step": FIRST, "activity": key}
    browser = signed_in(given.client.user)
    assert browser.get(reverse("portal:activity", kwargs=page)).status_code == 409
    assert given.logs.count() == 1
    keep_activity(assignment=given, step_key=FIRST, key=key, keep=True, actor=actor_of(given))
    assert "A walk" in browser.get(reverse("portal:activity", kwargs=page)).text


def test_an_activity_in_the_coachs_words_is_done_by_the_client_and_sealed_at_rest(given):
    coach = signed_in(actor_of(given))
    add = reverse("homework:activity_add", args=[given.pk, FIRST])
    sent = {**OWN, "form_key": str(uuid.uuid4())}
    del sent["with_partner"]
    for _ in range(2):  # a double click adds one
        assert coach.post(add, sent).status_code == 302
    other = coach.post(add, {**sent, "title": "A letter to your aunt"})
    assert (other.status_code, "A letter to your aunt" in other.text) == (409, True)
    (key,) = [k for k in shown(given) if k.startswith("own-")]
    browser = signed_in(given.client.user)
    place = {"pk": given.pk, "step": FIRST, "activity": key}
    address = reverse("portal:activity", kwargs=place)
    assert "Write it, do not send it." in browser.get(address).text
    words = {"note": "I wrote two pages.", "form_key": str(uuid.uuid4())}
    browser.post(address, words)
    assert (
        "I wrote two pages." in coach.get(reverse("homework:review", args=[given.pk, FIRST])).text
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT adjustments FROM homework_assignment")
        assert "sister" not in cursor.fetchone()[0]


def test_an_added_activity_that_reaches_the_partner_is_hidden_under_a_flag(given):
    words = {**OWN, "with_partner": True}
    key = add_activity(assignment=given, step_key=FIRST, actor=actor_of(given), **words)
    assert key in shown(given)
    open_flag(
        subject_kind="screening",
        subject_id=given.client_id,
        person_id=given.client_id,
        codes=["no_contact_request"],
        urgent=False,
    )
    assert key not in shown(given)
    place = {"pk": given.pk, "step": FIRST, "activity": key}
    answer = signed_in(given.client.user).get(reverse("portal:activity", kwargs=place))
    assert (answer.status_code, OWN["title"] in answer.text) == (409, False)


def test_a_form_without_words_comes_back_with_what_was_written(given):
    coach = signed_in(actor_of(given))
    add = reverse("homework:activity_add", args=[given.pk, FIRST])
    sent = {"title": "Only a title", "minutes": "many", "form_key": str(uuid.uuid4())}
    answer = coach.post(add, sent)
    assert answer.status_code == 400
    assert "Only a title" in answer.text


def test_an_activity_is_moved_taken_out_and_put_back_from_its_page(given):
    coach = signed_in(actor_of(given))
    first, second, *rest = shown(given)

    def act(name: str, key: str) -> str:
        address = reverse(f"homework:activity_{name}", args=[given.pk, FIRST, key])
        assert address in coach.get(reverse("homework:adjust", args=[given.pk, FIRST])).text
        answer = coach.post(address)
        assert answer.status_code == 302
        return coach.get(answer.url).text

    act("up", second)
    assert shown(given) == [second, first, *rest]
    act("down", second)
    assert shown(given) == [first, second, *rest]
    act("take_out", second)
    assert shown(given) == [first, *rest]
    act("put_back", second)
    assert shown(given) == [first, second, *rest]
    gone = reverse("homework:activity_up", args=[given.pk, FIRST, "no-such"])
    assert coach.post(gone).status_code == 302
    assert shown(given) == [first, second, *rest]


def test_a_program_that_has_ended_is_changed_no_more(given):
    move_assignment(assignment=given, to="stopped", actor=actor_of(given))
    with pytest.raises(NotPossible):
        add_activity(assignment=given, step_key=FIRST, actor=actor_of(given), **OWN)


def test_a_colleague_who_does_not_work_with_the_client_finds_nothing(given):
    stranger = signed_in(make_staff("coach", name="Kim Oak"))
    for name in ("adjust", "upgrade"):
        args = [given.pk, FIRST] if name == "adjust" else [given.pk]
        assert stranger.get(reverse(f"homework:{name}", args=args)).status_code == 404
    assert ProgramVersion.objects.filter(state="published").exists()
