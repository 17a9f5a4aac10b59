"""The first person of a new practice: an invitation for its owner."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from coachdesk.users.models import Kind, Role
from coachdesk.users.services import create_invitation


class Command(BaseCommand):
    help = "Makes an invitation for the owner of the practice and prints its link and code; nothing is mailed."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("address", help="the owner's email address")

    def handle(self, *args: Any, address: str, **options: Any) -> None:
        try:
            validate_email(address)
        except ValidationError:
            raise CommandError("this is not an email address") from None
        invitation, token = create_invitation(
            kind=Kind.STAFF, address=address, actor=None, roles=[Role.OWNER, Role.SUPERVISOR]
        )
        self.stdout.write(
            f"Link (works once, for three days): {settings.SITE_URL}/invitation/{token}/"
        )
        self.stdout.write(f"Code: {invitation.spoken_code}")
        self.stdout.write(
            "After the first sign-in a second factor is set up; then invite the team."
        )
