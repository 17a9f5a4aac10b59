"""The session page: from one click on Today to a signed note that nothing changes any more."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from coachdesk.outbox.models import OutboxMessage
from coachdesk.safety.models import SafetyFlag
from coachdesk.users.models import Role
from sessions.models import Addendum, CoachingSession, Note, ProcessNote
from sessions.notes import process_notes
from sessions.notes import services as notes
from sessions.notes.verification import verify_notes
from tests.coaching_sessions.makers import make_draft, make_meeting, make_signed, supervise
from tests.factories import make_client, make_staff, signed_in

pytestmark = pytest.mark.django_db


def page_of(meeting) -> str:
    return reverse("sessions:detail", args=[meeting.pk])


def save_of(meeting) -> str:
    return reverse("sessions:save", args=[meeting.pk])


def sign_of(meeting) -> str:
    return reverse("sessions:note_sign", args=[meeting.pk])


def fields(note: Note, **changes) -> dict[str, str]:
    return {
        "version": str(note.version),
        "took_place": "yes",
        "kind": "one_partner",
        "mode": "video",
        "client_came": "attended",
        "partner_came": "not_invited",
        "part_goals": "Sundays",
        "part_plan": "One sentence, said once.",
        "summary": "",
        "risk": "none",
    } | changes


def test_one_click_from_today_opens_the_note_and_signing_completes_the_session():
    client = make_client()
    coach = client.cases.get().owner
    meeting = make_meeting(client, hours=-0.5)
    browser = signed_in(coach)
    # Its own day: half an hour ago is yesterday just after midnight.
    today = browser.get(f"/desk/?day={meeting.on}").content.decode()
    assert page_of(meeting) in today
    assert browser.post(reverse("sessions:start", args=[meeting.pk])).status_code == 302
    page = browser.get(page_of(meeting)).content.decode()
    assert "Did it take place?" in page
    assert "my husband" in page
    note = Note.objects.get()
    sent = fields(note, summary="Phone sleeps in the kitchen.")
    assert browser.post(sign_of(meeting), sent).status_code == 302
    meeting.refresh_from_db()
    note.refresh_from_db()
    assert (meeting.state, note.state) == ("completed", "signed")
    assert meeting.shared_summary == "Phone sleeps in the kitchen."
    assert {a.who: a.status for a in meeting.attendances.all()} == {
        "client": "attended",
        "partner": "not_invited",
    }
    assert meeting.actual_stop >= meeting.actual_start
    assert OutboxMessage.objects.filter(mail_kind="client.summary").count() == 1
    assert "One sentence, said once." in browser.get(page_of(meeting)).content.decode()


def test_a_session_begins_from_the_clients_page_without_an_appointment():
    client = make_client()
    browser = signed_in(client.cases.get().owner)
    address = reverse("sessions:begin", args=[client.pk])
    assert browser.get(address).status_code == 200
    assert CoachingSession.objects.count() == 0
    answer = browser.post(address)
    assert answer.status_code == 302
    meeting = CoachingSession.objects.get()
    assert (meeting.state, meeting.kind) == ("checked_in", "one_partner")
    again = browser.post(address)
    assert again["Location"] == answer["Location"]
    assert "Start session note" in browser.get(f"/desk/clients/{client.pk}/").content.decode()


@pytest.mark.proves("REL-06", "REL-08")
def test_autosave_keeps_the_text_and_a_second_editor_loses_nothing():
    meeting = make_meeting(make_client())
    note = make_draft(meeting)
    browser = signed_in(meeting.coach)
    by_itself = {"X-Autosave": "true"}
    address = save_of(meeting)
    answer = browser.post(address, fields(note, part_goals="first window"), headers=by_itself)
    assert answer.status_code == 200
    assert answer.json()["version"] == note.version + 1
    late = browser.post(address, fields(note, part_goals="second window"), headers=by_itself)
    assert (late.status_code, late.json()["version"]) == (409, note.version + 1)
    page = browser.post(address, fields(note, part_goals="second window"))
    text = page.content.decode()
    assert page.status_code == 409
    assert "first window" in text
    assert "second window" in text
    note.refresh_from_db()
    assert note.sections["goals"] == "first window"
    merged = fields(note, part_goals="first window second window")
    assert browser.post(address, merged).status_code == 302
    note.refresh_from_db()
    assert note.sections["goals"] == "first window second window"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"risk": ""}, "Answer the safety question"),
        ({"risk": "watch", "risk_why": ""}, "Say in a few words"),
        ({"part_goals": "", "part_plan": ""}, "The note is empty"),
        ({"began": "10:00", "stopped": "09:00"}, "stop before it began"),
    ],
)
def test_a_note_that_is_not_ready_is_not_signed_and_gives_the_text_back(changes, words):
    meeting = make_meeting(make_client())
    note = make_draft(meeting)
    browser = signed_in(meeting.coach)
    page = browser.post(sign_of(meeting), fields(note, summary="kept words", **changes))
    assert page.status_code == 400
    assert words in page.content.decode()
    assert "kept words" in page.content.decode()
    note.refresh_from_db()
    assert note.state == "draft"


def test_a_note_written_after_72_hours_is_a_late_entry_and_says_why():
    coach = make_staff()
    in_time, late = (make_meeting(make_client(coach), hours=-hours) for hours in (70, 100))
    browser = signed_in(coach)
    for meeting in (in_time, late):
        note = make_draft(meeting)
        asks = "Why is it written only now?" in browser.get(page_of(meeting)).content.decode()
        assert asks == (meeting == late)
        sent = fields(note, risk="none", part_goals="One evening.")
        answer = browser.post(sign_of(meeting), sent)
        assert answer.status_code == (400 if meeting == late else 302)
    assert answer.context["form"].errors == {
        "late_reason": ["Say in a few words why the note is written only now."]
    }
    note.refresh_from_db()
    sent = fields(note, risk="none", part_goals="One evening.", late_reason="Was ill.")
    assert browser.post(sign_of(late), sent).status_code == 302
    note.refresh_from_db()
    said = note.addenda.get()
    assert (note.state, note.is_late, said.kind) == ("signed", True, "late_entry")
    assert (said.reason, said.text) == (
        "Was ill.",
        "This note was written 4 days after the session.",
    )
    page = browser.get(page_of(late)).content.decode()
    assert "Was ill." in page
    assert verify_notes().broken == ()


def test_a_risk_that_is_named_opens_a_flag_and_act_now_makes_it_urgent():
    for risk, urgent in (("watch", False), ("act", True)):
        meeting = make_meeting(make_client())
        note = make_draft(meeting)
        sent = fields(note, risk=risk, risk_why="He took her keys", codes="coercive_control")
        assert signed_in(meeting.coach).post(sign_of(meeting), sent).status_code == 302
        flag = SafetyFlag.objects.get(subject_id=meeting.pk)
        assert (flag.urgent, flag.codes) == (urgent, ["coercive_control"])
    assert not SafetyFlag.objects.filter(person_id=make_client().pk).exists()


@pytest.mark.proves("SEC-10", "SEC-12")
def test_a_draft_is_the_authors_only_and_a_signed_note_follows_the_table():
    coach, supervisor = make_staff(Role.COACH), make_staff(Role.SUPERVISOR)
    client = make_client(coach)
    meeting = make_meeting(client)
    note = make_draft(meeting, summary="")
    supervise(supervisor, coach, client)
    strangers = [make_staff(role) for role in (Role.COACH, Role.SUPERVISOR, Role.OWNER)]
    assert Note.objects.visible_to(coach).exists()
    assert not Note.objects.visible_to(supervisor).exists()
    assert "One evening." not in signed_in(supervisor).get(page_of(meeting)).content.decode()
    notes.sign(note=note, actor=coach, version=note.version)
    assert Note.objects.visible_to(supervisor).exists()
    assert "One evening." in signed_in(supervisor).get(page_of(meeting)).content.decode()
    for stranger in strangers:
        assert not Note.objects.visible_to(stranger).exists()
        assert signed_in(stranger).get(page_of(meeting)).status_code == 404
    for role in (Role.EDITOR, Role.FRONT_DESK):
        assert signed_in(make_staff(role)).get(page_of(meeting)).status_code == 403
    assert not Note.objects.visible_to(client.user).exists()


def test_a_supervisor_reads_nothing_without_the_clients_agreement():
    coach, supervisor = make_staff(Role.COACH), make_staff(Role.SUPERVISOR)
    client = make_client(coach)
    note = make_signed(make_meeting(client))
    supervise(supervisor, coach)
    assert not Note.objects.visible_to(supervisor).filter(pk=note.pk).exists()


def test_a_signed_note_cannot_be_changed_by_form_save_bulk_update_or_delete():
    meeting = make_meeting(make_client())
    note = make_signed(meeting)
    browser = signed_in(meeting.coach)
    before = Note.objects.get(pk=note.pk)
    for address in (save_of(meeting), sign_of(meeting)):
        refused = browser.post(address, fields(note, part_plan="Typed in an old tab."))
        assert (refused.status_code, "Typed in an old tab." in refused.content.decode()) == (
            400,
            True,
        )
    by_itself = {"X-Autosave": "true"}
    assert browser.post(save_of(meeting), fields(note), headers=by_itself).status_code == 404
    attempts = [
        lambda: _save_with(note, sections={"goals": "other"}),
        lambda: Note.objects.filter(pk=note.pk).update(format="soap"),
        lambda: Note.objects.filter(pk=note.pk).update(state="draft", signed_at=None, hash=""),
        lambda: Note.objects.filter(pk=note.pk).update(author=make_staff()),
        lambda: Note.objects.filter(pk=note.pk).update(headings=[]),
        lambda: Note.objects.filter(pk=note.pk).delete(),
        lambda: Note.objects.get(pk=note.pk).delete(),
        lambda: _raw("UPDATE coaching_sessions_note SET sections = 'x'"),
        lambda: _raw("DELETE FROM coaching_sessions_note"),
    ]
    for attempt in attempts:
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    after = Note.objects.get(pk=note.pk)
    assert (after.sections, after.hash) == (before.sections, before.hash)
    assert verify_notes().broken == ()


def _save_with(note, **changes) -> None:
    fresh = Note.objects.get(pk=note.pk)
    for name, value in changes.items():
        setattr(fresh, name, value)
    fresh.save()


def _raw(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def test_verify_notes_finds_a_change_made_below_the_triggers():
    note = make_signed(make_meeting(make_client()))
    call_command("verify_notes")
    drop = "DROP TRIGGER keep_coaching_sessions_note_update"
    _raw(drop if connection.vendor == "sqlite" else f"{drop} ON coaching_sessions_note")
    _save_with(note, sections={"goals": "forged"})
    with pytest.raises(CommandError, match=str(note.pk)):
        call_command("verify_notes")


def test_additions_keep_the_original_and_are_frozen_too():
    meeting = make_meeting(make_client())
    note = make_signed(meeting)
    browser = signed_in(meeting.coach)
    sent = {"kind": "correction", "text": "It was Monday.", "reason": "Wrong day"}
    address = reverse("sessions:addendum_add", args=[meeting.pk])
    assert browser.post(address, sent).status_code == 302
    page = browser.get(page_of(meeting)).content.decode()
    assert "It was Monday." in page
    assert "One evening." in page
    assert Note.objects.get(pk=note.pk).state == "amended"
    with pytest.raises(DatabaseError), transaction.atomic():
        Addendum.objects.update(kind="addendum")
    with pytest.raises(DatabaseError), transaction.atomic():
        Addendum.objects.all().delete()
    blank = browser.post(address, {"kind": "addendum", "text": "kept words", "reason": ""})
    page = blank.content.decode()
    assert blank.status_code == 400
    assert "kept words" in page
    assert "One evening." in page
    assert 'href="#addendum_reason"' in page


def test_a_supervised_coachs_note_goes_back_and_is_cosigned_after_the_correction():
    coach, supervisor = make_staff(Role.COACH), make_staff(Role.SUPERVISOR)
    client = make_client(coach)
    supervise(supervisor, coach, client)
    meeting = make_meeting(client)
    note = make_signed(meeting)
    assert note.needs_cosign
    back, cosign, add = (
        reverse(f"sessions:{name}", args=[meeting.pk])
        for name in ("note_return", "note_cosign", "addendum_add")
    )
    boss, author = signed_in(supervisor), signed_in(coach)
    assert boss.post(back, {"text": "Which day was it?"}).status_code == 302
    early = boss.post(cosign, {"text": "Typed meanwhile."})
    assert (early.status_code, "Typed meanwhile." in early.content.decode()) == (409, True)
    assert "Sent back to you" in author.get("/desk/waiting/notes/").content.decode()
    assert author.post(cosign).status_code == 403
    correction = {"kind": "correction", "text": "Monday.", "reason": "Asked for"}
    assert author.post(add, correction).status_code == 302
    refused = boss.post(add, correction | {"text": "Not mine to add."})
    assert (refused.status_code, "Not mine to add." in refused.content.decode()) == (409, True)
    assert boss.post(cosign).status_code == 302
    note.refresh_from_db()
    assert (note.cosigned_by, note.state) == (supervisor, "amended")
    assert boss.post(cosign).status_code == 409
    late = boss.post(back, {"text": "Too late a word."})
    assert (late.status_code, "Too late a word." in late.content.decode()) == (409, True)


def test_only_another_supervisor_voids_and_the_text_stays_readable():
    coach, supervisor = make_staff(Role.COACH), make_staff(Role.SUPERVISOR)
    client = make_client(coach)
    supervise(supervisor, coach, client)
    meeting = make_meeting(client)
    note = make_signed(meeting, summary="One walk, on Sunday.")
    void = reverse("sessions:note_void", args=[meeting.pk])
    portal = signed_in(client.user)
    assert "One walk" in portal.get("/my/appointments/").content.decode()
    reason = {"reason": "Written about another client by mistake"}
    assert signed_in(coach).post(void, reason).status_code == 403
    short = signed_in(supervisor).post(void, {"reason": "Too little."})
    assert (short.status_code, "Too little." in short.content.decode()) == (400, True)
    assert signed_in(supervisor).post(void, reason).status_code == 302
    assert signed_in(supervisor).post(void, reason).status_code == 404
    note.refresh_from_db()
    assert note.state == "voided"
    page = signed_in(coach).get(page_of(meeting)).content.decode()
    assert "<del>One evening.</del>" in page
    assert "<del>One walk, on Sunday.</del>" in page
    assert "One walk" not in portal.get("/my/appointments/").content.decode()
    assert verify_notes().broken == ()


def test_process_notes_belong_to_their_counselor_alone():
    counselor, supervisor = make_staff(Role.COUNSELOR), make_staff(Role.SUPERVISOR)
    client = make_client(counselor)
    supervise(supervisor, counselor, client)
    meeting = make_meeting(client)
    note = make_draft(meeting)
    browser = signed_in(counselor)
    sent = fields(note, private="my own hurry")
    assert browser.post(save_of(meeting), sent).status_code == 302
    assert "my own hurry" in browser.get(page_of(meeting)).content.decode()
    kept = ProcessNote.objects.get()
    for other in (supervisor, make_staff(Role.COUNSELOR), make_staff(Role.OWNER)):
        assert not ProcessNote.objects.visible_to(other).exists()
    notes.sign(note=Note.objects.get(), actor=counselor, version=Note.objects.get().version)
    assert "my own hurry" not in signed_in(supervisor).get(page_of(meeting)).content.decode()
    process_notes.destroy_process_note(process_note=kept, author=counselor)
    assert ProcessNote.objects.get().text == ""
    coach_meeting = make_meeting(make_client())
    coach_note = make_draft(coach_meeting)
    signed_in(coach_meeting.coach).post(save_of(coach_meeting), fields(coach_note, private="x"))
    assert ProcessNote.objects.count() == 1


def test_a_no_show_is_said_by_a_person_and_leaves_a_follow_up_that_says_not_to_call():
    meeting = make_meeting(make_client())
    browser = signed_in(meeting.coach)
    waiting = browser.get("/desk/waiting/notes/").content.decode()
    assert "Nobody has said yet whether it took place." in waiting
    assert CoachingSession.objects.get().state == "scheduled"
    browser.post(reverse("sessions:no_show", args=[meeting.pk]))
    page = browser.get(page_of(meeting)).content.decode()
    assert "Don’t call" in page
    assert "didn’t come" in browser.get("/desk/").content.decode()
    browser.post(reverse("sessions:follow_up", args=[meeting.pk]))
    assert "A follow-up is open" not in browser.get(page_of(meeting)).content.decode()
