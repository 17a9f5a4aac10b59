"""Work with both: offered, read and signed by each, begun only then, and over with either case."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from clients.agreements.documents import withdraw_consent
from clients.cases import joint as joints
from clients.cases import services as cases
from clients.models import Case, JointWork, Screening
from clients.people.merging import merge_clients
from coachdesk.consents.models import ConsentKind
from coachdesk.lib.errors import Blocked, Missing, NotPossible
from tests.couples.people import JOINT, at, flagged, partner_of, sign, together
from tests.factories import make_client, make_staff, signed_in

pytestmark = pytest.mark.django_db
TEXTS = {
    "no_secrets": "There are no secrets between us in this work",
    "counselor_discretion": "The coach decides with care",
    "full_individual": "It stays with the one who told it",
}
DOCUMENTS, SIGN = "/my/documents/", "/my/documents/sign/multi_no_secrets/"


@pytest.fixture
def luis():
    return make_client(name="Luis Vega")


@pytest.fixture
def jo(luis):
    return partner_of(luis)


def offered(luis, policy="no_secrets", carry=()):
    case = luis.cases.get()
    return joints.offer_joint(
        case=case, carry=carry, policy=policy, summary="So far.", actor=case.owner
    )


def begin(joint):
    return joints.begin_joint(joint=joint, actor=joint.case.owner)


def states(*clients):
    return [list(c.cases.order_by("opened_at").values_list("kind", "status")) for c in clients]


UNCHANGED = [[("one_partner", "active")], [("couple", "inquiry")]]


def test_nothing_is_offered_before_the_partner_has_come_in(luis):
    with pytest.raises(Missing) as refusal:
        offered(luis)
    assert refusal.value.what == ["the partner has come in with an own account"]
    coach = luis.cases.get().owner
    page = signed_in(coach).get(f"/desk/clients/{luis.pk}/work/").content.decode()
    assert "begins when the partner has come in" in page
    assert 'name="joint-policy"' not in page


@pytest.mark.parametrize("whose", ["luis", "jo"])
@pytest.mark.parametrize("against", ["flag", "no screening", "old screening"])
def test_the_safety_of_either_stands_against_the_offer(luis, jo, whose, against):
    person = {"luis": luis, "jo": jo}[whose]
    mine = Screening.objects.filter(client=person)
    if against == "flag":
        flagged(person)
    elif against == "no screening":
        mine.delete()
    else:
        mine.update(taken_at=timezone.now() - timedelta(days=61))
    answer = signed_in(luis.cases.get().owner).post(at(luis.cases.get(), "joint/offer"), JOINT)
    page = answer.content.decode()
    assert (answer.status_code, JOINT["joint-summary"] in page) == (409, True)
    assert (JointWork.objects.count(), states(luis, jo)) == (0, UNCHANGED)


@pytest.mark.parametrize("policy", list(TEXTS))
def test_the_text_that_both_sign_says_how_confidences_are_kept(luis, jo, policy):
    offered(luis, policy)
    for person in (luis, jo):
        portal = signed_in(person.user)
        found = [kind for kind in TEXTS if f"/sign/{joints.TEXT_OF[kind]}/" in words(portal)]
        assert found == [policy]
        page = portal.get(f"/my/documents/sign/{joints.TEXT_OF[policy]}/").content.decode()
        assert [kind for kind, said in TEXTS.items() if said in page] == [policy]


def test_the_portal_leads_to_the_text_until_it_is_signed(luis, jo):
    offered(luis)
    sign(luis)
    for person, waits in ((luis, False), (jo, True)):
        page = signed_in(person.user).get("/my/", follow=True).content.decode()
        assert ("A text to read" in page, SIGN in page) == (waits, waits)


def words(portal):
    return portal.get(DOCUMENTS).content.decode()


def test_nobody_else_is_shown_the_text(luis, jo):
    offered(luis)
    portal = signed_in(make_client().user)
    assert portal.get(SIGN).status_code == 404
    assert portal.post(f"{SIGN}yes/", {"typed_name": "Me", "shown": "x"}).status_code in (404, 405)
    assert "Working with two people" not in words(portal)
    assert "more than one person" not in words(portal)


def test_it_begins_only_with_both_signatures(luis, jo):
    joint = offered(luis)
    desk = signed_in(joint.case.owner)
    for signs, missing in (
        (None, [f"the signature of LV · {luis.code}", f"the signature of JV · {jo.code}"]),
        (luis, [f"the signature of JV · {jo.code}"]),
    ):
        if signs:
            sign(signs)
        assert joints.missing_for(joint) == missing
        desk.post(at(joint.case, "joint/begin"))
        assert states(luis, jo) == UNCHANGED
    sign(jo)
    assert joints.missing_for(joint) == []
    assert desk.post(at(joint.case, "joint/begin")).status_code == 302
    assert states(luis, jo) == [
        [("one_partner", "closed"), ("couple", "active")],
        [("couple", "active")],
    ]


def test_a_yes_to_another_way_of_keeping_confidences_does_not_count(luis, jo):
    joint = offered(luis, "full_individual")
    for person in (luis, jo):
        sign(person, "no_secrets")
    with pytest.raises(Missing):
        begin(joint)


def test_a_yes_taken_back_does_not_count(luis, jo):
    joint = offered(luis)
    for person in (luis, jo):
        sign(person)
    withdraw_consent(client=jo, actor=jo.user, kind=ConsentKind.MULTI_NO_SECRETS)
    with pytest.raises(Missing):
        begin(joint)


@pytest.mark.parametrize("whose", ["luis", "jo"])
def test_a_flag_of_either_takes_the_offer_out_of_both_portals(luis, jo, whose):
    joint = offered(luis)
    sign(luis)
    flagged({"luis": luis, "jo": jo}[whose])
    joint.refresh_from_db()
    assert joint.state == "taken_back"
    for person in (luis, jo):
        portal = signed_in(person.user)
        assert portal.get(SIGN).status_code == 404
        assert "fear" not in words(portal)
    with pytest.raises(NotPossible):
        begin(joint)


def test_what_was_agreed_is_carried_over_and_nothing_else(luis, jo):
    case = luis.cases.get()
    case.presenting_concern = "He is quiet."
    case.save()
    cases.add_goal(case=case, text="Walk", actor=case.owner)
    joint = offered(luis, carry=["goals"])
    for person in (luis, jo):
        sign(person)
    first = begin(joint)
    case.refresh_from_db()
    assert (case.status, case.closing_reason, case.closing_summary) == (
        "closed", "partner_joined", "So far.",
    )  # fmt: skip
    assert (first.presenting_concern, [g.text for g in first.goals.all()]) == ("", ["Walk"])
    assert first.carried_over == {"items": ["goals"], "policy": "no_secrets"}
    second = jo.cases.get()
    assert (second.presenting_concern, second.goals.count(), second.carried_over) == (
        "", 0, {"items": [], "policy": "no_secrets"},
    )  # fmt: skip
    coach = signed_in(first.owner)
    page = coach.get(f"/desk/clients/{luis.pk}/work/").content.decode()
    assert "No secrets: what one tells alone may be brought up" in page
    assert jo.code in page
    assert luis.code in coach.get(f"/desk/clients/{jo.pk}/work/").content.decode()


def test_a_couple_case_is_not_started_past_the_signatures(luis, jo):
    case = jo.cases.get()
    with pytest.raises(NotPossible, match="begins when both have signed"):
        cases.change_case_status(case=case, to="active", actor=case.owner)
    signed_in(case.owner).post(at(case, "move"), {"to": "active"})
    assert states(luis, jo) == UNCHANGED


def test_after_work_with_both_a_new_case_is_work_alone(luis):
    couple = together(luis)
    cases.close_case(case=couple, reason="client_ended", summary="x", actor=couple.owner)
    assert JointWork.objects.get().state == "ended"
    again = cases.open_next_case(case=couple, kind="couple", actor=couple.owner)
    assert again.kind == "one_partner"


def test_the_coach_takes_an_offer_back_and_makes_another(luis, jo):
    joint = offered(luis)
    desk = signed_in(joint.case.owner)
    assert desk.post(at(joint.case, "joint/take-back")).status_code == 302
    joint.refresh_from_db()
    assert joint.state == "taken_back"
    assert desk.post(at(joint.case, "joint/take-back")).status_code == 404
    sent = JOINT | {"joint-policy": "full_individual"}
    assert desk.post(at(joint.case, "joint/offer"), sent).status_code == 302
    assert desk.post(at(joint.case, "joint/offer"), sent).status_code == 409
    assert list(JointWork.objects.values_list("state", "policy").order_by("offered_at")) == [
        ("taken_back", "no_secrets"),
        ("offered", "full_individual"),
    ]


def test_who_came_in_as_a_partner_signs_an_agreement_of_their_own(luis, jo):
    page = words(signed_in(jo.user))
    assert ("/sign/service_second/" in page, "/sign/service/" in page) == (True, False)
    text = signed_in(jo.user).get("/my/documents/sign/service_second/").content.decode()
    assert "You came in because your partner wished to work together with you." in text
    assert "will not hear from us that you do" not in text
    assert signed_in(luis.user).get("/my/documents/sign/service_second/").status_code == 404


def test_a_partner_with_another_coach_is_not_worked_with_together(luis, jo):
    other = make_staff()
    Case.objects.filter(client=jo).update(owner=other)
    with pytest.raises(Missing) as refusal:
        offered(luis)
    assert refusal.value.what == ["a case of the partner with the same coach"]


def test_a_record_with_an_open_offer_is_not_merged_into_another_ones(luis, jo):
    offered(luis)
    coach = luis.cases.get().owner
    mei = make_client(coach, name="Mei Lin")
    second = partner_of(mei, name="Bo Lin")
    offered(mei)
    second.user = None
    second.save()
    with pytest.raises(NotPossible):
        merge_clients(keep=jo, gone=second, actor=coach)


def test_the_offer_of_one_blocked_by_safety_is_refused_by_the_service(luis, jo):
    flagged(jo)
    with pytest.raises(Blocked):
        offered(luis)
