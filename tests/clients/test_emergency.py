"""What an owner reads in an emergency, and what stays shut (SEC-18, SEC-00)."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone

from clients.agreements import files
from clients.homework.models import LogEntry
from clients.measures.models import CheckIn
from clients.messaging.models import Message
from clients.models import BreakGlass
from clients.record import services as records
from coachdesk.users.models import Role
from sessions.notes import process_notes
from tests.coaching_sessions.makers import make_meeting, make_signed
from tests.factories import make_client, make_staff, signed_in
from tests.homework.makers import give

pytestmark = pytest.mark.django_db
REASON = "The client called in danger and the coach is ill."


@pytest.fixture
def record():
    """A record with a session, homework, a message with a file, and a process note."""
    counselor = make_staff(Role.COUNSELOR)
    client = make_client(counselor)
    given = give(client)
    step = given.version.data["steps"][0]
    activity = step["activities"][0]
    LogEntry.objects.create(
        assignment=given,
        step_key=step["key"],
        activity_key=activity["key"],
        on=timezone.localdate(),
        state="submitted",
        submitted_at=timezone.now(),
        answers={activity["log"][0]["key"]: "what I logged"},
    )
    CheckIn.objects.create(
        client=client, on=timezone.localdate(), values={"own_effort": 2}, note="how it went"
    )
    document = files.add_document(
        client=client, actor=client.user, title="A list", body=b"words", from_client=True
    )
    Message.objects.create(
        client=client,
        author=client.user,
        from_client=True,
        text="what I wrote",
        document=document,
        due_at=timezone.now(),
    )
    meeting = make_meeting(client, hours=-30)
    make_signed(meeting, sections={"goals": "what was noted"})
    process_notes.save_process_note(
        coaching_session=meeting, author=counselor, text="only the counselor"
    )
    client.meeting, client.given, client.document = meeting, given, document
    client.step = step["key"]
    return client


def pages_of(client) -> dict[str, str]:
    """What opens, with words that stand there."""
    base = f"/desk/clients/{client.pk}/"
    return {
        base: client.name,
        f"{base}timeline/": "Wrote a message",
        f"{base}sessions/": "Sessions",
        f"/desk/sessions/{client.meeting.pk}/": "what was noted",
        f"{base}homework/": "Rebuild",
        f"/desk/homework/{client.given.pk}/{client.step}/": "what I logged",
        f"{base}check-ins/": "how it went",
        f"{base}messages/": "what I wrote",
        f"{base}words/": "Words",
        f"{base}documents/": "A list",
    }


@pytest.mark.proves("SEC-18")
def test_an_owner_reads_the_whole_case_in_an_emergency_and_never_process_notes(record):
    owner = make_staff(Role.OWNER)
    browser = signed_in(owner)
    pages = pages_of(record)
    file = f"/desk/clients/{record.pk}/documents/{record.document.pk}/"
    assert {browser.get(page).status_code for page in [*pages, file]} == {404}
    glass = records.break_glass(actor=owner, code=record.code, reason=REASON)
    for page, words in pages.items():
        answer = browser.get(page)
        assert answer.status_code == 200, page
        text = answer.content.decode()
        assert words in text, page
        assert "only the counselor" not in text, page
    assert browser.get(file).content == b"words"
    overview = browser.get(f"/desk/clients/{record.pk}/").content.decode()
    tabs = set(re.findall(rf'href="(/desk/clients/{record.pk}/[a-z-]+/)"', overview))
    assert [tab for tab in tabs if browser.get(tab).status_code != 200] == []
    assert f"/desk/clients/{record.pk}/messages/" in tabs
    records.end_glass(glass=glass, actor=owner)
    assert {browser.get(page).status_code for page in [*pages, file]} == {404}


@pytest.mark.proves("SEC-18")
def test_an_emergency_changes_nothing(record):
    owner = make_staff(Role.OWNER)
    records.break_glass(actor=owner, code=record.code, reason=REASON)
    browser = signed_in(owner)
    for page in pages_of(record):
        browser.get(page)
        assert browser.post(page, {"text": "x", "act": "file"}).status_code in (403, 404, 405), page
    acts = ("words/add/", "documents/add/", "documents/paper/", "check-ins/scores/add/")
    for act in acts:
        assert browser.post(f"/desk/clients/{record.pk}/{act}").status_code == 403, act
    for page in ("work/", "safety/", "record/", "edit/", "contact/", "lockdown/"):
        address = f"/desk/clients/{record.pk}/{page}"
        assert browser.get(address).status_code in (403, 404), page
    # What waits for the coach is not marked as seen by somebody else's look.
    assert LogEntry.objects.get().seen_at is None
    assert CheckIn.objects.get().seen_at is None
    assert Message.objects.get().read_at is None


@pytest.mark.proves("SEC-18")
def test_a_supervisor_in_an_emergency_reads_no_messages(record):
    lead = make_staff(Role.SUPERVISOR)
    records.break_glass(actor=lead, code=record.code, reason=REASON)
    browser = signed_in(lead)
    base = f"/desk/clients/{record.pk}/"
    assert browser.get(f"{base}homework/").status_code == 200
    assert browser.get(f"{base}messages/").status_code == 403
    assert f"{base}messages/" not in browser.get(base).content.decode()
    both = make_staff(Role.SUPERVISOR, Role.COACH)
    records.break_glass(actor=both, code=record.code, reason=REASON)
    assert signed_in(both).get(f"{base}messages/").status_code == 404


def test_an_emergency_opens_one_record_only(record):
    owner = make_staff(Role.OWNER)
    other = make_client(make_staff())
    records.break_glass(actor=owner, code=record.code, reason=REASON)
    assert BreakGlass.objects.count() == 1
    for page in ("", "homework/", "messages/", "documents/", "check-ins/", "words/"):
        assert signed_in(owner).get(f"/desk/clients/{other.pk}/{page}").status_code == 404
