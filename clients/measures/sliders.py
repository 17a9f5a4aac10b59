"""Our own check-in sliders (DOMAIN-7): the client's feelings, never the partner's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext


@dataclass(frozen=True)
class Slider:
    key: str
    name: str | Promise
    ask: str | Promise
    low: str | Promise
    high: str | Promise
    hue: str


# Own wellbeing first, the relationship second.
SLIDERS = (
    Slider(
        "own_contentment", lazy("Own contentment"), lazy("How content were you with your own days?"),
        lazy("empty"), lazy("content"), "plum",
    ),
    Slider(
        "own_effort", lazy("Own effort"), lazy("How much of what you wanted to do did you do?"),
        lazy("none"), lazy("all I wanted"), "brand",
    ),
    Slider(
        "felt_connection", lazy("Felt connection"), lazy("How close did you feel?"),
        lazy("far"), lazy("close"), "lamp",
    ),
)  # fmt: skip
KEYS = tuple(slider.key for slider in SLIDERS)
AFRAID = ("no", "sometimes", "yes")


@dataclass(frozen=True)
class Weekly:
    """A slider over weeks: the week's median or None, oldest first, and a sentence about it."""

    slider: Slider
    weeks: tuple[date, ...]
    values: tuple[float | None, ...]
    sentence: str

    @property
    def labels(self) -> list[str]:
        return [f"{week.day} {week:%b}" for week in self.weeks]

    @property
    def last(self) -> float | None:
        return next((value for value in reversed(self.values) if value is not None), None)


def monday(day: date) -> date:
    """The first day of a day's week."""
    return day - timedelta(days=day.weekday())


def weekly(
    entries: Sequence[tuple[date, dict[str, int]]], slider: Slider, *, until: date, weeks: int = 12
) -> Weekly:
    """The weekly medians of one slider; a missing week is None, never a guess."""
    by_week: dict[date, list[int]] = defaultdict(list)
    for day, values in entries:
        if slider.key in values:
            by_week[monday(day)].append(values[slider.key])
    first = monday(until) - timedelta(weeks=weeks - 1)
    axis = tuple(first + timedelta(weeks=n) for n in range(weeks))
    found = tuple(median(by_week[week]) if week in by_week else None for week in axis)
    return Weekly(slider, axis, found, _sentence(slider, found))


def _sentence(slider: Slider, values: Sequence[float | None]) -> str:
    """What the line shows, in words: descriptive only."""
    answered = [value for value in values if value is not None]
    if len(answered) < 2:
        return _("Too few answers for a line yet.")
    run = 1
    while run < len(answered) and answered[-run - 1] > answered[-run]:
        run += 1
    if run >= 3:
        return ngettext(
            "Has fallen %(n)d week in a row.", "Has fallen %(n)d weeks in a row.", run - 1
        ) % {"n": run - 1}
    change = answered[-1] - answered[0]
    if abs(change) < 1:
        return _("About the same as at the start of this line.")
    word = (
        _("Up %(by)g since the start of this line.")
        if change > 0
        else _("Down %(by)g since the start of this line.")
    )
    return word % {"by": abs(change)}


def three_low(entries: Sequence[tuple[date, dict[str, int]]]) -> bool:
    """Whether the last three answers about own contentment were 2 or less (DOMAIN-7)."""
    answers = [
        values["own_contentment"]
        for _day, values in sorted(entries, key=lambda e: e[0])
        if "own_contentment" in values
    ]
    return len(answers) >= 3 and all(value <= 2 for value in answers[-3:])
