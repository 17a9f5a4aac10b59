"""``manage.py train_triage LETTERS...``: train the word model of triage again."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import yaml
from django.core.management.base import BaseCommand, CommandError

from coachdesk.safety.triage.lexicon import DATA
from coachdesk.safety.triage.training import DANGER, cross_validate, read_letters, train


class Command(BaseCommand):
    help = "Train the word model on letters (JSON Lines), or measure it by cross-validation."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("letters", type=Path, nargs="+", help="id, urgency, kind, text")
        parser.add_argument("--release", default="2.0.0", help="version of the model")
        parser.add_argument("--penalty", type=float, default=0.1)
        parser.add_argument("--mark-from", type=float, default=-0.5)
        parser.add_argument("--hold-from", type=float, default=0.6)
        parser.add_argument("--output", type=Path, default=DATA / "model.en.json")
        parser.add_argument("--measure", action="store_true", help="only cross-validate")

    def handle(self, *args: Any, **options: Any) -> None:
        families = yaml.safe_load((DATA / "families.en.yaml").read_text(encoding="utf-8"))
        try:
            texts = [path.read_text(encoding="utf-8") for path in options["letters"]]
            if options["measure"]:
                self._measure(texts, families, options["penalty"])
                return
            model = train(
                texts,
                families,
                version=options["release"],
                penalty=options["penalty"],
                mark_from=options["mark_from"],
                hold_from=options["hold_from"],
            )
        except (OSError, ValueError, KeyError) as error:
            raise CommandError(f"The letters cannot be used: {error!r}") from error
        options["output"].write_text(
            json.dumps(model, ensure_ascii=False, indent=0, sort_keys=True) + "\n",
            encoding="utf-8",
        )
        self.stdout.write(f"{model['letters']} letters, {len(model['weights'])} weights")

    def _measure(self, texts: list[str], families: dict[str, list[str]], penalty: float) -> None:
        letters = [each for text in texts for each in read_letters(text.splitlines(), families)]
        scores = cross_validate(letters, penalty)
        groups = {
            name: [score for danger, score in scores if danger == value]
            for name, value in DANGER.items()
        }
        for tenth in range(-20, 21, 2):
            limit = tenth / 10
            shares = (
                f"{name} {sum(score >= limit for score in group)} of {len(group)}"
                for name, group in groups.items()
            )
            self.stdout.write(f"{limit:5.1f}  {'  '.join(shares)}")
