from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from clients.record.erase import due_for_erasure, erase_plan
from clients.tasks import daily


class Command(BaseCommand):
    """Name what retention is over for, by code; with --propose write the proposals."""

    help = "What retention would erase: a dry run, unless --propose is given."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--propose", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        found = 0
        for client in due_for_erasure():
            found += 1
            self.stdout.write(
                f"{client.code} ({client.status} since {client.status_changed_at:%Y-%m-%d})"
            )
            for line in erase_plan(client):
                self.stdout.write(f"  {line.act:7} {line.rows:5} {line.store} {line.note}".rstrip())
        self.stdout.write(f"{found} due")
        if options["propose"]:
            daily()
            self.stdout.write("proposed; two persons have to approve each")
