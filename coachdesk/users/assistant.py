"""The set-up assistant: the pages that a new practice fills in, one subject each, in an order.

Each app registers its own in ``ready``. A step is a page that stands anyway, under Practice, with a
bar above it while somebody walks through; or some fields of the settings (``fields``). Every step
may be put off, and all of them are found again under Practice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.http import Http404, HttpRequest
from django.utils.functional import Promise

from coachdesk.users.models import User
from coachdesk.users.practice_settings import change_setting, lock_settings, practice_setting

DONE, LATER = "done", "later"
_SETTING = "setup_steps"
_BEGUN, _AT = "setup_begun", "setup_step"  # marks in the session


@dataclass(frozen=True)
class Step:
    """One subject. ``view_name`` is the page where it is done, ``pages`` are others on which the bar
    stands too; ``fields`` are the names of settings instead of a page. ``missing`` says in words
    what is still open there, blank for nothing; ``note`` is said above the fields."""

    key: str
    label: str | Promise
    about: str | Promise
    position: int
    view_name: str = ""
    pages: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    missing: Callable[[], str] | None = None
    note: Callable[[], str] | None = None


@dataclass(frozen=True)
class Place:
    """Where somebody stands in the walk: the step, its number among how many, and what became of it
    so far (``done``, ``later`` or blank)."""

    step: Step
    number: int
    total: int
    state: str

    @property
    def is_done(self) -> bool:
        return self.state == DONE

    @property
    def is_later(self) -> bool:
        return self.state == LATER


_steps: dict[str, Step] = {}


def register_step(step: Step) -> None:
    """Add a step to the assistant; the lowest ``position`` comes first."""
    _steps[step.key] = step


def places() -> list[Place]:
    """Every step in its order with what became of it."""
    states = practice_setting(_SETTING)
    ordered = sorted(_steps.values(), key=lambda step: step.position)
    total = len(ordered)
    return [
        Place(step, number, total, states.get(step.key, ""))
        for number, step in enumerate(ordered, start=1)
    ]


def place_of(key: str) -> Place:
    """One step. Raises Http404 for a key that nobody registered."""
    for place in places():
        if place.step.key == key:
            return place
    raise Http404


def next_open(after: str = "") -> Place | None:
    """The first step after ``after`` that nobody has done or put off, then the first at all."""
    walk = places()
    start = next((p.number for p in walk if p.step.key == after), 0)
    return next((p for p in [*walk[start:], *walk[:start]] if not p.state), None)


@transaction.atomic
def mark(*, key: str, state: str, actor: User) -> None:
    """Note that a step is done or put off. What is done stays done when it is put off later."""
    lock_settings()
    states = dict(practice_setting(_SETTING))
    if states.get(key) == state or (state == LATER and states.get(key) == DONE):
        return
    change_setting(name=_SETTING, value={**states, key: state}, actor=actor)


def begin(request: HttpRequest) -> None:
    """The owner was made just now: after the second step the assistant opens."""
    request.session[_BEGUN] = True


def has_begun(request: HttpRequest) -> bool:
    """Whether the assistant is to open next in this session."""
    return bool(request.session.get(_BEGUN))


def arrive(request: HttpRequest) -> None:
    """The assistant has opened; from now on people land on Today."""
    if has_begun(request):
        del request.session[_BEGUN]


def stand_at(request: HttpRequest, key: str) -> None:
    """Show the bar on the pages of this step in this session; on none for a blank key."""
    if request.session.get(_AT, "") != key:
        request.session[_AT] = key


def bar(request: HttpRequest, view_name: str) -> Place | None:
    """The place that the bar above this page shows, if it belongs to the step of this session."""
    key = request.session.get(_AT, "")
    step = _steps.get(key)
    if step is None or view_name not in (step.view_name, *step.pages):
        return None
    return place_of(key)
