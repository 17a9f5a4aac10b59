from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from clients.measures.instrument_packs import instruments, instruments_for, reliable_change
from clients.measures.models import CheckIn, MeasureScore
from clients.measures.sliders import SLIDERS, three_low, weekly
from clients.page.attention import attention
from coachdesk.safety.models import SafetyFlag
from coachdesk.users.models import Role
from tests.factories import make_client, make_staff, signed_in

MONDAY = date(2026, 6, 1)


def line(*pairs):
    return weekly(
        [(day, {"own_contentment": n}) for day, n in pairs], SLIDERS[0], until=MONDAY, weeks=4
    )


def test_a_week_shows_its_median_and_a_missing_week_is_a_gap():
    found = line((MONDAY - timedelta(days=14), 2), (MONDAY - timedelta(days=13), 8), (MONDAY, 6))
    assert found.values == (None, 5, None, 6)


def test_a_falling_line_is_said_in_words():
    days = [MONDAY - timedelta(weeks=n) for n in (3, 2, 1, 0)]
    assert line(*zip(days, (8, 6, 4, 3), strict=True)).sentence == "Has fallen 3 weeks in a row."


def test_three_low_answers_in_a_row_ask_for_attention():
    days = [
        (MONDAY + timedelta(days=n), {"own_contentment": v}) for n, v in enumerate((7, 2, 1, 2))
    ]
    assert three_low(days)
    assert not three_low(days[:3])


def test_an_untouched_slider_is_no_answer(ana):
    browser = signed_in(ana.user)
    browser.post(
        reverse("portal:checkin"),
        {"own_contentment": "6", "own_effort": ""},
    )
    assert CheckIn.objects.get().values == {"own_contentment": 6}


def test_a_second_check_in_on_the_same_day_changes_the_first(ana):
    browser = signed_in(ana.user)
    for value in ("4", "7"):
        browser.post(reverse("portal:checkin"), {"own_contentment": value})
    assert [row.values["own_contentment"] for row in CheckIn.objects.all()] == [7]


@pytest.mark.parametrize(("said", "urgent"), [("sometimes", False), ("yes", True)])
def test_being_afraid_shows_help_at_once_and_opens_a_flag(ana, said, urgent):
    response = signed_in(ana.user).post(reverse("portal:checkin"), {"afraid": said})
    assert response["Location"] == reverse("portal:safety")
    assert SafetyFlag.objects.get().urgent is urgent


@pytest.mark.parametrize("bad", ["11", "-1", "x", "5\x00"])
def test_a_value_outside_the_scale_is_refused_and_nothing_is_kept(ana, bad):
    response = signed_in(ana.user).post(
        reverse("portal:checkin"), {"own_contentment": bad, "note": "My words"}
    )
    assert response.status_code == 400
    assert "My words" in response.text
    assert not CheckIn.objects.exists()


def test_low_answers_stand_on_the_caseload_in_words(ana):
    for back in (3, 2, 1):
        CheckIn.objects.create(
            client=ana,
            on=timezone.localdate() - timedelta(days=back),
            values={"own_contentment": 1},
        )
    assert "Own contentment was 2 or less three times in a row." in attention([ana.pk])[ana.pk]


def test_scores_keep_to_their_range_and_say_what_published_work_says():
    pack = instruments()["phq-9"]
    assert (pack.band(4), pack.band(10), pack.band(27)) == ("", "moderate", "severe")
    assert (pack.changed(15, 9), pack.changed(15, 12), pack.changed(5, 12)) == (
        "better",
        "",
        "worse",
    )
    assert instruments()["csi-4"].changed(5, 20) == ""  # no verified amount of change: a line only


def test_the_reliable_change_follows_its_formula():
    assert round(reliable_change(sd=10, reliability=0.84), 2) == 11.09
    with pytest.raises(ValueError, match="sd"):
        reliable_change(sd=0, reliability=0.5)


@pytest.mark.django_db
def test_a_coach_may_not_enter_clinical_scores_and_a_counselor_may():
    coach, counselor = make_staff(Role.COACH), make_staff(Role.COUNSELOR)
    assert {p.code for p in instruments_for(coach)} == {"csi-4", "csi-16"}
    assert "phq-9" in {p.code for p in instruments_for(counselor)}
    client = make_client(coach)
    sent = {"code": "phq-9", "score": "12", "taken_on": "2026-01-05"}
    assert (
        signed_in(coach).post(reverse("measures:score_enter", args=[client.pk]), sent).status_code
        == 400
    )
    assert not MeasureScore.objects.exists()


@pytest.mark.django_db
def test_the_ninth_answer_opens_an_urgent_flag():
    counselor = make_staff(Role.COUNSELOR)
    client = make_client(counselor)
    sent = {"code": "phq-9", "score": "12", "taken_on": "2026-01-05", "flagged_item": "on"}
    signed_in(counselor).post(reverse("measures:score_enter", args=[client.pk]), sent)
    flag = SafetyFlag.objects.get()
    assert (flag.codes, flag.urgent) == (["suicide_risk"], True)


@pytest.mark.django_db
@pytest.mark.proves("SEC-12")
def test_another_coach_finds_no_check_ins():
    client = make_client()
    stranger = signed_in(make_staff())
    address = reverse("measures:client", args=[client.pk])
    enter = reverse("measures:score_enter", args=[client.pk])
    assert (stranger.get(address).status_code, stranger.post(enter).status_code) == (404, 404)


@pytest.mark.parametrize("typed", ["²", "11", "-1", "4.5", "9" * 5000, "٣٣"])
def test_what_is_no_place_on_a_slider_is_asked_again(ana, typed):
    answer = signed_in(ana.user).post(
        reverse("portal:checkin"), {"own_contentment": typed, "note": "A quiet week."}
    )
    assert (answer.status_code, CheckIn.objects.count()) == (400, 0)
    assert "A quiet week." in answer.content.decode()
