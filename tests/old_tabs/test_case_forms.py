"""Two tabs over one case: what the old one sends changes nothing and nothing of it is lost."""

from __future__ import annotations

import pytest

from tests.couples.people import at, screened
from tests.factories import make_client, signed_in
from tests.pages import seen, stamps

pytestmark = [pytest.mark.django_db, pytest.mark.proves("REL-06")]


@pytest.fixture
def case():
    return make_client().cases.get()


def page_of(case):
    return f"/desk/clients/{case.client_id}/work/"


def test_the_second_tab_on_what_brings_the_client_gets_both_texts(case):
    desk = signed_in(case.owner)
    first = seen(desk, page_of(case), **{"case-concern": "He left in May."})
    second = seen(desk, page_of(case), **{"case-concern": "She wants to sleep again."})
    assert desk.post(at(case, "change"), first).status_code == 302
    answer = desk.post(at(case, "change"), second)
    text = answer.content.decode()
    case.refresh_from_db()
    assert (answer.status_code, case.presenting_concern) == (409, "He left in May.")
    assert [words in text for words in ("He left in May.", "She wants to sleep again.")] == [
        True
    ] * 2

    # The page that came back knows both: pressed again it counts.
    again = second | {"case-as_shown": stamps(desk, page_of(case))["case-as_shown"]}
    assert desk.post(at(case, "change"), again).status_code == 302
    case.refresh_from_db()
    assert case.presenting_concern == "She wants to sleep again."


def test_the_second_tab_on_the_stance_adds_no_line(case):
    desk = signed_in(case.owner)
    sent = {"stance-on": "2026-03-02", "stance-note": "Said so at dinner."}
    first = seen(desk, page_of(case), **sent, **{"stance-stance": "refuses"})
    second = seen(desk, page_of(case), **sent, **{"stance-stance": "willing"})
    assert desk.post(at(case, "stances/add"), first).status_code == 302
    for old in (second, first):
        answer = desk.post(at(case, "stances/add"), old)
        case.refresh_from_db()
        assert (answer.status_code, case.partner_stance, case.stances.count()) == (
            409, "refuses", 1,
        )  # fmt: skip
        assert "Said so at dinner." in answer.content.decode()


def test_the_second_tab_on_a_review_gives_its_summary_back(case):
    desk = signed_in(case.owner)
    first = seen(desk, page_of(case), **{"review-summary": "Holds.", "review-path": "own_work"})
    second = seen(desk, page_of(case), **{"review-summary": "Leaves.", "review-path": "separate"})
    assert desk.post(at(case, "reviews/add"), first).status_code == 302
    answer = desk.post(at(case, "reviews/add"), second)
    case.refresh_from_db()
    assert (answer.status_code, case.path, [r.summary for r in case.reviews.all()]) == (
        409, "own_work", ["Holds."],
    )  # fmt: skip
    assert "Leaves." in answer.content.decode()


def test_the_second_tab_on_the_kind_changes_nothing(case):
    screened(case.client)
    desk = signed_in(case.owner)
    first = seen(desk, page_of(case), **{"kind-kind": "individual"})
    second = seen(desk, page_of(case), **{"kind-kind": "discernment"})
    assert desk.post(at(case, "kind"), first).status_code == 302
    answer = desk.post(at(case, "kind"), second)
    case.refresh_from_db()
    assert (answer.status_code, case.kind) == (409, "individual")


@pytest.mark.parametrize(
    ("act", "sent"),
    [
        ("change", {"case-concern": "x"}),
        ("kind", {"kind-kind": "individual"}),
        ("stances/add", {"stance-stance": "refuses", "stance-on": "2026-03-02"}),
        ("reviews/add", {"review-summary": "x", "review-path": "stay"}),
    ],
)
def test_a_form_without_a_stamp_counts_as_old(case, act, sent):
    assert signed_in(case.owner).post(at(case, act), sent).status_code == 409
    assert (case.stances.count(), case.reviews.count(), case.version) == (0, 0, 1)


def test_a_case_that_ended_elsewhere_gives_the_closing_summary_back(case):
    desk = signed_in(case.owner)
    sent = {"close-reason": "goals_met", "close-summary": "What we reached."}
    assert desk.post(at(case, "close"), sent).status_code == 302
    answer = desk.post(at(case, "close"), sent | {"close-summary": "Another end."})
    case.refresh_from_db()
    assert (answer.status_code, case.closing_summary) == (409, "What we reached.")
    assert "Another end." in answer.content.decode()
