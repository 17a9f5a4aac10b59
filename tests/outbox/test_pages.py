"""The list of messages, and the audit log's page."""

from __future__ import annotations

import uuid

import pytest
from django.db import transaction

from coachdesk.outbox.models import MessageState, OutboxMessage
from coachdesk.outbox.relay import run_due
from coachdesk.outbox.services import enqueue, enqueue_mail
from coachdesk.users.models import Role
from tests.factories import make_staff, signed_in

pytestmark = pytest.mark.django_db


def test_withheld_messages_stand_there_with_their_reason():
    with transaction.atomic():
        row = enqueue_mail("client.step", person_id=uuid.uuid4())
    run_due()
    browser = signed_in(make_staff(Role.OWNER))
    reason = "No way to reach this person is on record."
    assert reason in browser.get("/desk/outbox/").content.decode()
    assert reason in browser.get(f"/desk/outbox/{row.pk}/").content.decode()
    assert browser.post(f"/desk/outbox/{row.pk}/again/").status_code == 409
    row.refresh_from_db()
    assert row.state == MessageState.WITHHELD


@pytest.mark.proves("REL-11")
def test_a_failed_message_is_tried_again_by_hand():
    with transaction.atomic():
        row = enqueue("users.no_such_task")
    OutboxMessage.objects.update(state=MessageState.DEAD, attempts=6)
    signed_in(make_staff(Role.OWNER)).post(f"/desk/outbox/{row.pk}/again/")
    row.refresh_from_db()
    assert (row.state, row.attempts) == (MessageState.WAITING, 0)


def test_a_preview_shows_no_code_and_no_link_token():
    with transaction.atomic():
        row = enqueue_mail("account.login_code", person_id=uuid.uuid4(), secret="918273")
    page = signed_in(make_staff(Role.OWNER)).get(f"/desk/outbox/{row.pk}/")
    assert b"918273" not in page.content


@pytest.mark.proves("SEC-54")
def test_the_owner_reads_the_audit_log_by_act_person_and_object():
    owner = make_staff(Role.OWNER, name="Morgan Ellery")
    browser = signed_in(owner)
    page = browser.get("/desk/audit/", {"action": "user."}).content.decode()
    assert "user.created" in page
    assert "login" not in page.split("<tbody>")[1]
    assert browser.get("/desk/audit/", {"about": "nonsense"}).status_code == 400
    assert browser.get("/desk/audit/", {"page": "nonsense"}).status_code == 400
    assert browser.get("/desk/audit/", {"who": str(owner.pk)}).status_code == 200
