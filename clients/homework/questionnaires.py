"""What programs ask for in questionnaires, and the marks their steps leave on charts."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.homework.models import Assignment, AssignmentState, ProgramVersion, StepEvent
from clients.measures.queries import Mark
from clients.measures.schedules import Schedule
from clients.models import Client

_EVERY = re.compile(r"every_(\d{1,2})_weeks")
_BEGUN = (AssignmentState.ACTIVE, AssignmentState.PAUSED, AssignmentState.COMPLETED)


def schedules(client_ids: Sequence[UUID]) -> Mapping[UUID, Sequence[Schedule]]:
    """The days of ``outcome_measures``: at the start, every so many weeks while it runs, at the end."""
    rows = Assignment.objects.filter(client__in=client_ids, state__in=_BEGUN).prefetch_related(
        Prefetch("version", ProgramVersion.objects.defer("source"))
    )
    found: dict[UUID, list[Schedule]] = defaultdict(list)
    for row in rows:
        begun = timezone.localdate(row.started_at)
        begun = max(begun, row.starts_on or begun)
        ended = timezone.localdate(row.ended_at) if row.ended_at else None
        for measure in row.version.data["outcome_measures"]:
            for at in measure["at"]:
                line = _line(measure["code"], at, begun, ended, row.version.title)
                if line is not None:
                    found[row.client_id].append(line)
    return found


def _line(code: str, at: str, begun: date, ended: date | None, title: str) -> Schedule | None:
    if at == "start":
        said = _("at the start of %(title)s") % {"title": title}
        return Schedule(code, begun, None, None, said)
    if at == "end":
        said = _("at the end of %(title)s") % {"title": title}
        return Schedule(code, ended, None, None, said) if ended else None
    every = _EVERY.fullmatch(at)
    if every is None or not int(every[1]):
        return None
    weeks = int(every[1])
    said = _("every %(weeks)d weeks in %(title)s") % {"weeks": weeks, "title": title}
    return Schedule(code, begun, weeks, ended, said)


def marks(client: Client, since: date) -> list[Mark]:
    """The days on which steps were finished; the picture shows the step's number."""
    rows = StepEvent.objects.filter(
        assignment__client=client, kind=StepEvent.Kind.DONE, at__date__gte=since
    ).select_related("assignment__version")
    found = []
    for row in rows:
        numbers = {s["key"]: s["number"] for s in row.assignment.version.data["steps"]}
        number = numbers.get(row.step_key)
        if number is not None:
            said = _("step %(number)d") % {"number": number}
            found.append(Mark(timezone.localdate(row.at), str(number), said))
    return found
