"""Print the reference of environment variables."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from coachdesk.operation.environment import reference


class Command(BaseCommand):
    help = (
        "Prints every environment variable that is read, with its default and meaning, as Markdown."
    )
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(reference(), ending="")
