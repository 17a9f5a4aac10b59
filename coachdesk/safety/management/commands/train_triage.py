"""``manage.py train_triage LETTERS...``: train the word model and the score of triage again."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import yaml
from django.core.management.base import BaseCommand, CommandError

from coachdesk.safety.triage.evaluation import sums_of
from coachdesk.safety.triage.lexicon import DATA
from coachdesk.safety.triage.score import parse_score
from coachdesk.safety.triage.training import DANGER, cross_validate, fit_line, read_letters, train


class Command(BaseCommand):
    help = "Train the word model and the score on letters (JSON Lines), or measure the words alone."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("letters", type=Path, nargs="+", help="urgency, text, perhaps weight")
        parser.add_argument("--release", default="3.0.0", help="version of model and score")
        parser.add_argument("--penalty", type=float, default=0.1)
        parser.add_argument("--words-share", type=float, default=0.4)
        parser.add_argument("--mark-from", type=float, default=0.016)
        parser.add_argument("--hold-from", type=float, default=0.031)
        parser.add_argument("--slope", type=float, default=1.036)
        parser.add_argument("--offset", type=float, default=-3.338)
        parser.add_argument(
            "--calibrate",
            type=Path,
            nargs=2,
            metavar=("LETTERS", "LABELS"),
            help="fit slope and offset on labelled letters; no weight changes",
        )
        parser.add_argument("--output", type=Path, default=DATA, help="folder of the two files")
        parser.add_argument("--measure", action="store_true", help="only cross-validate the words")

    def handle(self, *args: Any, **options: Any) -> None:
        families = yaml.safe_load((DATA / "families.en.yaml").read_text(encoding="utf-8"))
        try:
            texts = [path.read_text(encoding="utf-8") for path in options["letters"]]
            if options["measure"]:
                self._measure(texts, families, options["penalty"])
                return
            trained = train(
                texts,
                families,
                version=options["release"],
                penalty=options["penalty"],
                words_share=options["words_share"],
                mark_from=options["mark_from"],
                hold_from=options["hold_from"],
            )
        except (OSError, ValueError, KeyError) as error:
            raise CommandError(f"The letters cannot be used: {error!r}") from error
        trained.score["slope"], trained.score["offset"] = options["slope"], options["offset"]
        self._write(options["output"] / "model.en.json", trained.model)
        if options["calibrate"]:
            letters, labels = (
                path.read_text(encoding="utf-8", errors="replace").splitlines()
                for path in options["calibrate"]
            )
            score = parse_score(json.dumps(trained.score))
            slope, offset = fit_line(sums_of(letters, labels, score, trained.model))
            trained.score["slope"], trained.score["offset"] = round(slope, 3), round(offset, 3)
            self.stdout.write(f"slope {slope:.3f}, offset {offset:.3f}")
        self._write(options["output"] / "score.en.json", trained.score)
        weights = len(trained.model["weights"])
        self.stdout.write(f"{trained.model['letters']} letters, {weights} weights")

    def _write(self, path: Path, content: dict[str, Any]) -> None:
        text = json.dumps(content, ensure_ascii=False, indent=0, sort_keys=True)
        path.write_text(text + "\n", encoding="utf-8")

    def _measure(self, texts: list[str], families: dict[str, list[str]], penalty: float) -> None:
        letters = [each for text in texts for each in read_letters(text.splitlines(), families)]
        scores = cross_validate(letters, penalty)
        groups = {
            name: [
                score
                for letter, score in zip(letters, scores, strict=True)
                if letter.danger == value
            ]
            for name, value in DANGER.items()
        }
        for tenth in range(-20, 21, 2):
            limit = tenth / 10
            shares = (
                f"{name} {sum(score >= limit for score in group)} of {len(group)}"
                for name, group in groups.items()
            )
            self.stdout.write(f"{limit:5.1f}  {'  '.join(shares)}")
