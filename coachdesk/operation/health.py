"""How the installation is: what the operator's page, the probes, the metrics and the alarms all read."""

from __future__ import annotations

import os
import platform
import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import django
from django.conf import settings
from django.core.checks import WARNING, run_checks
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from coachdesk.infra.version import version
from coachdesk.lib.sealed import is_unreadable
from coachdesk.operation.models import OperationRun, RunKind, WaitingLine
from coachdesk.outbox.models import MAIL, MessageState, OutboxMessage
from coachdesk.outbox.periodic import ScheduledWork, scheduled_work
from coachdesk.outbox.queries import MailState, mail_state
from coachdesk.users.models import User

QUEUE_READY = timedelta(minutes=5)  # REL-32
AT_MOST = 1000  # nobody needs to know how many above it
FAILED_FOR = timedelta(days=14)
DISK_LEFT = 100_000_000  # bytes; below it nothing that is written can be trusted to end


@dataclass(frozen=True)
class Queue:
    """Messages that are due and wait: how many (AT_MOST is "or more"), and since when."""

    mails: int
    jobs: int
    oldest: datetime | None

    @property
    def age(self) -> timedelta:
        """How long the oldest has waited; nothing where none waits."""
        return timezone.now() - self.oldest if self.oldest else timedelta()


@dataclass(frozen=True)
class Disk:
    """One place that is written to, and how much of its disk is free."""

    folder: str
    free: int
    total: int

    @property
    def ratio(self) -> float:
        """The free part, 0 to 1."""
        return self.free / self.total if self.total else 0.0

    @property
    def percent(self) -> int:
        """The free part in hundredths, rounded down."""
        return int(self.ratio * 100)


@dataclass(frozen=True)
class Runs:
    """The newest run of a kind, the newest good one, and since when there could have been one."""

    last: OperationRun | None
    good: OperationRun | None

    @property
    def age(self) -> timedelta | None:
        """How old the newest good one is."""
        return timezone.now() - self.good.started_at if self.good else None


@dataclass(frozen=True)
class State:
    """Everything at one moment."""

    queue: Queue
    failed_mails: int
    mail: MailState
    work: list[ScheduledWork]
    backup: Runs
    drill: Runs
    rotation: Runs
    began_at: datetime | None
    journal_waits_since: datetime | None
    disks: list[Disk]
    backups_beside_data: bool


def state() -> State:
    """Ask everything once; a constant number of queries, and none of them counts a whole table."""
    oldest = WaitingLine.objects.order_by("pk").values_list("at", flat=True).first()
    return State(
        queue=queue(),
        failed_mails=_up_to(
            OutboxMessage.objects.filter(
                task=MAIL,
                state=MessageState.DEAD,
                created_at__gt=timezone.now() - FAILED_FOR,
            )
        ),
        mail=mail_state(),
        work=scheduled_work(),
        backup=runs(RunKind.BACKUP),
        drill=runs(RunKind.DRILL),
        rotation=runs(RunKind.ROTATION),
        began_at=User.objects.order_by("joined_at").values_list("joined_at", flat=True).first(),
        journal_waits_since=oldest,
        disks=disks(),
        backups_beside_data=_on_one_disk(Path(settings.DATA_DIR), Path(settings.BACKUP_DIR)),
    )


def queue() -> Queue:
    """What is due in the outbox and waits for its first try. A mail that is tried again at its
    pauses waits for the mail server, not for us."""
    due = OutboxMessage.objects.filter(
        state=MessageState.WAITING, available_at__lte=timezone.now(), failing_since=None
    )
    oldest = due.order_by("available_at").values_list("available_at", flat=True).first()
    mails = _up_to(due.filter(task=MAIL))
    return Queue(mails=mails, jobs=_up_to(due.exclude(task=MAIL)), oldest=oldest)


def runs(kind: str) -> Runs:
    """The newest run and the newest good one."""
    of_kind = OperationRun.objects.filter(kind=kind).order_by("-started_at")
    last = of_kind.first()
    good = last if last is not None and last.good else of_kind.filter(good=True).first()
    return Runs(last, good)


def disks() -> list[Disk]:
    """The places that are written to; one of them where two lie on one disk."""
    found: dict[int, Disk] = {}
    for folder in (Path(settings.DATA_DIR), Path(settings.BACKUP_DIR)):
        place = _nearest(folder)
        usage = shutil.disk_usage(place)
        found.setdefault(os.stat(place).st_dev, Disk(str(folder), usage.free, usage.total))
    return list(found.values())


def versions() -> dict[str, str]:
    """What runs here, for the operator's page alone."""
    connection.ensure_connection()
    numbers = ".".join(str(part) for part in connection.get_database_version())
    return {
        "Coach Desk": version(),
        "Python": platform.python_version(),
        "Django": django.get_version(),
        connection.display_name: numbers,
    }


def failing_checks() -> list[str]:
    """Ids and first sentences of Django's checks that warn or worse, deployment included in
    production."""
    found = run_checks(include_deployment_checks=settings.PRODUCTION)
    return [
        f"{one.id or '-'}: {str(one.msg).splitlines()[0]}"
        for one in found
        if one.level >= WARNING and not one.is_silenced()
    ]


def unready() -> list[str]:
    """Names of what keeps this process from serving people: schema, key, queue, disk.

    Raises DatabaseError when the database does not answer.
    """
    wrong = []
    if missing_migrations():
        wrong.append("schema")
    somebody = User.objects.only("pk", "address").exclude(address="").order_by("-joined_at").first()
    if somebody is not None and is_unreadable(somebody, "address"):
        wrong.append("key")
    if queue().age >= QUEUE_READY:
        wrong.append("queue")
    if any(disk.free < DISK_LEFT for disk in disks()):
        wrong.append("disk")
    return wrong


def missing_migrations() -> set[tuple[str, str]]:
    """Migrations of this code that the database has not seen; one query."""
    return set(_on_disk()) - set(MigrationRecorder(connection).applied_migrations())


@cache
def _on_disk() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)


def _up_to(rows: object) -> int:
    return len(rows.values_list("pk")[:AT_MOST])  # type: ignore[attr-defined]


def _nearest(folder: Path) -> Path:
    while not folder.exists():
        folder = folder.parent
    return folder


def _on_one_disk(one: Path, other: Path) -> bool:
    return os.stat(_nearest(one)).st_dev == os.stat(_nearest(other)).st_dev
