"""``manage.py evaluate_disguise FILE [--json]``: figures of the disguise check on labelled texts."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from coachdesk.publishing.disguise.evaluation import as_text, evaluate


class Command(BaseCommand):
    help = "Print recall and precision of the disguise check on labelled texts (JSON Lines)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="id, text, spans")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with options["file"].open(encoding="utf-8", errors="replace") as lines:
                evaluation = evaluate(lines)
        except OSError as error:
            raise CommandError(f"The file cannot be read: {error}") from error
        for line in evaluation.broken:
            self.stderr.write(f"line {line.number}: {line.reason}")
        if options["json"]:
            self.stdout.write(json.dumps(evaluation.report))
        else:
            self.stdout.write(as_text(evaluation.report))
