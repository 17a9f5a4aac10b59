"""What a new practice does for the first time: a list on Today until all is done or it is put away.

Each app registers its own in ``ready``. Whether a step is done is read from the rows themselves.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise

from coachdesk.lib.paging import capped_counts
from coachdesk.users import assistant
from coachdesk.users.desk_nav import address_for
from coachdesk.users.models import Role, User
from coachdesk.users.practice_settings import practice_setting

AWAY = "first_steps_away"


@dataclass(frozen=True)
class FirstStep:
    """One thing to do once. ``rows()`` are the rows that exist when it was done; ``view_name`` is
    the page where it begins."""

    key: str
    label: str | Promise
    about: str | Promise
    view_name: str
    position: int
    rows: Callable[[], QuerySet[Any]]


@dataclass(frozen=True)
class ShownStep:
    """A first step as the person sees it; ``url`` is blank where the roles do not open the page."""

    label: str
    about: str
    url: str
    is_done: bool


_steps: dict[str, FirstStep] = {}


def register_first_step(step: FirstStep) -> None:
    """Add a step; the lowest ``position`` comes first."""
    _steps[step.key] = step


def is_put_away() -> bool:
    """Whether an owner has taken the list off Today."""
    return bool(practice_setting(AWAY))


def first_steps(user: User) -> list[ShownStep]:
    """All first steps in their order, with one query."""
    ordered = sorted(_steps.values(), key=lambda step: step.position)
    done = capped_counts({step.key: step.rows() for step in ordered}, cap=1)
    return [
        ShownStep(
            str(step.label),
            str(step.about),
            address_for(user, step.view_name),
            bool(done[step.key]),
        )
        for step in ordered
    ]


@dataclass(frozen=True)
class Begun:
    """The card of Today: the first steps, and how far the assistant is."""

    steps: list[ShownStep]
    set_up: int
    set_up_of: int

    @property
    def set_up_is_open(self) -> bool:
        return self.set_up < self.set_up_of


def for_today(user: User) -> Begun | None:
    """What Today shows an owner; None for everybody else, once it was put away, and when all is
    done. One query."""
    if not user.has_role(Role.OWNER) or is_put_away():
        return None
    steps, places = first_steps(user), assistant.places()
    if all(step.is_done for step in steps):
        return None
    return Begun(steps, sum(bool(place.state) for place in places), len(places))
