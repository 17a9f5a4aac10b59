"""What somebody of the team still has in hand. While anything is open the account stays: whoever
wrote to that person, or has a time with them, would wait for nobody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import ngettext

from coachdesk.users.models import Supervision, User


@dataclass(frozen=True)
class InHand:
    """One kind of thing that is open: how many of what, and where an owner hands it on; ``url`` is
    blank for what only the person can finish."""

    words: str
    url: str = ""


_finders: list[tuple[int, Callable[[User], list[InHand]]]] = []


def register_in_hand(find: Callable[[User], list[InHand]], *, position: int) -> None:
    """Let an app say what a member of the team still has in hand, the lowest ``position`` first.
    ``find`` takes the person and asks a number of queries that does not grow with the rows."""
    if (position, find) not in _finders:
        _finders.append((position, find))
        _finders.sort(key=lambda found: found[0])


def in_hand(user: User) -> list[InHand]:
    """Everything that stands against closing the account, in words."""
    return [row for _position, find in _finders for row in find(user)]


def pairs_of(user: User) -> list[InHand]:
    """Pairs of supervision that the person belongs to."""
    pairs = Supervision.objects.filter(Q(supervisor=user) | Q(coach=user), ended_at=None).count()
    if not pairs:
        return []
    words = ngettext("%(n)d pair of supervision", "%(n)d pairs of supervision", pairs)
    return [InHand(words % {"n": pairs}, reverse("users:team"))]
