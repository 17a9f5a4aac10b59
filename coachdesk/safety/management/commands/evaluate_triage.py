"""``manage.py evaluate_triage LETTERS LABELS [--json | --each]``: figures of triage on labelled letters."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from coachdesk.safety.triage.evaluation import as_text, evaluate


class Command(BaseCommand):
    help = "Print recall and precision of triage on labelled letters (JSON Lines)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("letters", type=Path, help="id, title, text")
        parser.add_argument("labels", type=Path, help="id, risk, urgency")
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument(
            "--each",
            action="store_true",
            help="print one JSON object a letter, in the order of reading: id, score, tier, codes",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with (
                options["letters"].open(encoding="utf-8", errors="replace") as letters,
                options["labels"].open(encoding="utf-8", errors="replace") as labels,
            ):
                evaluation = evaluate(letters, labels)
        except OSError as error:
            raise CommandError(f"The file cannot be read: {error}") from error
        for line in evaluation.broken:
            self.stderr.write(f"{line.source}, line {line.number}: {line.reason}")
        if options["each"]:
            for each in evaluation.each:
                self.stdout.write(json.dumps(each))
        elif options["json"]:
            self.stdout.write(json.dumps(evaluation.report))
        else:
            self.stdout.write(as_text(evaluation.report))
