from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from coachdesk.lib.shipped import load_shipped


class Command(BaseCommand):
    help = "Brings in what ships with the product: help numbers, consent texts, programs. Safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        for name, added in load_shipped().items():
            self.stdout.write(f"{name}: {added} new")
