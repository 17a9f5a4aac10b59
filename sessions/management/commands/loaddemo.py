"""Load the demo practice."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from coachdesk.infra.data_folder import DEMO, REAL, kind_of, mark_kind
from coachdesk.users.models import User
from sessions.demo.articles import load_articles
from sessions.demo.clients import PEOPLE, load_clients
from sessions.demo.letters import load_letters
from sessions.demo.people import PASSWORD, TEAM, address_of, load_team
from sessions.demo.programs import load_programs
from sessions.demo.records import load_records
from sessions.demo.sessions import load_sessions


def _refuse_a_real_practice() -> None:
    """Raise CommandError wherever invented people could meet real ones."""
    if settings.PRODUCTION:
        raise CommandError("A demo is never loaded in production.")
    if not settings.DEMO:
        raise CommandError("A demo is loaded only where COACHDESK_DEMO is on.")
    if User.objects.filter(is_demo=False).exists():
        raise CommandError("This practice has people of its own, so no demo is loaded into it.")
    if kind_of(settings.DATA_DIR) == REAL:
        raise CommandError(
            f"{settings.DATA_DIR} holds a real practice, so no demo is loaded there."
        )


class Command(BaseCommand):
    help = "Loads the demo practice; running it again adds only what is missing."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument(
            "--logins-file", type=Path, help="write log-ins and reading codes as JSON"
        )

    def handle(self, *args: Any, logins_file: Path | None = None, **options: Any) -> None:
        _refuse_a_real_practice()
        call_command("load_shipped", stdout=self.stdout)
        with transaction.atomic():
            team = load_team()
            codes = load_letters(team)
            load_articles(team)
            clients = load_clients(team)
            load_programs(team, clients)
            load_sessions(team, clients)
            load_records(team, clients)
        mark_kind(settings.DATA_DIR, DEMO)
        logins = [
            {
                "name": member.name,
                "role": ", ".join(member.roles),
                "email": address_of(member.key),
                "password": PASSWORD,
                "url": "/in/",
            }
            for member in TEAM
        ] + [
            {
                "name": p.name,
                "role": "client",
                "email": address_of(p.key),
                "password": PASSWORD,
                "url": "/my/",
            }
            for p in PEOPLE
            if p.login
        ]
        if logins_file is not None:
            body = json.dumps({"logins": logins, "reading_codes": codes}, indent=2)
            handle = os.open(logins_file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "w") as stream:
                stream.write(body)
        self.stdout.write(f"demo practice: {len(logins)} log-ins, {len(codes)} letters")
