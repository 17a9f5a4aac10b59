"""Steps of programs that an advice point may go with: the floor with the programs names them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class ProgramStep:
    """A step of a published program; ``ref`` is the program's slug and the step's key."""

    ref: str
    program: str
    title: str
    url: str


_sources: list[Callable[[], Iterable[ProgramStep]]] = []


def register_steps(source: Callable[[], Iterable[ProgramStep]]) -> None:
    """Let ``source`` name the steps to choose from. Called from an app's ``ready``; must be cheap."""
    if source not in _sources:
        _sources.append(source)


def program_steps() -> dict[str, ProgramStep]:
    """The steps there are to choose from, by reference, in the order of their programs."""
    return {step.ref: step for source in _sources for step in source()}


def steps_of(parts: dict[str, Any], known: dict[str, ProgramStep]) -> list[ProgramStep]:
    """The steps that the points of an answer go with and that are still published."""
    refs = dict.fromkeys(str(point.get("step", "")) for point in parts.get("points", []))
    return [known[ref] for ref in refs if ref in known]
