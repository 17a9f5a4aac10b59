"""Reports of every floor: counts only, small ones not told, the same in table, chart and file."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clients.measures.models import MeasureScore
from clients.reports.figures import reports
from coachdesk.users.models import Role
from sessions.models import CoachingSession
from tests.coaching_sessions.makers import make_meeting
from tests.factories import make_client, make_staff, signed_in

pytestmark = pytest.mark.django_db


def rows_of(name: str) -> list[tuple[str, ...]]:
    return list(next(report for report in reports() if report.name == name).rows)


def held(coach, days: float) -> CoachingSession:
    meeting = make_meeting(make_client(coach), state="completed")
    start = timezone.now() - timedelta(days=days)
    CoachingSession.objects.filter(pk=meeting.pk).update(
        starts_at=start,
        ends_at=start + timedelta(minutes=50),
        busy_from=start,
        busy_until=start + timedelta(minutes=50),
    )
    return meeting


def test_missing_notes_are_counted_for_each_coach_and_called_overdue_after_three_days():
    coach = make_staff(name="Priya Nair")
    for number in range(6):
        held(coach, days=10 + number)
    held(coach, days=1)
    held(coach, days=200)
    assert rows_of("missing-notes") == [("Priya Nair", "7", "6", "7")]


def test_outcomes_show_medians_from_five_clients_on_and_change_only_by_a_published_amount():
    coach, today = make_staff(), timezone.localdate()
    scores = [("gad-7", 15, 4)] * 6 + [("gad-7", 8, 7)] * 5 + [("gad-7", 8, None)]
    scores += [("csi-4", 5, 11)] * 5 + [("phq-2", 2, 3)] * 4
    for code, before, after in scores:
        client = make_client(coach)
        for days, score in ((200, before), (10, after)):
            if score is not None:
                MeasureScore.objects.create(
                    client=client,
                    code=code,
                    taken_on=today - timedelta(days=days),
                    score={"score": score},
                )
    assert sorted(row[1:] for row in rows_of("outcomes")) == [
        ("11", "15", "4", "6", "0"),
        ("5", "5", "11", "–", "–"),
        ("<5", "–", "–", "–", "–"),
    ]


def test_the_reports_cost_the_same_for_one_and_for_many_and_name_nobody():
    coach = make_staff()
    held(coach, days=5)
    owner = signed_in(make_staff(Role.OWNER))
    owner.get("/desk/reports/")
    with CaptureQueriesContext(connection) as few:
        owner.get("/desk/reports/")
    for number in range(5):
        held(coach, days=6 + number)
    with CaptureQueriesContext(connection) as many:
        page = owner.get("/desk/reports/").content.decode()
    assert len(many) == len(few)
    assert "Ana Reyes" not in page
    assert page.count("<svg") > 5
