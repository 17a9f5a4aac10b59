from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from coachdesk.audit.models import AuditEvent
from coachdesk.audit.services import link_new_events, record, verify_chain

pytestmark = [pytest.mark.django_db, pytest.mark.proves("SEC-54")]


def drop_triggers() -> None:
    with connection.cursor() as cursor:
        for act in ("update", "delete"):
            for table in ("audit_auditevent", "audit_auditlink"):
                on = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER keep_{table}_{act}{on}")


def test_events_cannot_be_changed_or_deleted_by_any_query():
    event = record(action="view", actor=None)
    for act in (
        lambda: AuditEvent.objects.filter(pk=event.pk).update(action="other"),
        lambda: AuditEvent.objects.filter(pk=event.pk)._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
    assert AuditEvent.objects.get(pk=event.pk).action == "view"


def test_an_honest_chain_holds():
    for _ in range(5):
        record(action="view", actor=None)
    link_new_events()
    report = verify_chain()
    assert (report.checked, report.broken, report.waiting) == (5, (), 0)


def test_a_changed_event_shows_in_the_chain():
    events = [record(action="view", actor=None) for _ in range(3)]
    link_new_events()
    drop_triggers()
    AuditEvent.objects.filter(pk=events[1].pk).update(action="nothing")
    assert len(verify_chain().broken) == 1


def test_a_removed_event_shows_in_the_chain():
    events = [record(action="view", actor=None) for _ in range(3)]
    link_new_events()
    drop_triggers()
    AuditEvent.objects.filter(pk=events[1].pk)._raw_delete("default")
    assert len(verify_chain().broken) == 1
