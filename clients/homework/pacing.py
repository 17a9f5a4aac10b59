"""Start and pace of one client's program in plain words, and the coach's change of both.

Pace is advice. It is said once and quietly, it is never a date by which something is due, and what
takes longer is nowhere marked (DOMAIN-A17 and DOMAIN-B11).
"""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from clients.homework.models import Assignment, AssignmentState
from clients.homework.queries import courses
from clients.homework.services import lock
from coachdesk.audit.services import record
from coachdesk.lib.errors import NotPossible
from coachdesk.users.models import User

PACES = (
    ("", lazy("As the program suggests")),
    ("7", lazy("About one step a week")),
    ("14", lazy("About one step in two weeks")),
    ("21", lazy("About one step in three weeks")),
    ("28", lazy("About one step in four weeks")),
)
LATEST = timedelta(days=366)
_CHANGEABLE = (AssignmentState.PROPOSED, AssignmentState.ACTIVE, AssignmentState.PAUSED)


def pace_words(days: int) -> str:
    """“about one step a week”, for any number of days."""
    weeks, rest = divmod(days, 7)
    if rest:
        said = ngettext("about one step a day", "about one step in %(days)d days", days)
        return said % {"days": days}
    said = ngettext("about one step a week", "about one step in %(weeks)d weeks", weeks)
    return said % {"weeks": weeks}


def check_start(day: date | None, before: date | None = None) -> None:
    """Raises NotPossible for a new start that has passed, or lies more than a year ahead."""
    today = timezone.localdate()
    if day is None or day == before:
        return
    if day < today:
        raise NotPossible(_("This day has passed. Choose today or a later one."))
    if day > today + LATEST:
        raise NotPossible(_("Choose a day within one year."))


@transaction.atomic
def set_timing(
    *, assignment: Assignment, starts_on: date | None, pace_days: int | None, actor: User
) -> None:
    """Change when a program begins for a client, and at which pace; a repeat changes nothing.

    Raises NotPossible for a program that has ended, a day that does not fit, or a later start once
    the client has begun.
    """
    assignment = lock(assignment)
    if assignment.state not in _CHANGEABLE:
        raise NotPossible(_("This program has ended; it can’t be changed any more."))
    was = (assignment.starts_on, assignment.pace_days)
    if (starts_on, pace_days) == was:
        return
    check_start(starts_on, was[0])
    later = starts_on is not None and starts_on > timezone.localdate()
    if later and starts_on != was[0] and courses([assignment])[0].facts.step_started:
        raise NotPossible(_("The client has begun already. Pause the program instead."))
    assignment.starts_on, assignment.pace_days = starts_on, pace_days
    assignment.save(update_fields=["starts_on", "pace_days"])
    record(
        action="program.adjusted",
        actor=actor,
        target=assignment,
        person_id=assignment.client_id,
        fields=["starts_on", "pace_days"],
    )
