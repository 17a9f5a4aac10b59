"""The wish to invite the partner reaches the coach, who asks every question before it goes on."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clients.cases.wishes import today_lines
from clients.models import PartnerInvitation
from coachdesk.safety.models import SafetyFlag
from coachdesk.users.models import Role
from tests.couples.people import CHECK, at, screened
from tests.factories import make_client, make_staff, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.proves("DOMAIN-8")]
ANSWERS = {
    "alone": "yes",
    "afraid": "no",
    "pressured": "no",
    "no_is_feared": "no",
    "changed": "no",
    "if_no": "Then I come alone, as now.",
}


@pytest.fixture
def dana():
    client = make_client(name="Dana Wolf")
    screened(client)
    assert signed_in(client.user).post("/my/partner/ask/").status_code == 302
    return client


def check(client, **other):
    case = client.cases.get()
    return signed_in(case.owner).post(at(case, "partner/check"), CHECK | other)


def wish():
    return PartnerInvitation.objects.get()


def flags(client):
    return [flag.codes for flag in SafetyFlag.objects.filter(person_id=client.pk)]


def test_the_answers_stand_with_the_check(dana):
    assert check(dana).status_code == 302
    assert (wish().state, json.loads(wish().check_note), flags(dana)) == (
        "safety_checked", ANSWERS, [],
    )  # fmt: skip
    page = signed_in(dana.cases.get().owner).get(f"/desk/clients/{dana.pk}/work/").text
    assert ["Is the client afraid of the partner?" in page, ANSWERS["if_no"] in page] == [True] * 2


@pytest.mark.parametrize("left", [name for name in CHECK])
def test_each_question_is_answered(dana, left):
    case = dana.cases.get()
    sent = {name: said for name, said in CHECK.items() if name != left}
    answer = signed_in(case.owner).post(at(case, "partner/check"), sent)
    assert (answer.status_code, wish().state, wish().check_note) == (400, "requested", "")
    assert (ANSWERS["if_no"] in answer.text) is (left != "check-if_no")


@pytest.mark.parametrize(
    ("key", "codes"),
    [
        ("afraid", ["fear_of_partner"]),
        ("pressured", ["coercive_control"]),
        ("no_is_feared", ["coercive_control", "fear_of_partner"]),
    ],
)
def test_a_yes_to_danger_is_kept_blocks_and_opens_a_flag(dana, key, codes):
    assert check(dana, **{f"check-{key}": "yes"}).status_code == 302
    assert (wish().state, json.loads(wish().check_note), flags(dana)) == (
        "requested", ANSWERS | {key: "yes"}, [codes],
    )  # fmt: skip
    again = check(dana)
    assert (again.status_code, wish().state) == (409, "requested")
    assert ANSWERS["if_no"] in again.text
    portal = signed_in(dana.user).get("/my/partner/").text
    assert ["Your coach knows." in portal, "flag" in portal] == [True, False]


@pytest.mark.parametrize(
    ("key", "said", "words"),
    [
        ("alone", "no", "Please wait until the client is alone"),
        ("changed", "yes", "Please take the safety screening again first."),
    ],
)
def test_not_alone_or_not_up_to_date_goes_no_further(dana, key, said, words):
    answer = check(dana, **{f"check-{key}": said})
    assert (answer.status_code, wish().state, flags(dana), words in answer.text) == (
        400, "requested", [], True,
    )  # fmt: skip


def test_the_words_of_a_check_of_an_earlier_version_stay_readable(dana):
    old = wish()
    old.state, old.check_note = "safety_checked", "Both want to talk."
    old.save()
    page = signed_in(dana.cases.get().owner).get(f"/desk/clients/{dana.pk}/work/")
    assert (page.status_code, "Both want to talk." in page.text) == (200, True)


def test_the_portal_leads_to_the_wish_where_there_is_a_case_for_it(dana):
    portal, link = signed_in(dana.user), 'href="/my/partner/"'
    assert link in portal.get("/my/me/").text
    dana.cases.update(kind="individual")
    assert link not in portal.get("/my/me/").text


def test_the_coach_reads_of_it_on_today_and_on_the_clients_page(dana):
    case = dana.cases.get()
    case.owner.refresh_from_db()
    lines = today_lines(case.owner, {})
    assert [(line.words, line.url) for line in lines] == [
        (
            f"{dana.initials} wishes to invite the partner",
            f"/desk/clients/{dana.pk}/work/?case={case.pk}#wish",
        )
    ]
    desk = signed_in(case.owner)
    assert "wishes to invite the partner" in desk.get("/desk/").text
    assert "Wishes to invite the partner." in desk.get(f"/desk/clients/{dana.pk}/").text
    for nobody in (make_staff(), make_staff(Role.OWNER), make_staff(Role.FRONT_DESK)):
        assert today_lines(nobody, {}) == []
    check(dana)
    assert today_lines(case.owner, {}) == []
    assert "Wishes to invite the partner." not in desk.get(f"/desk/clients/{dana.pk}/").text


def test_more_wishes_ask_no_more_queries(dana):
    coach = dana.cases.get().owner

    def queries():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            today_lines(coach, {})
        return len(asked)

    queries()  # the roles are read once
    one = queries()
    for _ in range(3):
        other = make_client(coach)
        PartnerInvitation.objects.create(case=other.cases.get())
    assert (len(today_lines(coach, {})), queries()) == (4, one)
