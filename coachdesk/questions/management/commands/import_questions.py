from __future__ import annotations

import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from coachdesk.questions.letter_import import Importer, Report, read_file


class Command(BaseCommand):
    help = (
        "Imports letters from JSON Lines or CSV with title, text, topics, answers and received. "
        "Each is read by triage. The same file twice adds nothing; Ctrl-C leaves whole records."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="read everything, store nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        report = Report()
        importer = Importer(report, dry_run=options["dry_run"])
        stopped = False
        try:
            size = max(1, path.stat().st_size)
            self._last = 0.0
            for _number, done, row in read_file(path, report):
                importer.add(row)
                self._progress(done / size, report)
            importer.finish()
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}") from None
        except KeyboardInterrupt:
            stopped = True
        self._progress(1.0, report, end=True)
        self._say(report, dry_run=options["dry_run"])
        if stopped:
            raise CommandError("Stopped. What was stored is whole; run it again for the rest.")

    def _progress(self, share: float, report: Report, *, end: bool = False) -> None:
        if not sys.stderr.isatty() and not end:
            return
        now = time.monotonic()
        if not end and now - self._last < 0.2:
            return
        self._last = now
        share = min(1.0, share)
        bar = "#" * round(share * 30)
        self.stderr.write(
            f"\r[{bar:<30}] {share:4.0%}  {report.added} letters", ending="\n" if end else ""
        )

    def _say(self, report: Report, *, dry_run: bool) -> None:
        for number, reason in report.broken:
            self.stderr.write(f"line {number}: {reason}")
        if report.broken_count > len(report.broken):
            self.stderr.write(f"… and {report.broken_count - len(report.broken)} more")
        verb = "would be added" if dry_run else "added"
        self.stdout.write(
            f"{report.read} read, {report.added} {verb}, {report.there} there before, "
            f"{report.answered} of them answered, {report.held} held, {report.broken_count} broken"
        )
