"""Check that no signed note was changed behind the database's back."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sessions.notes.verification import verify_notes


class Command(BaseCommand):
    help = "Recomputes the hash of every signed note and addition; fails when one does not hold."

    def handle(self, *args: Any, **options: Any) -> None:
        report = verify_notes()
        if report.broken:
            named = ", ".join(str(pk) for pk in report.broken)
            raise CommandError(f"{len(report.broken)} of {report.checked} do not hold: {named}")
        self.stdout.write(f"{report.checked} signed texts hold")
