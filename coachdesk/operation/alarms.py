"""What is wrong with the installation, in sentences, and telling the owner of it at most daily."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coachdesk.operation.health import Runs, State, failing_checks, state
from coachdesk.operation.models import Alarm
from coachdesk.outbox.fates import short_time
from coachdesk.outbox.queries import FAILING
from coachdesk.outbox.services import enqueue_mail
from coachdesk.users.models import Role, User

KIND = "staff.operation"
BACKUP_LATE = timedelta(hours=36)
DRILL_LATE = timedelta(days=9)
QUEUE_LATE = timedelta(minutes=15)
JOURNAL_LATE = timedelta(minutes=5)
DISK_LOW = 0.15  # REL-17
TOLD_AGAIN = timedelta(hours=24)


@dataclass(frozen=True)
class Trouble:
    """``name`` is the kind of trouble, ``words`` say what it is."""

    name: str
    words: str


def troubles(found: State) -> list[Trouble]:
    """Everything in ``found`` that somebody has to look at, the weightiest first."""
    told = [
        *_of_runs("backup", found.backup, found, BACKUP_LATE),
        *_of_runs("drill", found.drill, found, DRILL_LATE),
    ]
    if found.journal_waits_since and timezone.now() - found.journal_waits_since > JOURNAL_LATE:
        since = short_time(found.journal_waits_since)
        told.append(Trouble("journal", _("The journal has not been written since %s.") % since))
    if found.queue.age > QUEUE_LATE:
        since = short_time(found.queue.oldest)
        told.append(Trouble("queue", _("The outbox has not been worked off since %s.") % since))
    if found.mail.kind == FAILING:
        told.append(Trouble("mail", found.mail.words))
    for work in found.work:
        if work.trouble:
            told.append(Trouble(f"work.{work.name}"[:40], f"{work.name}: {work.trouble}"))
    for disk in found.disks:
        if disk.ratio < DISK_LOW:
            words = _("Only %(free)d %% of the disk under %(folder)s is free.")
            told.append(Trouble("disk", words % {"free": disk.percent, "folder": disk.folder}))
    failing = failing_checks()
    if failing:
        words = ngettext(
            "%d check of the settings fails.", "%d checks of the settings fail.", len(failing)
        )
        told.append(Trouble("checks", words % len(failing)))
    return told


def _of_runs(name: str, runs: Runs, found: State, limit: timedelta) -> list[Trouble]:
    """A kind of run that failed last, or that is late, counted from the first day of the practice."""
    if runs.last is not None and runs.last.ended_at is not None and not runs.last.good:
        words = {
            "backup": _("The last backup failed, at %s."),
            "drill": _("The last restore drill failed, at %s."),
        }[name]
        return [Trouble(name, words % short_time(runs.last.started_at))]
    since = runs.good.started_at if runs.good else found.began_at
    if since is None or timezone.now() - since <= limit:
        return []
    if runs.good is None:
        return [Trouble(name, _NEVER[name]())]
    words = {
        "backup": _("There has been no backup since %s."),
        "drill": _("There has been no restore drill since %s."),
    }[name]
    return [Trouble(name, words % short_time(since))]


_NEVER = {
    "backup": lambda: _("There has never been a backup."),
    "drill": lambda: _("No backup has ever been restored for trial."),
}


def tell_owners() -> list[str]:
    """Write one neutral mail to each owner when there is trouble they have not been told of for a
    day; gives the names of what is new. What is over may be told at once when it comes again."""
    now = timezone.now()
    names = {trouble.name for trouble in troubles(state())}
    with transaction.atomic():
        Alarm.objects.exclude(name__in=names).delete()
        Alarm.objects.bulk_create(
            [Alarm(name=name, told_at=now - TOLD_AGAIN) for name in sorted(names)],
            ignore_conflicts=True,
        )
        due = Alarm.objects.select_for_update().filter(
            name__in=names, told_at__lte=now - TOLD_AGAIN
        )
        new = sorted(due.values_list("name", flat=True))
        if new:
            Alarm.objects.filter(name__in=new).update(told_at=now)
            for owner in User.objects.with_role(Role.OWNER):
                enqueue_mail(KIND, user=owner, dedupe_key=f"{KIND}:{owner.pk}:{now:%Y%m%d%H}")
    return new
