"""Safe hours as somebody lives: other hours on other days, twice a day, over midnight."""

from __future__ import annotations

import pytest

from clients.contact.summary import hours_in_words
from coachdesk.outbox.models import SafeContact
from tests.factories import make_client, signed_in
from tests.pages import seen

pytestmark = pytest.mark.django_db
HOURS = {"phone-permission": "hours", "phone-address": "+49 30 1234567"}


@pytest.fixture
def ana():
    return make_client()


def send(ana, **typed):
    desk = signed_in(ana.cases.get().owner)
    page = f"/desk/clients/{ana.pk}/contact/"
    form = {"channel": "phone"} | HOURS | {f"phone-{name}": v for name, v in typed.items()}
    return desk.post(page, seen(desk, page, **form))


def stored(ana):
    return SafeContact.objects.get(person_id=ana.pk, channel="phone").hours


WINDOWS = {
    "days": ["0", "1"], "opens": "09:00", "closes": "11:30",
    "days_2": ["0"], "opens_2": "20:00", "closes_2": "21:00",
    "days_3": ["5"], "opens_3": "23:00", "closes_3": "00:30",
}  # fmt: skip


def test_three_windows_are_kept_said_and_come_back_into_the_form(ana):
    assert send(ana, **WINDOWS).status_code == 302
    assert stored(ana) == [
        [0, "09:00", "11:30"], [1, "09:00", "11:30"], [0, "20:00", "21:00"], [5, "23:00", "00:30"],
    ]  # fmt: skip
    assert hours_in_words(stored(ana)) == "Mon, Tue 9–11:30; Mon 20–21; Sat 23–0:30"
    page = signed_in(ana.cases.get().owner).get(f"/desk/clients/{ana.pk}/contact/?channel=phone")
    for name, value in (("opens_2", "20:00"), ("closes_3", "00:30")):
        assert f'name="phone-{name}" value="{value}"' in page.content.decode()


def test_saving_another_answer_keeps_every_window(ana):
    send(ana, **WINDOWS)
    before = stored(ana)
    assert send(ana, **WINDOWS, who_else="My sister").status_code == 302
    assert stored(ana) == before


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"days_2": ["3"]}, "Please give a start, and another time for the end."),
        ({"opens_2": "09:00", "closes_2": "10:00"}, "Please choose at least one day."),
        (
            {"days_3": ["3"], "opens_3": "09:00", "closes_3": "09:00"},
            "Please give a start, and another time for the end.",
        ),
    ],
)
def test_half_a_window_is_asked_again_and_stands_open(ana, typed, words):
    first = {"days": ["0"], "opens": "09:00", "closes": "11:30"}
    answer = send(ana, **first, **typed)
    text = answer.content.decode()
    assert (answer.status_code, words in text, "<details open>" in text) == (400, True, True)
    assert not SafeContact.objects.filter(person_id=ana.pk, channel="phone").exists()
