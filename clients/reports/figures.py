"""Figures for owner and supervisor, without names; counts below five are not shown (DOMAIN-10)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from django.db.models import Count, Min
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from clients.models import Case, CaseStatus, Client, ClientStatus, ClosingReason
from coachdesk.audit.models import AuditEvent
from coachdesk.exports import Key, Keys
from coachdesk.lib import charts
from coachdesk.questions.models import Question
from coachdesk.users.models import User
from coachdesk.users.policies import COACHES

SMALLEST = 5
COLLEAGUE = Key("users.User.display_name", staff=True)


@dataclass(frozen=True)
class Report:
    """A table with its sentence and chart: ``rows`` hold a label and figures; a figure below five
    stands as ``<5`` in the table, the chart and the file alike. ``columns`` are the titles, each
    with the fields its figures are counted from."""

    name: str
    label: str | Promise
    columns: Keys
    rows: Sequence[tuple[str, ...]]
    sentence: str = ""
    chart: SafeString | str = ""

    @property
    def head(self) -> list[str]:
        """The titles of the columns."""
        return list(self.columns)


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


def bars_of(name: str, rows: Sequence[tuple[str, ...]], column: int = 1) -> SafeString:
    """The chart of one column; it is drawn from what the table shows, so it tells no more."""
    pairs = [(row[0], None if row[column].startswith("<") else float(row[column])) for row in rows]
    return charts.bars(pairs, name=name, few=f"<{SMALLEST}")


def _most(rows: Sequence[tuple[str, ...]], column: int = 1) -> tuple[str, str] | None:
    """The row with the largest count that is shown as a number, as (label, number)."""
    told = [(row[0], row[column]) for row in rows if row[column].isdigit() and row[column] != "0"]
    return max(told, key=lambda row: int(row[1]), default=None)


def caseload() -> Report:
    """Open cases for each coach, by status."""
    statuses = (CaseStatus.WAITLIST, CaseStatus.INQUIRY, CaseStatus.ACTIVE, CaseStatus.ON_HOLD)
    counted: dict[tuple[object, str], int] = {
        (row["owner"], row["status"]): row["n"]
        for row in Case.objects.filter(status__in=statuses)
        .values("owner", "status")
        .annotate(n=Count("pk"))
    }
    rows = []
    for person in User.objects.with_role(*COACHES):
        cells = [counted.get((person.pk, status), 0) for status in statuses]
        rows.append((person.display_name, shown(sum(cells)), *(shown(cell) for cell in cells)))
    counts = [_("Open cases"), *(str(s.label) for s in statuses)]
    columns = {_("Coach"): COLLEAGUE, **dict.fromkeys(counts, Key("clients.Case.status"))}
    most = _most(rows)
    sentence = (
        _("%(name)s has the most open cases: %(count)s.") % {"name": most[0], "count": most[1]}
        if most
        else _("Nobody has five open cases or more.")
    )
    label = _("Caseload")
    return Report("caseload", label, columns, rows, sentence, bars_of(label, rows))


def flow() -> Report:
    """From letter to client to a closed case, in the last year."""
    since = timezone.now() - timedelta(days=365)
    letters = Question.objects.filter(received_at__gt=since)
    people = Client.objects.filter(created_at__gt=since)
    closed = Case.objects.filter(closed_at__gt=since)
    by_letter = people.filter(source="question")
    rows = [
        (_("Letters"), shown(letters.count())),
        (
            _("Offered to become a client"),
            shown(letters.filter(offered_contact_at__isnull=False).count()),
        ),
        (_("Agreed"), shown(letters.filter(agreed_to_contact_at__isnull=False).count())),
        (_("Became a client by a letter"), shown(by_letter.count())),
        (_("Became a client another way"), shown(people.exclude(source="question").count())),
        (
            _("Case closed, came by a letter"),
            shown(closed.filter(client__source="question").count()),
        ),
        (
            _("Case closed, came another way"),
            shown(closed.exclude(client__source="question").count()),
        ),
    ]
    sentence = _("%(letters)s letters came in; %(letter)s people became clients by one.") % {
        "letters": rows[0][1],
        "letter": rows[3][1],
    }
    label = _("From letter to client to a closed case, last year")
    columns = {
        _("Step"): Key("clients.Client.status clients.Case.status"),
        _("Count"): Key("questions.Question.received_at clients.Client.source"),
    }
    return Report("flow", label, columns, rows, sentence, bars_of(label, rows))


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
    rows: list[tuple[str, ...]] = []
    drawn: list[tuple[str, float | None]] = []
    sentence = _("Too few people started to say how long they waited.")
    for quarter, days in sorted(by_quarter.items()):
        enough = len(days) >= SMALLEST
        rows.append((quarter, shown(len(days)), f"{median(days):g}" if enough else "–"))
        drawn.append((quarter, median(days) if enough else None))
        if enough:
            sentence = _("In %(quarter)s half of the people waited %(days)g days or less.") % {
                "quarter": quarter,
                "days": median(days),
            }
    waited = Key("clients.Client.created_at audit.AuditEvent.at")
    columns = dict.fromkeys([_("Quarter"), _("Started"), _("Median days waited")], waited)
    label = _("Waiting for the start")
    chart = charts.bars(drawn, name=label, few="–")
    return Report("waiting", label, columns, rows, sentence, chart)


def endings() -> Report:
    """Why cases ended, last year."""
    since = timezone.now() - timedelta(days=365)
    counted = dict(
        Case.objects.filter(closed_at__gt=since)
        .values_list("closing_reason")
        .annotate(n=Count("pk"))
    )
    rows = [(str(r.label), shown(counted.get(r.value, 0))) for r in ClosingReason]
    most = _most(rows)
    sentence = _("Most often: %(reason)s.") % {"reason": most[0].lower()} if most else ""
    label = _("How cases ended, last year")
    columns = dict.fromkeys([_("Reason"), _("Cases")], Key("clients.Case.closing_reason"))
    return Report("endings", label, columns, rows, sentence, bars_of(label, rows))


def people() -> Report:
    """Clients by state."""
    counted = dict(Client.objects.values_list("status").annotate(n=Count("pk")))
    rows = [(str(s.label), shown(counted.get(s.value, 0))) for s in ClientStatus]
    active = shown(counted.get(ClientStatus.ACTIVE.value, 0))
    sentence = _("In active work now: %(count)s.") % {"count": active}
    label = _("Clients by state")
    columns = dict.fromkeys([_("State"), _("Clients")], Key("clients.Client.status"))
    return Report("clients", label, columns, rows, sentence, bars_of(label, rows))


def register_own_reports() -> None:
    """The tables of this floor."""
    for name, make in (
        ("caseload", caseload),
        ("flow", flow),
        ("waiting", waiting),
        ("endings", endings),
        ("clients", people),
    ):
        register_report(name, make)
