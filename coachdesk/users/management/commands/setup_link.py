"""A link for the first person of a practice, while it has no owner."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.urls import reverse

from coachdesk.lib.errors import Closed
from coachdesk.users.setup import make_link


class Command(BaseCommand):
    help = "Prints a link that makes the owner of the practice, once and within 24 hours; nothing when there is an owner."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            token = make_link()
        except Closed:
            return
        self.stdout.write(f"{settings.SITE_URL}{reverse('users:set_up', args=[token])}")
