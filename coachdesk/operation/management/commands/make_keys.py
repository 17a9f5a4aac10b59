"""Make keys, ready to be set."""

from __future__ import annotations

import base64
import json
import os
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from coachdesk.operation.archive import new_identity, recipient_of


class Command(BaseCommand):
    help = (
        "Prints fresh keys as lines of an environment file, or puts a new field key in front of those "
        "in the key file."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument(
            "--field-key",
            action="store_true",
            help="add a field key to the ones that are there; everything new is sealed with it",
        )

    def handle(self, *args: Any, field_key: bool = False, **options: Any) -> None:
        if field_key:
            self._add_field_key()
            return
        identity = new_identity()
        self.stdout.write(f"COACHDESK_SECRET_KEY={secrets.token_urlsafe(48)}")
        self.stdout.write(f"COACHDESK_FIELD_KEYS=k1:{_fresh()}")
        self.stdout.write(f"COACHDESK_LOOKUP_KEY={_fresh()}")
        self.stdout.write(f"COACHDESK_BACKUP_KEY={identity}")
        self.stdout.write(f"# its public part, enough to make backups: {recipient_of(identity)}")
        self.stdout.write(f"COACHDESK_METRICS_TOKEN={secrets.token_urlsafe(32)}")

    def _add_field_key(self) -> None:
        name = self._new_name()
        if settings.PRODUCTION:
            self.stdout.write(f"{name}:{_fresh()}")
            self.stderr.write("Put it in front of COACHDESK_FIELD_KEYS, with a comma behind it.")
            return
        path = Path(settings.KEY_FILE)
        try:
            body = json.loads(path.read_text())
            body["fields"] = f"{name}:{_fresh()},{body['fields']}"
            draft = path.with_name(f"{path.name}.new")
            handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "w") as stream:
                json.dump(body, stream)
                stream.flush()
                os.fsync(stream.fileno())
            os.replace(draft, path)
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}") from None
        self.stdout.write(f"{name} stands in {path} now and is used from the next start on.")

    def _new_name(self) -> str:
        taken = {key_id for key_id, _key in settings.FIELD_KEYS}
        number = len(taken) + 1
        while f"k{number}" in taken:
            number += 1
        return f"k{number}"


def _fresh() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()
