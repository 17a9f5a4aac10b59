"""Reading check-ins and scores for charts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from clients.measures.instrument_packs import Instrument, instruments
from clients.measures.models import CheckIn, MeasureScore
from clients.measures.sliders import SLIDERS, Weekly, monday, weekly
from clients.models import Client
from coachdesk.lib.sealed import is_unreadable

WEEKS = 12


def check_ins_since(client_ids: Iterable[UUID], since: date) -> dict[UUID, list[CheckIn]]:
    """Check-ins by client from a day on, oldest first."""
    found: dict[UUID, list[CheckIn]] = {}
    for row in CheckIn.objects.filter(client__in=list(client_ids), on__gte=since).order_by("on"):
        found.setdefault(row.client_id, []).append(row)
    return found


def weekly_lines(client: Client, *, until: date | None = None) -> list[Weekly]:
    """The three sliders over the last twelve weeks, in the order they are shown."""
    until = until or timezone.localdate()
    rows = check_ins_since([client.pk], until - timedelta(weeks=WEEKS)).get(client.pk, [])
    entries = [(row.on, row.values) for row in rows]
    return [weekly(entries, slider, until=until, weeks=WEEKS) for slider in SLIDERS]


@dataclass(frozen=True)
class ScoreLine:
    """A questionnaire's scores, oldest first, with what the last change means by its own rules."""

    instrument: Instrument
    rows: list[MeasureScore]

    @property
    def values(self) -> list[float]:
        return [row.score["score"] for row in self.rows]

    @property
    def labels(self) -> list[str]:
        return [f"{row.taken_on.day} {row.taken_on:%b}" for row in self.rows]

    @property
    def change(self) -> str:
        values = self.values
        return self.instrument.changed(values[-2], values[-1]) if len(values) > 1 else ""

    @property
    def sentence(self) -> str:
        """What the line shows, no more than the published rules allow."""
        values = self.values
        if len(values) < 2:
            return _("One score so far.")
        if self.instrument.reliable_change is None:
            said = _(
                "From %(first)g to %(last)g. How much change is beyond chance is not published, so this is the trend only."
            )
            return said % {"first": values[0], "last": values[-1]}
        said = {
            "better": _("Better by %(by)g since the last one; %(least)g or more counts as change."),
            "worse": _("Worse by %(by)g since the last one; %(least)g or more counts as change."),
            "": _("Moved by %(by)g since the last one; less than %(least)g may be chance."),
        }[self.change]
        by = abs(values[-1] - values[-2])
        return said % {"by": by, "least": self.instrument.reliable_change}

    @property
    def band(self) -> str:
        return self.instrument.band(self.values[-1])


def score_lines(client: Client, *, limit: int = 24) -> list[ScoreLine]:
    """The client's questionnaires with their scores, one query."""
    rows = MeasureScore.objects.filter(client=client, void_at=None).order_by("-taken_on")[
        : limit * 5
    ]
    by_code: dict[str, list[MeasureScore]] = {}
    for row in rows:
        if is_unreadable(row, "score"):
            continue
        by_code.setdefault(row.code, []).append(row)
    known = instruments()
    lines = [
        ScoreLine(known[code], list(reversed(found[:limit])))
        for code, found in sorted(by_code.items())
        if code in known
    ]
    # Own wellbeing first; what one side says of the relationship second.
    return sorted(lines, key=lambda line: line.instrument.one_sided)


@dataclass(frozen=True)
class Mark:
    """What happened on a day, for the charts: ``short`` stands in the picture, ``said`` in the table."""

    day: date
    short: str
    said: str


Marks = Callable[[Client, date], list[Mark]]
_marks: list[Marks] = []


def register_marks(marks: Marks) -> None:
    """Let ``marks(client, since)`` give days for the charts: steps, sessions."""
    _marks.append(marks)


def marks_of(client: Client, weeks: Sequence[date]) -> dict[int, tuple[str, str]]:
    """Marks by the place of their week: the short ones and the words, each said once a week."""
    places = {week: place for place, week in enumerate(weeks)}
    found: dict[int, list[Mark]] = {}
    for source in _marks:
        for mark in source(client, weeks[0]):
            place = places.get(monday(mark.day))
            if place is not None:
                found.setdefault(place, []).append(mark)
    return {
        place: (
            " ".join(dict.fromkeys(m.short for m in marks)),
            ", ".join(dict.fromkeys(m.said for m in marks)),
        )
        for place, marks in sorted(found.items())
    }
