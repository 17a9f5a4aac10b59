"""Make the private keys of the embedded shape, once."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Creates the key file (mode 0600) where there is none; in production keys come from the environment."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        # Loading the settings has made or read the file already.
        where = "the environment" if settings.PRODUCTION else str(settings.KEY_FILE)
        self.stdout.write(f"keys: {where}")
