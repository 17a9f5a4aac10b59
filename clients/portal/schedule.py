"""Activities as the client sees them today: done, how often so far, the dots of the week."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clients.homework.engine import ActivityState, StepState
from clients.homework.models import Assignment, CoachReply
from clients.homework.prompts import fill
from clients.homework.queries import Course


@dataclass(frozen=True)
class Row:
    """One activity: ``done_today`` colours it, ``hint`` says how far in words, ``days`` are dots."""

    activity: ActivityState
    title: str
    hint: str
    done_today: bool
    days: list[dict[str, bool]]
    said: str


def activity_rows(course: Course, step: StepState) -> list[Row]:
    """The open activities of a step; no query, the course knows the last week."""
    today = timezone.localdate()
    return [
        _row(course, activity, course.days.get(activity.key, set()), today)
        for activity in step.visible_activities
    ]


def _row(course: Course, activity: ActivityState, dates: set[date], today: date) -> Row:
    frequency = activity.data["frequency"]
    repeated = frequency["mode"] in ("per_day", "per_week")
    done_once = frequency["mode"] == "once" and activity.logs > 0
    week = [today - timedelta(days=back) for back in range(6, -1, -1)]
    count = sum(day in dates for day in week)
    return Row(
        activity=activity,
        title=fill(activity.data["title"], course.partner),
        hint=_hint(activity, done_today=today in dates or done_once),
        done_today=today in dates or done_once,
        days=[{"on": day in dates, "today": day == today} for day in week] if repeated else [],
        said=ngettext("%(count)d of 7 days", "%(count)d of 7 days", count) % {"count": count},
    )


def _hint(activity: ActivityState, *, done_today: bool) -> str:
    frequency, minutes = activity.data["frequency"], activity.data["estimated_minutes"]
    if frequency["mode"] == "once":
        return (
            _("Done") if done_today else _("About %(minutes)d minutes, once") % {"minutes": minutes}
        )
    if frequency["mode"] == "as_needed":
        return _("Whenever it helps")
    if not activity.logs:
        return _("About %(minutes)d minutes") % {"minutes": minutes}
    if done_today:
        return _("Done today, %(count)d so far") % {"count": activity.logs}
    return _("About %(minutes)d minutes, %(count)d so far") % {
        "minutes": minutes,
        "count": activity.logs,
    }


def latest_replies(assignments: Iterable[Assignment], *, limit: int) -> list[CoachReply]:
    """The newest words from the coach over all programs."""
    rows = CoachReply.objects.filter(assignment__in=list(assignments))
    return list(rows.select_related("author").order_by("-at")[:limit])
