"""The operator's way back in for a member of the team who has lost the second step of sign-in."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from coachdesk.lib.errors import NotPossible
from coachdesk.users.lost_factor import reset_from_terminal
from coachdesk.users.models import User, alias_for


class Command(BaseCommand):
    help = "Takes the second step of sign-in from a member of the team; it is set up anew at the next sign-in. Audited; the person is told by mail."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("address", help="the address the person signs in with")

    def handle(self, *args: Any, address: str, **options: Any) -> None:
        user = User.objects.filter(login_alias=alias_for(address), is_active=True).first()
        if user is None:
            raise CommandError("No open account has this address.")
        try:
            reset_from_terminal(user=user)
        except NotPossible as why:
            raise CommandError(str(why)) from None
        self.stdout.write("The second step is gone, and every session of this account has ended.")
