from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_date

from coachdesk.audit.models import AuditEvent
from coachdesk.exports import Key, Receiver, table
from coachdesk.lib.spreadsheets import write_csv

COLUMNS = {
    "at": Key("audit.AuditEvent.at"),
    "actor": Key("audit.AuditEvent.actor"),
    "role": Key("audit.AuditEvent.role"),
    "action": Key("audit.AuditEvent.action"),
    "object": Key("audit.AuditEvent.object_type"),
    "object_id": Key("audit.AuditEvent.object_id"),
    "person_id": Key("audit.AuditEvent.person_id"),
}
READS = ("view", "export", "print", "glass.broken")


class Command(BaseCommand):
    """Who read what and when (SEC-64), as CSV with ids only."""

    help = "Reads of records between two days, for one person of the team or all, as CSV."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("since", help="first day, such as 2026-01-31")
        parser.add_argument("until", help="last day")
        parser.add_argument("--actor", default="", help="id of a member of the team")
        parser.add_argument("--person", default="", help="id of a client or writer")

    def handle(self, *args: Any, **options: Any) -> None:
        first, last = parse_date(options["since"]), parse_date(options["until"])
        if first is None or last is None or last < first:
            raise CommandError("two days, please, such as 2026-01-01 2026-01-31")
        rows = AuditEvent.objects.filter(
            at__gte=timezone.make_aware(datetime.combine(first, datetime.min.time())),
            at__lte=timezone.make_aware(datetime.combine(last, datetime.max.time())),
        )
        wanted = rows.filter(action__in=READS) | rows.filter(action__startswith="export")
        if options["actor"]:
            wanted = wanted.filter(actor_id=options["actor"])
        if options["person"]:
            wanted = wanted.filter(person_id=options["person"])
        found = (
            [
                row.at.isoformat(),
                row.actor_id,
                row.role,
                row.action,
                row.object_type,
                row.object_id,
                row.person_id,
            ]
            for row in wanted.order_by("at").iterator()
        )
        write_csv(self.stdout, *table(COLUMNS, found, Receiver.TEAM))
