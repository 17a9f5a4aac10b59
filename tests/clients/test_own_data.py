"""The client's settings, own data, and what the record's end looks like."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client as Browser
from django.utils import timezone

from clients.agreements import files
from clients.contact.summary import preview_mail
from clients.homework.models import (
    Assignment,
    CoachReply,
    JournalEntry,
    LogEntry,
    Reflection,
    SingleTask,
    StepEvent,
)
from clients.measures.models import CheckIn, MeasureScore
from clients.messaging.models import Message
from clients.models import BreakGlass, Client, Erasure, NameKey, RecordRequest, WordsEntry
from clients.people.names import index_name
from clients.record import erase, holds
from clients.record import services as records
from clients.words.services import add_entry
from coachdesk.audit.models import AuditEvent
from coachdesk.lib.errors import Blocked, NotAllowed, NotPossible
from coachdesk.outbox.models import Channel, ContactFreeze, Permission, SafeContact
from coachdesk.outbox.relay import run_due
from coachdesk.outbox.services import enqueue_mail, set_safe_contact
from coachdesk.users.models import Role, User
from coachdesk.users.signals import mail_requested
from sessions.models import Note
from tests.clients.test_pages import fill_every_floor
from tests.coaching_sessions.makers import make_meeting, make_signed
from tests.factories import make_client, make_staff, signed_in, signed_in_earlier, with_fresh_proof
from tests.homework.makers import give, newer

pytestmark = pytest.mark.django_db


def safe(client: Client) -> None:
    set_safe_contact(
        person_id=client.pk,
        channel=Channel.MAIL,
        address="ana@example.org",
        permission=Permission.SAFE,
        actor=None,
        read_only_by_person=True,
    )


@pytest.mark.proves("SEC-71")
def test_marking_mail_unsafe_withholds_every_later_notice_visibly():
    coach = make_staff()
    client = make_client(coach)
    safe(client)
    form = {"mail-permission": "never"}
    assert signed_in(client.user).post("/my/me/contact/mail/", form).status_code == 302
    with transaction.atomic():
        enqueue_mail("client.step", person_id=client.pk, user=client.user)
    mail_requested.send(sender=User, kind="account.login_code", user=client.user, secret="1")
    run_due()
    assert mail.outbox == []
    page = signed_in(coach).get(f"/desk/clients/{client.pk}/contact/").content.decode()
    assert page.count("The person said: never on this channel.") >= 2
    assert "A message was withheld." in signed_in(coach).get("/desk/clients/").content.decode()


def test_a_sign_in_code_of_a_client_goes_by_the_clients_safe_contact():
    client = make_client()
    safe(client)
    mail_requested.send(sender=User, kind="account.login_code", user=client.user, secret="123456")
    run_due()
    assert mail.outbox[0].to == ["ana@example.org"]


def test_one_switch_mutes_all_mail_and_opens_again():
    client = make_client()
    safe(client)
    browser = signed_in(client.user)
    browser.post("/my/me/mail/mute/")
    with transaction.atomic():
        enqueue_mail("client.step", person_id=client.pk, user=client.user)
    run_due()
    assert mail.outbox == []
    browser.post("/my/me/mail/unmute/")
    assert SafeContact.objects.get(person_id=client.pk).muted_at is None


def test_a_lockdown_ends_sessions_hides_the_portal_and_opens_with_the_word_only():
    coach = make_staff()
    client = make_client(coach)
    safe(client)
    other_device = signed_in(client.user)
    other_device.get("/my/me/")
    browser = signed_in(client.user)
    assert browser.post("/my/me/lockdown/", {"word": "short"}).status_code == 400
    browser.post("/my/me/lockdown/", {"word": "Lighthouse"})
    assert ContactFreeze.objects.filter(person_id=client.pk, ended_at=None).exists()
    again = signed_in(client.user)
    for address in ("/my/me/", "/my/documents/", "/my/words/", "/my/data/", "/my/safety/"):
        assert again.get(address).status_code in (200, 302)
        if address != "/my/safety/":
            assert again.get(address)["Location"] == "/my/locked/"
    with transaction.atomic():
        enqueue_mail("client.step", person_id=client.pk)
    run_due()
    assert mail.outbox == []
    assert again.post("/my/locked/", {"word": "wrong word"}).status_code == 400
    assert again.post("/my/locked/", {"word": "lighthouse "}).status_code == 302
    assert again.get("/my/me/").status_code == 200


def test_the_code_word_cannot_be_guessed_at_length():
    client = make_client()
    browser = signed_in(client.user)
    browser.post("/my/me/lockdown/", {"word": "Lighthouse"})
    again = signed_in(client.user)
    for _ in range(5):
        again.post("/my/locked/", {"word": "guess"})
    assert again.post("/my/locked/", {"word": "Lighthouse"}).status_code == 429


@pytest.mark.proves("SEC-22", "SEC-62")
def test_an_own_copy_needs_a_fresh_proof_holds_the_own_words_and_is_limited():
    client = make_client()
    day = timezone.localdate()
    add_entry(
        client=client, lane="said", source="said_to_me", on=day, text="my line", actor=client.user
    )
    browser = signed_in_earlier(client.user)
    assert browser.post("/my/data/copy/", {"as": "json"}).status_code == 401
    with_fresh_proof(browser)
    answer = browser.post("/my/data/copy/", {"as": "json"})
    body = json.loads(answer.content)
    assert body["words_and_actions"][0]["text"] == "my line"
    assert body["profile"]["name"] == client.name
    assert browser.post("/my/data/copy/", {"as": "pdf"}).content.startswith(b"%PDF")
    browser.post("/my/data/copy/", {"as": "pdf"})
    assert browser.post("/my/data/copy/", {"as": "pdf"}).status_code == 302
    assert AuditEvent.objects.filter(action="export", person_id=client.pk).count() == 3


def test_a_request_counts_its_days_ends_with_an_answer_and_takes_a_disagreement():
    coach = make_staff()
    client = make_client(coach)
    browser = signed_in(client.user)
    browser.post("/my/data/requests/add/", {"kind": "correction", "words": "The day is wrong"})
    row = RecordRequest.objects.get()
    assert row.days_left == 60
    assert "60 days left" in browser.get("/my/data/").content.decode()
    with pytest.raises(NotPossible):
        records.move_request(request=row, to="fulfilled", answer="x", actor=coach)
    for state in ("identity_checked", "in_review"):
        records.move_request(request=row, to=state, answer="", actor=coach)
    records.move_request(request=row, to="refused", answer="It stands so.", actor=coach)
    disagree = f"/my/data/requests/{row.pk}/disagree/"
    assert browser.post(disagree, {"statement": ""}).status_code == 400
    browser.post(disagree, {"statement": "It was Monday."})
    row.refresh_from_db()
    assert row.disagreement == "It was Monday."


def test_the_client_sees_who_opened_the_record():
    coach = make_staff(name="Priya Nair")
    client = make_client(coach)
    signed_in(coach).get(f"/desk/clients/{client.pk}/")
    assert "Priya Nair" in signed_in(client.user).get("/my/data/").content.decode()


@pytest.mark.proves("SEC-18")
def test_emergency_access_reads_for_an_hour_alerts_is_seen_and_is_reviewed_by_another():
    coach, owner, lead = make_staff(), make_staff(Role.OWNER), make_staff(Role.SUPERVISOR)
    client = make_client(coach)
    address = f"/desk/clients/{client.pk}/"
    browser = signed_in(owner)
    assert browser.get(address).status_code == 404
    with pytest.raises(NotAllowed):
        records.break_glass(actor=coach, code=client.code, reason="x" * 30)
    glass = records.break_glass(
        actor=owner, code=client.code, reason="Client called in danger, coach is ill."
    )
    assert browser.get(address).status_code == 200
    assert not Client.objects.editable_by(owner).exists()
    assert browser.post(f"{address}invite/").status_code == 403
    run_due()
    assert {m.to[0] for m in mail.outbox} == {coach.address, lead.address}
    assert "Emergency access" in signed_in(client.user).get("/my/data/").content.decode()
    with pytest.raises(NotAllowed):
        records.review_glass(glass=glass, finding="fine", actor=owner)
    records.review_glass(glass=glass, finding="fine", actor=lead)
    BreakGlass.objects.update(until=timezone.now())
    assert browser.get(address).status_code == 404


@pytest.mark.proves("SEC-60", "SEC-61")
def test_erasing_takes_two_persons_lists_every_store_and_leaves_a_tombstone():
    owner, lead = make_staff(Role.OWNER), make_staff(Role.SUPERVISOR)
    client = make_client(make_staff())
    safe(client)
    index_name(client)
    add_entry(
        client=client,
        lane="said",
        source="said_to_me",
        on=timezone.localdate(),
        text="x",
        actor=client.user,
    )
    login = client.user.pk
    erasure = erase.propose_erasure(client=client, actor=owner, why="request")
    stores = {line["store"] for line in erasure.plan}
    assert {"clients.name_key", "outbox.safe_contact", "Backups", "users.user"} <= stores
    with pytest.raises(NotAllowed):
        erase.approve_erasure(erasure=erasure, actor=owner)
    with pytest.raises(IntegrityError), transaction.atomic():
        Erasure.objects.update(approved_by=owner)
    assert erase.approve_erasure(erasure=erasure, actor=lead)
    client.refresh_from_db()
    assert (client.name, client.status) == ("", "purged")
    assert not NameKey.objects.filter(client=client).exists()
    assert not WordsEntry.objects.exists()
    assert not SafeContact.objects.filter(person_id=client.pk).exists()
    assert not User.objects.get(pk=login).is_active
    assert AuditEvent.objects.filter(person_id=client.pk, action="erasure.done").exists()
    assert Erasure.objects.get().done_at is not None


@pytest.mark.proves("SEC-60")
def test_a_legal_hold_stops_erasing_and_retention_knows_the_periods():
    owner = make_staff(Role.OWNER)
    old, held, fresh = make_client(), make_client(), make_client()
    long_ago = timezone.now() - timedelta(days=8 * 365)
    Client.objects.filter(pk__in=[old.pk, held.pk]).update(
        status="former", status_changed_at=long_ago
    )
    Client.objects.filter(pk=fresh.pk).update(status="former")
    hold = holds.set_hold(client=held, actor=owner, reason="A court asked for it.")
    assert list(erase.due_for_erasure()) == [old]
    with pytest.raises(Blocked):
        erase.propose_erasure(client=held, actor=owner, why="request")
    holds.propose_end(hold=hold, actor=owner, reason="The court has let it go.")
    holds.end_hold(hold=hold, actor=make_staff(Role.SUPERVISOR))
    assert set(erase.due_for_erasure()) == {old, held}


def test_a_former_client_reads_for_ninety_days_and_then_no_more():
    client = make_client()
    Client.objects.filter(pk=client.pk).update(status="former", status_changed_at=timezone.now())
    browser: Browser = signed_in(client.user)
    assert browser.get("/my/words/").status_code == 200
    line = {"lane": "said", "on": str(timezone.localdate()), "text": "a"}
    assert browser.post("/my/words/add/", line).status_code == 403
    Client.objects.update(status_changed_at=timezone.now() - timedelta(days=91))
    assert browser.get("/my/words/").status_code == 404


def test_discreet_mode_is_one_switch_for_the_portal_and_every_message(settings):
    coach = make_staff()
    client = make_client(coach)
    safe(client)
    portal, name = signed_in(client.user), settings.PRACTICE_NAME
    assert name not in portal.get("/my/me/").content.decode()
    desk = f"/desk/clients/{client.pk}/contact/"
    assert preview_mail(client.pk).text.subject == "Your note"
    portal.post("/my/me/discreet/end/")
    assert f"<title>{name}</title>" in portal.get("/my/me/").content.decode()
    assert name in preview_mail(client.pk).text.subject
    assert "Discreet mode is on" not in signed_in(coach).get(desk).content.decode()
    portal.post("/my/me/discreet/start/")
    assert "<title>Notes</title>" in portal.get("/my/me/").content.decode()
    assert preview_mail(client.pk).text.subject == "Your note"
    assert "Discreet mode is on" in signed_in(coach).get(desk).content.decode()


def test_a_lockdown_makes_everything_discreet_again():
    client = make_client()
    safe(client)
    portal = signed_in(client.user)
    portal.post("/my/me/discreet/end/")
    portal.post("/my/me/lockdown/", {"word": "lighthouse keeper"})
    client.user.refresh_from_db()
    assert client.user.discreet
    assert SafeContact.objects.get(person_id=client.pk, channel="mail").wording == "neutral"


@pytest.mark.proves("SEC-61")
def test_a_client_with_a_history_on_every_floor_is_erased_on_every_floor():
    client = make_client()
    assignment = give(client)
    coach = assignment.assigned_by
    fill_every_floor(client, coach, 2)
    make_signed(make_meeting(client, hours=-300))
    step = assignment.version.data["steps"][0]
    rest = {"assignment": assignment, "step_key": step["key"]}
    LogEntry.objects.create(
        **rest,
        activity_key=step["activities"][0]["key"],
        on=timezone.localdate(),
        state="submitted",
        submitted_at=timezone.now(),
        answers={"a": "a private line"},
    )
    Reflection.objects.create(**rest, answers={"a": "another private line"})
    StepEvent.objects.create(**rest, kind="submitted", actor=client.user)
    CoachReply.objects.create(**rest, author=coach, text="an answer")
    SingleTask.objects.create(client=client, text="one small thing")
    JournalEntry.objects.create(client=client, text="only for me")
    MeasureScore.objects.create(
        client=client, code="csi-4", taken_on=timezone.localdate(), score={"score": 9}
    )
    gone = (
        LogEntry, Reflection, StepEvent, CoachReply, Assignment, SingleTask, JournalEntry,
        CheckIn, MeasureScore, Message, WordsEntry,
    )  # fmt: skip
    first, second = make_staff(Role.OWNER), make_staff(Role.SUPERVISOR)
    erasure = erase.propose_erasure(client=client, actor=first, why="request")
    planned = {line["store"]: line for line in erasure.plan}
    for model in gone[:-1]:
        assert planned[model._meta.label_lower]["rows"] > 0, model
        assert planned[model._meta.label_lower]["act"] == "erase"
    assert erase.approve_erasure(erasure=erasure, actor=second)
    assert {model._meta.label: model.objects.count() for model in gone} == {
        model._meta.label: 0 for model in gone
    }
    note = Note.objects.get(signed_at__isnull=False)
    assert (note.sections, note.summary) == ("", "")


@pytest.mark.django_db(transaction=True)
@pytest.mark.proves("SEC-61")
def test_after_erasing_no_file_of_the_client_is_left_on_disk(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path)},
        }
    }
    client, other = make_client(make_staff()), make_client(make_staff())
    with_message = files.add_document(
        client=client, actor=client.user, title="A list", body=b"mine", from_client=True
    )
    Message.objects.create(
        client=client,
        author=client.user,
        from_client=True,
        text="see the list",
        document=with_message,
        due_at=timezone.now(),
    )
    files.add_document(
        client=client, actor=client.user, title="For you", body=b"ours", from_client=False
    )
    kept = files.add_document(
        client=other, actor=other.user, title="Theirs", body=b"theirs", from_client=True
    )
    on_disk = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(on_disk) == 3
    erasure = erase.propose_erasure(client=client, actor=make_staff(Role.OWNER), why="request")
    assert ("Files on disk", 2) in [(line["store"], line["rows"]) for line in erasure.plan]
    assert erase.approve_erasure(erasure=erasure, actor=make_staff(Role.SUPERVISOR))
    left = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert [path.relative_to(tmp_path).as_posix() for path in left] == [kept.stored_as]
    assert not Message.objects.exists()


@pytest.mark.proves("SEC-61")
def test_an_upgrade_that_was_offered_and_not_answered_is_erased_with_the_rest():
    client = make_client()
    assignment = give(client)
    version = newer()
    Assignment.objects.filter(pk=assignment.pk).update(
        offered_version=version, offered_at=timezone.now()
    )
    erasure = erase.propose_erasure(client=client, actor=make_staff(Role.OWNER), why="request")
    assert ("homework.assignment", 1, "erase") in [
        (line["store"], line["rows"], line["act"]) for line in erasure.plan
    ]
    assert erase.approve_erasure(erasure=erasure, actor=make_staff(Role.SUPERVISOR))
    assert not Assignment.objects.exists()
    assert type(version).objects.filter(pk=version.pk).exists()  # the practice's, not the client's


def test_in_a_hurry_one_press_freezes_everything_and_only_the_team_opens_it_again(ana):
    browser = signed_in(ana.user)
    browser.post("/my/me/lockdown/", {"word": ""})
    again = signed_in(ana.user)
    assert again.get("/my/").headers["Location"] == "/my/locked/"
    assert again.post("/my/locked/", {"word": ""}).status_code == 400
    desk = signed_in(ana.cases.get().owner)
    desk.post(f"/desk/clients/{ana.pk}/lockdown/end/")
    assert again.get("/my/").status_code == 200
