"""What is noted beside the session's note, without leaving it; and what a supervisor marks."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from clients.homework.models import SingleTask
from clients.models import CaseKind, LegalHold, WordsEntry, Worry
from coachdesk.audit.models import AuditEvent
from coachdesk.safety.models import SafetyFlag
from coachdesk.users.models import Role
from coachdesk.users.practice_settings import practice_setting
from sessions.calendar.session_types import lengths
from tests.coaching_sessions.makers import make_meeting, make_signed, supervise
from tests.factories import make_client, make_staff, signed_in
from tests.pages import seen, stamps

pytestmark = pytest.mark.django_db


def keys_of(page: str) -> dict[str, str]:
    """The form keys of the page, by form, and what it showed of the stance."""
    keys = dict(re.findall(r'name="(\w+)-form_key" value="([0-9a-f-]{36})"', page))
    return keys | dict(re.findall(r'name="(stance-as_shown)" value="([0-9a-f]{32})"', page))


def opened(client):
    coach = client.cases.get().owner
    meeting = make_meeting(client, hours=-0.5)
    browser = signed_in(coach)
    browser.post(reverse("sessions:start", args=[meeting.pk]))
    page = browser.get(reverse("sessions:detail", args=[meeting.pk])).content.decode()
    return browser, meeting, keys_of(page)


def send(browser, meeting, keys, act, **fields):
    data = {f"{act}-form_key": keys[act]}
    data |= {f"{act}-{name}": value for name, value in fields.items()}
    data |= {name: keys[name] for name in ("stance-as_shown",) if name in keys}
    return browser.post(reverse(f"sessions:{act}_add", args=[meeting.pk]), data)


def test_words_stance_worry_and_a_small_thing_are_noted_from_the_session_page():
    client = make_client()
    browser, meeting, keys = opened(client)
    today = timezone.localdate().isoformat()
    said = {"lane": "said", "on": today, "text": "I will decide after the summer."}
    assert send(browser, meeting, keys, "words", **said).status_code == 302
    stance = {"stance": "undecided", "on": today, "note": "Not before June."}
    assert send(browser, meeting, keys, "stance", **stance).status_code == 302
    worry = {"text": "Whether he calls", "bucket": "not_mine"}
    assert send(browser, meeting, keys, "worry", **worry).status_code == 302
    task = {"text": "Send the list of groups", "whose": "coach"}
    assert send(browser, meeting, keys, "task", **task).status_code == 302
    entry = WordsEntry.objects.get(client=client)
    assert (entry.text, entry.source) == (said["text"], "said_to_me")
    case = client.cases.get()
    assert (case.partner_stance, case.stances.get().note) == (
        "undecided",
        "Not before June.",
    )
    assert (Worry.objects.get().bucket, SingleTask.objects.get().whose) == ("not_mine", "coach")


def test_sending_the_same_page_twice_notes_one_line_and_other_words_are_told():
    client = make_client()
    browser, meeting, keys = opened(client)
    first = {"text": "His mother", "bucket": "not_mine"}
    send(browser, meeting, keys, "worry", **first)
    assert send(browser, meeting, keys, "worry", **first).status_code == 302
    again = send(browser, meeting, keys, "worry", text="My sleep", bucket="mine")
    assert again.status_code == 409
    assert "My sleep" in again.content.decode()
    assert Worry.objects.count() == 1


def test_an_old_page_sets_no_stance_and_a_repeat_of_a_stored_one_is_no_old_page():
    client = make_client()
    browser, meeting, keys = opened(client)
    other = keys_of(browser.get(reverse("sessions:detail", args=[meeting.pk])).content.decode())
    today = timezone.localdate().isoformat()
    said = {"stance": "undecided", "on": today, "note": "Not before June."}
    assert [send(browser, meeting, keys, "stance", **said).status_code for _press in "12"] == [
        302,
        302,
    ]
    late = send(browser, meeting, other, "stance", stance="refuses", on=today, note="He says no.")
    text = late.content.decode()
    assert (late.status_code, "He says no." in text) == (409, True)
    assert "This was changed after you opened the page." in text
    case = client.cases.get()
    assert (case.partner_stance, case.stances.count()) == ("undecided", 1)


def test_what_cannot_be_stored_comes_back_in_its_open_form_with_the_note_beside_it():
    client = make_client()
    browser, meeting, keys = opened(client)
    answer = send(browser, meeting, keys, "words", lane="said", on="", text="She packed a bag.")
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "She packed a bag." in page
    assert '<details class="on-the-way" open>' in page
    assert "Did it take place?" in page
    assert not WordsEntry.objects.exists()


def test_fear_in_what_was_said_opens_a_flag_in_the_same_moment():
    client = make_client()
    browser, meeting, keys = opened(client)
    today = timezone.localdate().isoformat()
    send(browser, meeting, keys, "words", lane="done", on=today, text="He choked me on Sunday.")
    assert SafetyFlag.objects.get().person_id == client.pk


def test_couple_cases_have_no_lane_for_an_absent_partner():
    client = make_client()
    client.cases.update(kind=CaseKind.COUPLE)
    browser, meeting, keys = opened(client)
    assert set(keys) == {"task", "worry"}
    answer = browser.post(reverse("sessions:stance_add", args=[meeting.pk]))
    assert answer.status_code == 404


def test_another_coachs_session_takes_nothing():
    client = make_client()
    _browser, meeting, keys = opened(client)
    stranger = signed_in(make_staff(Role.COACH))
    task = {"text": "Mine now", "whose": "client"}
    assert send(stranger, meeting, keys, "task", **task).status_code == 404
    assert not SingleTask.objects.exists()


def test_the_page_says_how_long_the_session_has_gone_on_until_it_stopped():
    client = make_client()
    browser, meeting, _keys = opened(client)
    page = reverse("sessions:detail", args=[meeting.pk])
    assert "0 of 50 min" in browser.get(page).content.decode()
    meeting.refresh_from_db()
    meeting.actual_stop = meeting.actual_start
    meeting.save()
    assert "of 50 min" not in browser.get(page).content.decode()


def test_a_session_entered_in_error_stays_marked_with_the_supervisors_reason():
    client = make_client()
    note = make_signed(make_meeting(client, hours=-2))
    meeting = note.coaching_session
    lead = make_staff(Role.SUPERVISOR)
    supervise(lead, note.author, client)
    address = reverse("sessions:error", args=[meeting.pk])
    browser = signed_in(lead)
    short = browser.post(address, {"reason": "Wrong."})
    assert (short.status_code, "Wrong." in short.content.decode()) == (400, True)
    assert browser.post(address, {"reason": "Logged under the wrong client."}).status_code == 302
    meeting.refresh_from_db()
    assert meeting.state == "entered_in_error"
    assert AuditEvent.objects.filter(action="session.entered_in_error").count() == 1
    again = browser.post(address, {"reason": "Logged under the wrong client."})
    assert (again.status_code, "under the wrong" in again.content.decode()) == (409, True)
    coach = signed_in(note.author)
    assert coach.post(address, {"reason": "Logged under the wrong client."}).status_code == 403


def test_the_practices_lengths_hold_for_what_is_booked_from_then_on():
    browser = signed_in(make_staff(Role.OWNER))
    page = browser.get("/desk/calendar/types/")
    assert page.status_code == 200
    sent = stamps(browser, "/desk/calendar/types/")
    for kind, length in lengths().items():
        sent |= {
            f"{kind}-minutes": length.minutes,
            f"{kind}-before": length.before,
            f"{kind}-after": length.after,
        }
    wrong = browser.post("/desk/calendar/types/save/", sent | {"one_partner-minutes": "4000"})
    assert (wrong.status_code, "4000" in wrong.content.decode()) == (400, True)
    changed = sent | {"one_partner-minutes": "60", "one_partner-clients_may_ask": "on"}
    assert browser.post("/desk/calendar/types/save/", changed).status_code == 302
    length = lengths()["one_partner"]
    assert (length.minutes, length.clients_may_ask) == (60, True)
    assert lengths()["check_in"].clients_may_ask is False


def test_an_old_tab_of_lengths_and_rules_changes_nothing():
    browser = signed_in(make_staff(Role.OWNER))
    page = "/desk/calendar/types/"
    old = stamps(browser, page)
    for kind, length in lengths().items():
        old |= {
            f"{kind}-minutes": length.minutes,
            f"{kind}-before": length.before,
            f"{kind}-after": length.after,
        }
    old_rules = seen(browser, page, reminder_hours="2")
    newer = old | {"one_partner-minutes": "60"}
    assert browser.post(f"{page}save/", newer).status_code == 302
    rules = seen(browser, page, reminder_hours="48")
    assert browser.post(f"{page}rules/", rules).status_code == 302

    answer = browser.post(f"{page}save/", old | {"intake-minutes": "75"})
    text = answer.content.decode()
    assert (answer.status_code, lengths()["one_partner"].minutes) == (409, 60)
    assert ('value="75"' in text, "One-partner session: Minutes</b>" in text) == (True, True)
    answer = browser.post(f"{page}rules/", old_rules)
    assert (answer.status_code, practice_setting("reminder_hours")) == (409, [48])


@pytest.mark.parametrize("role", [Role.OWNER, Role.SUPERVISOR])
def test_the_practice_sets_reminders_approval_and_what_a_no_show_uses_up(role):
    browser = signed_in(make_staff(role))
    page, address = "/desk/calendar/types/", "/desk/calendar/types/rules/"
    sent = {"reminder_hours": "2, 48 48", "no_show_uses_credit": "on"}
    assert browser.post(address, seen(browser, page, **sent)).status_code == 302
    names = ("reminder_hours", "client_requests_need_approval", "no_show_uses_credit")
    assert [practice_setting(name) for name in names] == [[48, 2], False, True]
    assert 'value="48, 2"' in browser.get(page).content.decode()
    for wrong in ("soon", "0", "400", "-2", "1 2 3 4 5", "²"):
        answer = browser.post(address, seen(browser, page, **sent | {"reminder_hours": wrong}))
        assert (answer.status_code, "Up to four whole numbers" in answer.content.decode()) == (
            400,
            True,
        )
    none = seen(browser, page, **sent | {"reminder_hours": ""})
    assert browser.post(address, none).status_code == 302
    assert practice_setting("reminder_hours") == []
    events = AuditEvent.objects.filter(action="setting.changed")
    assert events.count() == 4
    assert signed_in(make_staff()).post(address, sent).status_code == 403


def test_a_private_note_is_kept_changed_and_destroyed_after_signing_by_its_author_alone():
    counselor = make_staff(Role.COUNSELOR)
    client = make_client(counselor)
    note = make_signed(make_meeting(client, hours=-2))
    save, destroy = (
        reverse(f"sessions:process_note_{act}", args=[note.coaching_session_id])
        for act in ("save", "destroy")
    )
    page = reverse("sessions:detail", args=[note.coaching_session_id])
    browser = signed_in(counselor)
    assert browser.post(save, {"text": "A hunch of mine."}).status_code == 302
    assert "A hunch of mine." in browser.get(page).content.decode()
    lead = make_staff(Role.SUPERVISOR)
    supervise(lead, counselor, client)
    assert "A hunch of mine." not in signed_in(lead).get(page).content.decode()
    hold = LegalHold.objects.create(client=client, reason="A court asked for it.")
    refused = browser.post(destroy)
    assert (refused.status_code, "legal hold" in refused.content.decode()) == (409, True)
    hold.delete()
    assert browser.post(destroy).status_code == 302
    assert "A hunch of mine." not in browser.get(page).content.decode()
    assert browser.post(destroy).status_code == 404
