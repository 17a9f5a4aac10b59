"""Figures for owner and supervisor, without names; counts below five are not shown (DOMAIN 10)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from django.db.models import Count, Min
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from clients.models import Case, CaseStatus, Client, ClientStatus, ClosingReason
from coachdesk.audit.models import AuditEvent
from coachdesk.questions.models import Question
from coachdesk.users.models import Role, User

SMALLEST = 5


@dataclass(frozen=True)
class Report:
    """A table: ``rows`` hold a label and figures; a figure below five stands as ``<5``."""

    name: str
    label: str | Promise
    head: list[str]
    rows: Sequence[tuple[str, ...]]
    sentence: str = ""


_reports: dict[str, Callable[[], Report]] = {}


def register_report(name: str, make: Callable[[], Report]) -> None:
    """Let a floor add a table; it counts with a constant number of queries."""
    _reports[name] = make


def reports() -> list[Report]:
    """Every table."""
    return [make() for make in _reports.values()]


def shown(count: int) -> str:
    """A count for a report: 0, "<5", or the number."""
    return "<5" if 0 < count < SMALLEST else str(count)


def caseload() -> Report:
    """Open cases for each coach, by status."""
    statuses = (CaseStatus.WAITLIST, CaseStatus.INQUIRY, CaseStatus.ACTIVE, CaseStatus.ON_HOLD)
    counted: dict[tuple[object, str], int] = {
        (row["owner"], row["status"]): row["n"]
        for row in Case.objects.values("owner", "status").annotate(n=Count("pk"))
    }
    people = User.objects.with_role(Role.COACH, Role.COUNSELOR)
    rows = [
        (person.display_name, *(shown(counted.get((person.pk, s), 0)) for s in statuses))
        for person in people
    ]
    head = [_("Coach"), *(str(s.label) for s in statuses)]
    return Report("caseload", _("Caseload"), head, rows)


def flow() -> Report:
    """From letter to client to a closed case, in the last year."""
    since = timezone.now() - timedelta(days=365)
    letters = Question.objects.filter(received_at__gt=since).count()
    offered = Question.objects.filter(received_at__gt=since, offered_contact_at__isnull=False)
    agreed = Question.objects.filter(received_at__gt=since, agreed_to_contact_at__isnull=False)
    became = Client.objects.filter(created_at__gt=since, source="question")
    closed = Case.objects.filter(closed_at__gt=since, client__source="question")
    rows = [
        (_("Letters"), shown(letters)),
        (_("Offered to become a client"), shown(offered.count())),
        (_("Agreed"), shown(agreed.count())),
        (_("Became a client"), shown(became.count())),
        (
            _("Came another way"),
            shown(Client.objects.filter(created_at__gt=since).exclude(source="question").count()),
        ),
        (_("Case closed"), shown(closed.count())),
    ]
    return Report("flow", _("From letter to client, last year"), [_("Step"), _("Count")], rows)


def waiting() -> Report:
    """Days from the first contact to the start of the work, by quarter."""
    since = timezone.now() - timedelta(days=365)
    starts = dict(
        AuditEvent.objects.filter(action="client.active", at__gt=since)
        .values_list("person_id")
        .annotate(first=Min("at"))
    )
    created = dict(
        Client.objects.filter(pk__in=[pk for pk in starts if pk]).values_list("pk", "created_at")
    )
    by_quarter: dict[str, list[int]] = {}
    for pk, at in starts.items():
        if pk in created:
            quarter = f"{at.year} Q{(at.month - 1) // 3 + 1}"
            by_quarter.setdefault(quarter, []).append((at - created[pk]).days)
    rows = []
    for quarter, days in sorted(by_quarter.items()):
        middle = f"{median(days):g}" if len(days) >= SMALLEST else "–"
        rows.append((quarter, shown(len(days)), middle))
    head = [_("Quarter"), _("Started"), _("Median days waited")]
    return Report("waiting", _("Waiting for the start"), head, rows)


def endings() -> Report:
    """Why cases ended, last year."""
    since = timezone.now() - timedelta(days=365)
    counted = dict(
        Case.objects.filter(closed_at__gt=since)
        .values_list("closing_reason")
        .annotate(n=Count("pk"))
    )
    rows = [(str(r.label), shown(counted.get(r.value, 0))) for r in ClosingReason]
    return Report("endings", _("How cases ended, last year"), [_("Reason"), _("Cases")], rows)


def people() -> Report:
    """Clients by state."""
    counted = dict(Client.objects.values_list("status").annotate(n=Count("pk")))
    rows = [(str(s.label), shown(counted.get(s.value, 0))) for s in ClientStatus]
    return Report("clients", _("Clients by state"), [_("State"), _("Clients")], rows)


def register_own_reports() -> None:
    """The tables of this floor."""
    for name, make in (
        ("caseload", caseload),
        ("clients", people),
        ("flow", flow),
        ("waiting", waiting),
        ("endings", endings),
    ):
        register_report(name, make)
