"""Places on the letters' pages that a floor above fills, so that this one need not know it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from coachdesk.questions.models import Question


@dataclass(frozen=True)
class Panel:
    """A template and what it is given."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)


Maker = Callable[[Question, Any], Panel | None]
_makers: dict[str, list[Maker]] = {"reader": [], "workbench": []}


def register_panel(place: str, make: Maker) -> None:
    """Let ``make(question, user)`` add a panel; ``place`` is ``reader`` or ``workbench``."""
    _makers[place].append(make)


def panels(place: str, question: Question, user: Any = None) -> list[Panel]:
    """The panels of a page, in the order they were registered."""
    made = [make(question, user) for make in _makers[place]]
    return [panel for panel in made if panel is not None]


_related: list[Callable[[str], list[dict[str, str]]]] = []


def register_related(find: Callable[[str], list[dict[str, str]]]) -> None:
    """Let ``find(text)`` name published answers near a text, each with ``url`` and ``title``."""
    _related.append(find)


def related_answers(text: str) -> list[dict[str, str]]:
    """Published answers near a text; nothing of the text is stored."""
    return [found for find in _related for found in find(text)][:3]


_published: list[Callable[[str], str]] = []


def register_published(check: Callable[[str], str]) -> None:
    """Let ``check(address)`` give the slug of a published answer, or blank."""
    _published.append(check)


def published_slug(address: str) -> str:
    """The slug of the published answer a pasted address or slug names; blank for none."""
    return next((slug for slug in (check(address) for check in _published) if slug), "")
