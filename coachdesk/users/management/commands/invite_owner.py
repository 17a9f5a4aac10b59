"""An invitation for an owner of the practice, from the terminal."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import DatabaseError

from coachdesk.lib.errors import NotPossible
from coachdesk.users.models import Kind, Role
from coachdesk.users.services import create_invitation, refuse_known_address


class Command(BaseCommand):
    help = "Makes an invitation for an owner of the practice and prints its link and code; nothing is mailed."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("address", help="the owner's email address")
        parser.add_argument(
            "--roles",
            nargs="+",
            metavar="ROLE",
            default=[Role.SUPERVISOR.value],
            choices=[role.value for role in Role],
            help="what else the owner does (supervisor): %(choices)s",
        )

    def handle(self, *args: Any, address: str, roles: list[str], **options: Any) -> None:
        try:
            validate_email(address)
        except ValidationError:
            raise CommandError(f"{address} is no email address.") from None
        try:
            refuse_known_address(address)
            invitation, token = create_invitation(
                kind=Kind.STAFF, address=address, actor=None, roles=[Role.OWNER, *roles]
            )
        except NotPossible as why:
            raise CommandError(str(why)) from None
        except DatabaseError:
            raise CommandError(
                f"There is no practice in {settings.DATA_DIR}: start it once with desk.py up, "
                "or name its data folder in COACHDESK_DATA."
            ) from None
        self.stdout.write(
            f"Link (works once, for three days): {settings.SITE_URL}/invitation/{token}/"
        )
        self.stdout.write(f"Code: {invitation.spoken_code}")
        self.stdout.write(
            "After the first sign-in a second factor is set up; then invite the team."
        )
