"""When a questionnaire is due: at the start and end of a program, every so many weeks, or when the
coach wants it. Computed from the rows each time; a score taken near the day answers it.

The questions are not shipped, so a due questionnaire asks the team for a score, and the client only
for a moment with the coach (DOMAIN-6).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.measures.instrument_packs import Instrument, instruments
from clients.measures.models import MeasurePlan, MeasureScore
from clients.models import Client
from coachdesk.audit.services import record
from coachdesk.lib.errors import Refused
from coachdesk.users.models import User

_EARLY = timedelta(days=3)  # a score taken shortly before the day answers it too


@dataclass(frozen=True)
class Schedule:
    """A questionnaire's days: ``start``, then every ``weeks`` (None: once) up to ``until``.

    ``reason`` says where it comes from, in words.
    """

    code: str
    start: date
    weeks: int | None
    until: date | None
    reason: str

    def last_due(self, today: date) -> date | None:
        """The newest day up to today on which it fell due."""
        end = min(today, self.until) if self.until else today
        if end < self.start:
            return None
        if not self.weeks:
            return self.start
        step = timedelta(weeks=self.weeks)
        return self.start + step * ((end - self.start) // step)


@dataclass(frozen=True)
class Due:
    """A questionnaire that waits, since when and why."""

    instrument: Instrument
    since: date
    reason: str


Source = Callable[[Sequence[UUID]], Mapping[UUID, Sequence[Schedule]]]
_sources: list[Source] = []


def register_schedules(source: Source) -> None:
    """Let ``source(client_ids)`` give schedules of an upper floor; called from an app's ``ready``."""
    _sources.append(source)


def schedules(client_ids: Iterable[UUID]) -> dict[UUID, list[Schedule]]:
    """All standing schedules by client, in a constant number of queries."""
    ids = list(client_ids)
    found: dict[UUID, list[Schedule]] = defaultdict(list)
    for plan in MeasurePlan.objects.filter(client__in=ids, ended_at=None):
        schedule = Schedule(plan.code, plan.start_on, plan.every_weeks, None, _("asked by you"))
        found[plan.client_id].append(schedule)
    for source in _sources:
        for client_id, more in source(ids).items():
            found[client_id] += more
    return found


def due(client_ids: Iterable[UUID]) -> dict[UUID, list[Due]]:
    """What waits for a score today, the longest waiting first; one line for a questionnaire."""
    today = timezone.localdate()
    ids = list(client_ids)
    standing = schedules(ids)
    taken: dict[tuple[UUID, str], date] = {}
    rows = MeasureScore.objects.filter(client__in=list(standing), void_at=None)
    for client_id, code, on in rows.values_list("client_id", "code", "taken_on"):
        taken[client_id, code] = max(on, taken.get((client_id, code), on))
    found: dict[UUID, list[Due]] = {}
    for client_id, lines in standing.items():
        waiting: dict[str, Due] = {}
        for line in lines:
            instrument = instruments().get(line.code)
            day = line.last_due(today)
            last = taken.get((client_id, line.code))
            if instrument is None or day is None or (last and last >= day - _EARLY):
                continue
            known = waiting.get(line.code)
            if known is None or day < known.since:
                waiting[line.code] = Due(instrument, day, line.reason)
        if waiting:
            found[client_id] = sorted(waiting.values(), key=lambda d: d.since)
    return found


@transaction.atomic
def plan_measure(
    *,
    client: Client,
    instrument: Instrument,
    start_on: date,
    every_weeks: int | None,
    actor: User,
) -> MeasurePlan:
    """Ask for a questionnaire once or regularly. Raises Refused where it is planned already."""
    try:
        with transaction.atomic():
            plan = MeasurePlan.objects.create(
                client=client,
                code=instrument.code,
                start_on=start_on,
                every_weeks=every_weeks,
                created_by=actor,
            )
    except IntegrityError:
        raise Refused(_("This one is planned already. End that plan first.")) from None
    record(action="measure.planned", actor=actor, target=plan, person_id=client.pk)
    return plan


@transaction.atomic
def end_plan(*, plan: MeasurePlan, actor: User) -> None:
    """Ask for it no more; a repeat changes nothing."""
    ended = MeasurePlan.objects.filter(pk=plan.pk, ended_at=None).update(ended_at=timezone.now())
    if ended:
        record(action="measure.plan_ended", actor=actor, target=plan, person_id=plan.client_id)
