"""Seal everything anew under the newest field key."""

from __future__ import annotations

import signal
import threading
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from coachdesk.operation.key_rotation import rotate


class Command(BaseCommand):
    help = (
        "Seals every value and file anew under the first field key, while people work. It may be "
        "stopped with Ctrl-C or SIGTERM and goes on when it is called again."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if len(settings.FIELD_KEYS) < 2:
            raise CommandError(
                "There is one field key only: put a new one in front first (manage.py make_keys)."
            )
        stopped = threading.Event()
        if threading.current_thread() is threading.main_thread():
            for signum in (signal.SIGTERM, signal.SIGINT):
                signal.signal(signum, lambda *_: stopped.set())
        done = rotate(stop=stopped.is_set)
        for counts, words in (
            (done.resealed, "sealed anew"),
            (done.kept, "kept as they are, because nobody may change these rows"),
            (done.broken, "do not open"),
        ):
            for name, count in sorted(counts.items()):
                self.stdout.write(f"{name}: {count} {words}")
        if not done.finished:
            self.stdout.write("Stopped. Call it again to go on.")
            return
        if done.old_keys:
            names = ", ".join(sorted(done.old_keys))
            self.stdout.write(
                f"Still needed to open what was kept: {names}. Leave them in the list."
            )
        else:
            self.stdout.write(
                "Only the newest key is needed now; backups of before need the others."
            )
        if done.broken:
            raise CommandError("Some values do not open with any key that is set.")
