"""What a client asks of the record is seen by its legal day, and a disagreement goes with the note."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from clients.models import RecordRequest
from clients.record import services as records
from clients.record.due_requests import attention, today_lines
from coachdesk.lib.errors import Refused
from coachdesk.users.models import Role
from tests.coaching_sessions.makers import make_meeting, make_signed
from tests.factories import make_client, make_staff, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.proves("DOMAIN-10")]
WITHIN = {"access": 30, "correction": 60, "erasure": 30}
KINDS = {"access": "A copy of the record", "correction": "A correction", "erasure": "Erasure"}


def day_in(days):
    return date_format(timezone.localdate() + timedelta(days=days), "j M Y")


def told(user):
    return [(line.words, line.detail, line.url) for line in today_lines(user, {})]


@pytest.mark.parametrize("kind", list(KINDS))
def test_a_request_stands_on_today_and_with_the_client_by_its_day(kind):
    client = make_client()
    coach, others = client.cases.get().owner, (make_staff(), make_staff(Role.OWNER))
    sent = {"kind": kind, "words": "The day of the first talk is wrong."}
    assert signed_in(client.user).post("/my/data/requests/add/", sent).status_code == 302
    due, record = day_in(WITHIN[kind]), reverse("clients:record", args=[client.pk])
    words = f"{client.initials} asked of the record: {KINDS[kind]}"
    assert told(coach) == [(words, f"Due by {due}.", record)]
    assert [told(user) for user in others] == [[], []]
    reason = f"Asked of the record: {KINDS[kind]}. Due by {due}."
    assert attention([client.pk]) == {client.pk: [reason]}
    desk = signed_in(coach)
    assert [
        words in desk.get("/desk/").text,
        reason in desk.get(f"/desk/clients/{client.pk}/").text,
    ] == [True, True]


def test_a_late_one_is_told_to_the_owner_by_code_and_an_answered_one_to_nobody():
    client, owner = make_client(), make_staff(Role.OWNER)
    coach = client.cases.get().owner
    asked = records.ask_of_record(client=client, actor=client.user, kind="access", words="")
    RecordRequest.objects.update(due_on=timezone.localdate())
    assert told(owner) == []
    RecordRequest.objects.update(due_on=timezone.localdate() - timedelta(days=1))
    late = f"Late: due on {day_in(-1)}."
    assert [line[1] for line in told(coach)] == [late]
    assert told(owner) == [
        ("1 request about a record is late", client.code, "/desk/clients/board/")
    ]
    page = signed_in(owner).get("/desk/").text
    assert [client.code in page, client.name in page] == [True, False]
    for to in ("identity_checked", "in_review", "fulfilled"):
        records.move_request(request=asked, to=to, answer="Here it is.", actor=coach)
    assert [told(coach), told(owner), attention([client.pk])] == [[], [], {}]


@pytest.mark.parametrize("words", ["", "   \n "])
def test_a_correction_that_says_nothing_is_refused_and_the_rest_is_taken(words):
    client = make_client()
    portal = signed_in(client.user)
    answer = portal.post("/my/data/requests/add/", {"kind": "correction", "words": words})
    assert (answer.status_code, RecordRequest.objects.count()) == (400, 0)
    assert "Please say what is wrong, and what is right." in answer.text
    with pytest.raises(Refused):
        records.ask_of_record(client=client, actor=client.user, kind="correction", words=words)
    assert portal.post("/my/data/requests/add/", {"kind": "access"}).status_code == 302


def test_a_refused_correction_with_its_disagreement_is_printed_with_the_note():
    coach = make_staff()
    client = make_client(coach)
    note = make_signed(make_meeting(client))
    asked = records.ask_of_record(
        client=client, actor=client.user, kind="correction", words="It was Monday."
    )
    address = reverse("sessions:print", args=[note.coaching_session_id])
    parts = ("It was Monday.", "My notes say Tuesday.", "I have the ticket.")

    def printed():
        page = signed_in(coach).get(address)
        return page.status_code, [part in page.text for part in parts]

    for to in ("identity_checked", "in_review", "refused"):
        records.move_request(request=asked, to=to, answer=parts[1], actor=coach)
    assert printed() == (200, [False] * 3)
    records.disagree(request=asked, statement=parts[2], actor=client.user)
    assert printed() == (200, [True] * 3)


def test_more_requests_ask_no_more_queries():
    coach = make_staff(Role.COACH, Role.OWNER)

    def ask():
        client = make_client(coach)
        records.ask_of_record(client=client, actor=client.user, kind="access", words="")

    def queries():
        with CaptureQueriesContext(connection) as asked:
            today_lines(coach, {})
        return len(asked)

    ask()
    queries()  # the roles are read once
    one = queries()
    ask()
    ask()
    assert (len(today_lines(coach, {})), queries()) == (3, one)
