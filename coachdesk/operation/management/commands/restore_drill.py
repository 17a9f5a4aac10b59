"""Prove that the newest backup can be restored."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from coachdesk.operation.drill import run_drill


class Command(BaseCommand):
    help = (
        "Restores the newest backup into a throw-away place and checks counts, checksums, the audit "
        "chain, sealed values and the journal. The live data are not touched; the result is kept."
    )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("archive", nargs="?", type=Path, help="another archive than the newest")

    def handle(self, *args: Any, archive: Path | None = None, **options: Any) -> None:
        run = run_drill(archive)
        report = run.report
        for trouble in report["troubles"]:
            self.stderr.write(f"does not hold: {trouble}")
        if not run.good:
            raise CommandError("The drill failed.")
        self.stdout.write(
            f"{report['archive']} of {report['made_at']} can be restored: {report['rows']} rows, "
            f"{report['files']} files, {report['opened']} sealed rows opened, {report['seconds']:.0f} s"
        )
