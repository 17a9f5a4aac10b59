"""Load the demo practice."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from sessions.demo.articles import load_articles
from sessions.demo.clients import PEOPLE, load_clients
from sessions.demo.letters import load_letters
from sessions.demo.people import PASSWORD, TEAM, address_of, load_team
from sessions.demo.programs import load_programs
from sessions.demo.records import load_records
from sessions.demo.sessions import load_sessions


class Command(BaseCommand):
    help = "Loads the demo practice; running it again adds only what is missing."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument(
            "--logins-file", type=Path, help="write log-ins and reading codes as JSON"
        )

    def handle(self, *args: Any, logins_file: Path | None = None, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("demo data is loaded only where COACHDESK_DEMO is on")
        call_command("load_shipped", stdout=self.stdout)
        team = load_team()
        codes = load_letters(team)
        load_articles(team)
        clients = load_clients(team)
        load_programs(team, clients)
        load_sessions(team, clients)
        load_records(team, clients)
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
