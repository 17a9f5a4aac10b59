"""Write one encrypted backup."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from coachdesk.operation.backups import drop_old, make_backup
from coachdesk.operation.errors import OperationRefused


class Command(BaseCommand):
    help = (
        "Writes database and files into one encrypted archive in the backup folder, or to standard "
        "output; the keys of the data are not in it. Archives older than 35 days are deleted."
    )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument(
            "--stream", action="store_true", help="write to standard output instead of the folder"
        )

    def handle(self, *args: Any, stream: bool = False, **options: Any) -> None:
        try:
            run = make_backup(sys.stdout.buffer if stream else None)
        except OperationRefused as refused:
            raise CommandError(str(refused)) from None
        report = run.report
        said = (
            f"{report.get('archive', 'stream')}: {report['rows']} rows of {report['tables']} tables, "
            f"{report['files']} files"
        )
        self.stderr.write(said)
        if not stream:
            gone = drop_old()
            if gone:
                self.stderr.write(f"{gone} archives were over 35 days old and are deleted")
