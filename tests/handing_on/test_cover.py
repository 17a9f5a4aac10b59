"""Cover from a day to a day: it begins and ends by itself, on the wall of who names the days."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from clients.models import CaseAssignment, Client
from tests.factories import make_client, make_staff, signed_in

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 1, 10, tzinfo=UTC)


def at(*moment):
    return time_machine.travel(datetime(*moment, tzinfo=UTC), tick=False)


def cover_form(by, first, last):
    return {"cover-person": str(by.pk), "cover-since": first, "cover-until": last}


def opens(person):
    return Client.objects.editable_by(person).exists()


def test_a_cover_of_next_week_opens_then_and_closes_after_its_last_day():
    coach, other = make_staff(), make_staff(name="Tomas Lind")
    coach.time_zone = "America/New_York"
    coach.save(update_fields=["time_zone"])
    client = make_client(coach)
    CaseAssignment.objects.update(since=NOW - timedelta(days=9))
    address = f"/desk/clients/cases/{client.cases.get().pk}/cover/"
    with at(2027, 3, 1, 10):
        form = cover_form(other, "2027-03-08", "2027-03-12")
        assert signed_in(coach).post(address, form).status_code == 302
        lines = [event.line for event in client.events.all()]
        assert lines == ["Tomas Lind covers from 8 March 2027 until 12 March 2027"]
    found = []
    for moment in (
        (2027, 3, 8, 4, 59),
        (2027, 3, 8, 5, 1),
        (2027, 3, 13, 4, 59),
        (2027, 3, 13, 5, 1),
    ):
        with at(*moment):
            found.append(opens(other))
    assert found == [False, True, True, False]


def test_without_a_first_day_it_begins_now():
    coach, other = make_staff(), make_staff()
    client = make_client(coach)
    CaseAssignment.objects.update(since=NOW - timedelta(days=9))
    address = f"/desk/clients/cases/{client.cases.get().pk}/cover/"
    with at(2027, 3, 1, 10):
        for first in ("", "2027-03-01"):
            form = cover_form(other, first, "2027-03-01")
            assert signed_in(coach).post(address, form).status_code == 302
        assert opens(other) is True
        rows = CaseAssignment.objects.filter(role="cover")
        assert [row.since for row in rows] == [NOW, NOW]


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2027-02-28", "2027-03-05", "This day is over."),
        ("2027-03-05", "2027-03-04", "A cover ends on its first day or later."),
        ("", "2027-02-27", "A cover ends on its first day or later."),
        ("tomorrow", "2027-03-04", "Enter a valid date."),
    ],
)
def test_days_that_make_no_cover_come_back_with_why(first, last, words):
    coach, other = make_staff(), make_staff()
    client = make_client(coach)
    CaseAssignment.objects.update(since=NOW - timedelta(days=9))
    address = f"/desk/clients/cases/{client.cases.get().pk}/cover/"
    with at(2027, 3, 1, 10):
        answer = signed_in(coach).post(address, cover_form(other, first, last))
    text = answer.content.decode()
    assert (answer.status_code, words in text, f'value="{last}"' in text) == (400, True, True)
    assert not CaseAssignment.objects.filter(role="cover").exists()
