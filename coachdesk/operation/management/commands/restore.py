"""Restore a backup into an empty place."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from coachdesk.operation.errors import OperationRefused
from coachdesk.operation.journal import adopt, journal_file, read_journal
from coachdesk.operation.restoring import Report, restore


class Command(BaseCommand):
    help = (
        "Restores an archive into an installation without data, brings its schema up to date, replays "
        "the journal, and checks the result. Exits with an error when anything does not hold."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("archive", help="the archive, or - for standard input")
        parser.add_argument(
            "--journal", type=Path, help="the journal file (journal.jsonl of the backup folder)"
        )
        parser.add_argument(
            "--without-journal",
            action="store_true",
            help="the journal is lost: what was withdrawn or sent since the backup may come back",
        )
        parser.add_argument(
            "--json", action="store_true", help="print the report as one line of JSON"
        )

    def handle(self, *args: Any, archive: str, **options: Any) -> None:
        try:
            report = self._restore(archive, options["journal"], options["without_journal"])
        except OSError as error:
            raise CommandError(f"{archive}: {error.strerror}") from None
        except OperationRefused as refused:
            raise CommandError(str(refused)) from None
        if options["json"]:
            self.stdout.write(json.dumps(report.as_dict()))
            return
        self._tell(report)
        if report.troubles:
            raise CommandError("The restored data do not hold in everything; see the lines above.")

    def _restore(self, archive: str, journal: Path | None, without: bool) -> Report:
        path = journal or journal_file()
        lines = None if without else read_journal(path)
        if archive == "-":
            report = restore(sys.stdin.buffer, lines=lines)
        else:
            with Path(archive).open("rb") as source:
                report = restore(source, lines=lines)
        if not without:
            adopt(path)
        return report

    def _tell(self, report: Report) -> None:
        self.stdout.write(f"backup of {report.made_at}, made by version {report.version}")
        self.stdout.write(f"{report.rows} rows, {report.files} files, {report.seconds:.0f} s")
        self.stdout.write(
            f"{report.opened} sealed rows opened, {report.audited} audit events checked, "
            f"{report.migrated} migrations made up"
        )
        for act, count in sorted(report.replayed.items()):
            self.stdout.write(f"done again: {act} ({count})")
        for trouble in report.troubles:
            self.stderr.write(f"does not hold: {trouble}")
