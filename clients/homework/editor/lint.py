"""What stands in the way of publishing a program, and what an author may want to look at again."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from clients.homework.editor.plain_data import to_yaml
from clients.homework.program_format import ProgramRefused, parse_program
from clients.homework.yaml_reader import Document, Unreadable, read_yaml

# A program promises what the client can do, never what somebody else will do.
_PROMISE = re.compile(
    r"\{partner\} will\b|win (them|him|her|\{partner\}) back|guarantee|make \{partner\}"
    r"|save (your|the) (marriage|relationship)|(come|comes|coming) back to you",
    re.IGNORECASE,
)
_NEGATED = re.compile(r"\b(not|never|no|nobody|without)\b|n[’']t\b", re.IGNORECASE)
_WORDS = {
    "done_when": "when it is done",
    "coach_notes": "notes for the coach",
    "not_for": "who it is not for",
    "estimated_minutes": "minutes",
    "estimated_weeks": "weeks",
    "suggested_days": "days",
    "stop_signs": "signs to stop",
    "max_length": "longest answer",
    "min_label": "words at 0",
    "max_label": "words at 10",
    "min_logs": "how often at least",
    "for_days": "for how many days",
    "period_days": "in how many days",
    "with_partner": "with the partner",
    "log, ": "question, ",
}


@dataclass(frozen=True)
class Finding:
    """A sentence and the step it is about (None: the program as a whole)."""

    message: str
    step: str | None


@dataclass(frozen=True)
class Change:
    """One row of a comparison: what stood and what stands, either may be missing."""

    before: str
    after: str
    kind: str  # same, gone, new or gap


def problems(data: dict[str, Any]) -> list[Finding]:
    """Everything that keeps a draft from being published, in plain words."""
    source = to_yaml(data)
    try:
        parse_program(source)
    except ProgramRefused as refused:
        try:
            doc = read_yaml(source)
        except Unreadable:
            return [Finding(p.message, None) for p in refused.problems]
        return [Finding(_plain(p.message), _step_at(doc, p.line)) for p in refused.problems]
    return []


def _plain(message: str) -> str:
    for key, words in _WORDS.items():
        message = message.replace(key, words)
    return message[:1].upper() + message[1:]


def _step_at(doc: Document, line: int) -> str | None:
    near = max(
        ((at, path) for path, at in doc.lines.items() if at <= line),
        key=lambda entry: (entry[0], len(entry[1])),
        default=(0, ()),
    )[1]
    if len(near) < 2 or near[0] != "steps":
        return None
    return str(doc.value["steps"][int(near[1])]["key"])


def hints(data: dict[str, Any]) -> list[Finding]:
    """What can be published but deserves a second look."""
    found = [Finding(text, None) for text in _promises([data["promise"], data["summary"]])]
    for step in data["steps"]:
        found += [Finding(text, step["key"]) for text in _step_hints(step)]
    return found


def _step_hints(step: dict[str, Any]) -> Iterator[str]:
    name = _("Step %(number)d") % {"number": step["number"]}
    activities = step["activities"]
    texts = [step["aim"], step["why"], *(a["instructions"] for a in activities)]
    for text in _promises(texts):
        yield f"{name}: {text}"
    for activity in activities:
        if activity["with_partner"] != "none" and not (
            activity.get("blocked_by") or step.get("blocked_by")
        ):
            yield _(
                "%(name)s: “%(title)s” reaches the partner, but names no safety flags that hide it. "
                "The flags about violence and fear hide it anyway; are there more?"
            ) % {"name": name, "title": activity["title"]}
    if activities and all(a["with_partner"] != "none" for a in activities):
        yield _("%s: every activity asks for the partner. Offer one that works alone.") % name
    if len(activities) not in (2, 3, 4):
        yield _("%s: two to four activities are a good size.") % name
    if not step["safety"]["notes"]:
        yield _("%s: there is no safety note.") % name
    if step["partner_involvement"] == "none" and any(
        a["with_partner"] != "none" for a in activities
    ):
        yield _("%s says the partner is not asked to do anything, but an activity does.") % name


def _promises(texts: list[str]) -> Iterator[str]:
    for text in texts:
        for sentence in re.split(r"(?<=[.!?])\s+", text):
            if _PROMISE.search(sentence) and not _NEGATED.search(sentence):
                yield _("“%s” sounds like a promise about what the partner will do.") % sentence


def compare(before: dict[str, Any], after: dict[str, Any]) -> list[Change]:
    """The changed lines of two versions, side by side, with one line around each."""
    old, new = to_yaml(before).splitlines(), to_yaml(after).splitlines()
    rows: list[Change] = []
    for group in difflib.SequenceMatcher(None, old, new).get_grouped_opcodes(1):
        if rows:
            rows.append(Change("", "", "gap"))
        for tag, a, b, c, d in group:
            if tag == "equal":
                rows += [Change(line, line, "same") for line in old[a:b]]
                continue
            rows += [Change(line, "", "gone") for line in old[a:b]]
            rows += [Change("", line, "new") for line in new[c:d]]
    return rows
