"""Check the audit chain and say what does not hold."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from coachdesk.audit.services import verify_chain


class Command(BaseCommand):
    help = "Recomputes the audit chain; exits with an error when an event was changed or removed."

    def handle(self, *args: Any, **options: Any) -> None:
        report = verify_chain()
        self.stdout.write(f"{report.checked} events checked, {report.waiting} not yet linked")
        if report.broken:
            raise CommandError(f"the chain is broken at {', '.join(map(str, report.broken[:20]))}")
