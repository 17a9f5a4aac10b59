"""A letter in paragraphs with the words that triage found marked, for the template to show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from coachdesk.safety.triage_reading import code_words, is_quiet


@dataclass(frozen=True)
class Run:
    """A run of a paragraph; ``why`` is blank for plain text."""

    text: str
    why: str = ""


def mark_findings(text: str, findings: list[dict[str, Any]]) -> list[list[Run]]:
    """Paragraphs of runs; quiet findings mark nothing. Overlapping findings are shown once, the earlier one wins."""
    spans = sorted(
        (int(f["start"]), int(f["end"]), code_words(str(f["code"])))
        for f in findings
        if not f.get("in_title")
        and not is_quiet(f)
        and int(f["end"]) <= len(text)
        and f["end"] > f["start"]
    )
    runs: list[Run] = []
    at = 0
    for start, end, why in spans:
        if start < at:
            continue
        runs += [Run(text[at:start]), Run(text[start:end], why)]
        at = end
    runs.append(Run(text[at:]))
    return _paragraphs(runs)


def _paragraphs(runs: list[Run]) -> list[list[Run]]:
    out: list[list[Run]] = [[]]
    for run in runs:
        parts = run.text.split("\n\n")
        for number, part in enumerate(parts):
            if number:
                out.append([])
            if part.strip():
                out[-1].append(Run(part, run.why))
    return [paragraph for paragraph in out if paragraph]
