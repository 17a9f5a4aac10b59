"""``coachdesk.program/1``: check a program file and give its plain data (DOMAIN-5)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clients.homework.program_schema import CODES, PROGRAM
from clients.homework.yaml_reader import Document, Path, Problem, Unreadable, read_yaml

# Units in which an activity may be planned: how many logs one unit of its frequency gives.
_PER_UNIT_DAYS = {"per_day": 1, "per_week": 7}


class ProgramRefused(Exception):
    """A program file that is not taken; ``problems`` say why, by line."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(map(str, problems)))
        self.problems = problems


def parse_program(source: str) -> dict[str, Any]:
    """The plain data of a program file. Raises ProgramRefused with every problem found."""
    try:
        doc = read_yaml(source)
    except Unreadable as error:
        raise ProgramRefused([error.problem]) from None
    problems = sorted(set(PROGRAM(doc, doc.value, ())))
    if not problems:  # the rules below may then rely on the shape
        problems = sorted(set(_rules(doc)))
    if problems:
        raise ProgramRefused(problems)
    data: dict[str, Any] = doc.value
    return data


def planned_logs(frequency: dict[str, Any]) -> int | None:
    """How many logs a frequency plans for; None where there is no plan (as needed)."""
    mode = frequency["mode"]
    if mode == "once":
        return 1
    if mode == "as_needed" or "for_days" not in frequency:
        return None
    units = -(-int(frequency["for_days"]) // _PER_UNIT_DAYS[mode])
    return units * int(frequency.get("times", 1))


def _rules(doc: Document) -> Iterator[Problem]:
    program = doc.value
    groups = set(program["safety"]["groups"])
    seen_steps: set[str] = set()
    seen_activities: set[str] = set()
    for index, step in enumerate(program["steps"]):
        path: Path = ("steps", index)
        name = f"step {index + 1}"
        if step["number"] != index + 1:
            yield Problem(doc.line((*path, "number")), f"{name} has the number {step['number']}")
        if step["key"] in seen_steps:
            yield Problem(doc.line((*path, "key")), f"{name}: the key “{step['key']}” stands twice")
        yield from _unlock(doc, step, path, name, seen_steps)
        yield from _blocked(doc, step, path, groups, name)
        own = {activity["key"] for activity in step["activities"]}
        for number, activity in enumerate(step["activities"]):
            place: Path = (*path, "activities", number)
            title = f"{name}, activity “{activity['key']}”"
            if activity["key"] in seen_activities:
                yield Problem(doc.line((*place, "key")), f"{title} stands twice in the program")
            seen_activities.add(activity["key"])
            yield from _activity(doc, activity, place, title, groups)
        if all(activity["with_partner"] == "needs_partner" for activity in step["activities"]):
            yield Problem(
                doc.line((*path, "activities")),
                f"{name} needs the partner and offers no alternative",
            )
        yield from _done_when(doc, step, path, name, own)
        yield from _prompts(doc, step["reflection"], (*path, "reflection"), name)
        seen_steps.add(step["key"])


def _unlock(
    doc: Document, step: dict[str, Any], path: Path, name: str, earlier: set[str]
) -> Iterator[Problem]:
    unlock = step["unlock"]
    if len(unlock) != 1:
        yield Problem(doc.line((*path, "unlock")), f"{name}: unlock takes either “all” or “any”")
        return
    for condition in next(iter(unlock.values())):
        if condition["type"] == "step_done" and condition["step"] not in earlier:
            yield Problem(
                doc.line((*path, "unlock")),
                f"{name} waits for “{condition['step']}”, which is not an earlier step",
            )
        if condition["type"] == "steps_done_count" and condition["min"] > len(earlier):
            yield Problem(
                doc.line((*path, "unlock")), f"{name} waits for more steps than stand before it"
            )


def _activity(
    doc: Document, activity: dict[str, Any], path: Path, name: str, groups: set[str]
) -> Iterator[Problem]:
    yield from _blocked(doc, activity, path, groups, name)
    if activity["with_partner"] == "needs_partner" and activity["required"]:
        yield Problem(
            doc.line((*path, "required")), f"{name} needs the partner, so it can’t be required"
        )
    frequency = activity["frequency"]
    if frequency["mode"] in _PER_UNIT_DAYS and not {"times", "for_days"} <= set(frequency):
        yield Problem(
            doc.line((*path, "frequency")), f"{name}: frequency needs “times” and “for_days”"
        )
        return
    planned = planned_logs(frequency)
    if planned is not None and frequency["min_logs"] > planned:
        yield Problem(
            doc.line((*path, "frequency")),
            f"{name} asks for {frequency['min_logs']} logs, but only {planned} are planned",
        )
    yield from _prompts(doc, activity["log"], (*path, "log"), name)


def _prompts(
    doc: Document, prompts: list[dict[str, Any]], path: Path, name: str
) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, prompt in enumerate(prompts):
        if prompt["key"] in seen:
            yield Problem(
                doc.line((*path, index)), f"{name}: the prompt “{prompt['key']}” stands twice"
            )
        seen.add(prompt["key"])
        values = [option["value"] for option in prompt.get("options", [])]
        if len(values) != len(set(values)):
            yield Problem(doc.line((*path, index)), f"{name}: two options have the same value")


def _done_when(
    doc: Document, step: dict[str, Any], path: Path, name: str, own: set[str]
) -> Iterator[Problem]:
    least = {a["key"]: a["frequency"]["min_logs"] for a in step["activities"]}
    for index, criterion in enumerate(step["done_when"]["all"]):
        place = (*path, "done_when", "all", index)
        if criterion["type"] == "logs":
            key = criterion["activity"]
            if key not in own:
                yield Problem(
                    doc.line(place),
                    f"{name} is done by “{key}”, which is not one of its activities",
                )
            elif criterion["min"] != least[key]:
                yield Problem(
                    doc.line(place),
                    f"{name}: “{key}” has min_logs {least[key]}, but done_when says {criterion['min']}",
                )
        if criterion["type"] == "reflection_answered" and not step["reflection"]:
            yield Problem(doc.line(place), f"{name} waits for a reflection, but asks nothing")


def _blocked(
    doc: Document, part: dict[str, Any], path: Path, groups: set[str], name: str
) -> Iterator[Problem]:
    for code in part.get("blocked_by", []):
        if code not in CODES and code not in groups:
            yield Problem(
                doc.line((*path, "blocked_by")), f"{name}: “{code}” is no safety code and no group"
            )
