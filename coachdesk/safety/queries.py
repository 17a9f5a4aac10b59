"""Reads of flags and help numbers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from coachdesk.safety.models import STILL_OPEN, FlagState, HelpNumber, SafetyFlag
from coachdesk.safety.shipped_help_numbers import shipped_numbers
from coachdesk.users.identity import identity
from coachdesk.users.models import Role, User
from coachdesk.users.policies import WORK_WITH_CLIENTS, WORK_WITH_LETTERS

VERIFY_EVERY = timedelta(days=180)
KEEPS_NUMBERS = (Role.OWNER, Role.SUPERVISOR)
LETTER_KINDS = ("question", "writer_message", "comment")


def flags_visible_to(user: Any) -> QuerySet[SafetyFlag]:
    """Flags a member of the team may open: editors see those of letters and comments only."""
    if not isinstance(user, User) or not user.has_role(*WORK_WITH_LETTERS):
        return SafetyFlag.objects.none()
    if user.has_role(*WORK_WITH_CLIENTS):
        return SafetyFlag.objects.all()
    return SafetyFlag.objects.filter(subject_kind__in=LETTER_KINDS)


def waiting(user: Any) -> QuerySet[SafetyFlag]:
    """Flags nobody has acknowledged, for the desk's side bar."""
    return flags_visible_to(user).filter(state__in=[FlagState.OPEN, FlagState.ESCALATED])


def open_flags_list(user: Any, size: int = 100) -> list[SafetyFlag]:
    """Open flags, the most urgent and oldest first."""
    rows = flags_visible_to(user).filter(state__in=STILL_OPEN).select_related("acknowledged_by")
    return list(rows.order_by("-urgent", "opened_at")[:size])


def help_numbers(country: str = "", *, young: bool = False) -> list[HelpNumber]:
    """Numbers for a country and those for everywhere; for the young also their own lines."""
    rows = HelpNumber.objects.filter(Q(country=country) | Q(country=""))
    found = list(rows.order_by("position", "pk")) or [
        row for row in shipped_numbers() if row.country in (country, "")
    ]
    return _for_country(found, country, young=young)


def _for_country(rows: list[HelpNumber], country: str, *, young: bool) -> list[HelpNumber]:
    shown = [row for row in rows if young or row.kind != "children"]
    own = [row for row in shown if country and row.country == country]
    # Without numbers of the country there are only those for everywhere (DOMAIN-8).
    return own + [row for row in shown if not row.country and (not own or row.kind == "crisis")]


def help_numbers_by_country(*, young: bool = False) -> dict[str, list[HelpNumber]]:
    """What ``help_numbers`` gives for each country that has numbers of its own, and under a blank
    for all others, in one query."""
    rows = list(HelpNumber.objects.order_by("position", "pk")) or shipped_numbers()
    countries = {row.country for row in rows} | {""}
    return {code: _for_country(rows, code, young=young) for code in sorted(countries)}


def unverified_numbers() -> QuerySet[HelpNumber]:
    """The numbers nobody has verified for 180 days."""
    limit = timezone.localdate() - VERIFY_EVERY
    return HelpNumber.objects.filter(Q(verified_on=None) | Q(verified_on__lt=limit))


def unverified_numbers_here() -> QuerySet[HelpNumber]:
    """The same for the practice's own country and for everywhere."""
    return unverified_numbers().filter(country__in=["", identity("practice_country")])


def numbers_for_nav(user: User) -> QuerySet[HelpNumber] | None:
    """The same for those who keep the numbers; None for everybody else."""
    if user.is_client or not user.has_role(*KEEPS_NUMBERS):
        return None
    return unverified_numbers()
