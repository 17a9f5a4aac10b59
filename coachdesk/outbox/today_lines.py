"""What Today says about mail that did not reach the people one is responsible for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coachdesk.outbox.stuck_mail import stuck_mail
from coachdesk.users.models import User
from coachdesk.users.today_lines import TodayLine


def lines(user: User, counts: Mapping[str, Any]) -> list[TodayLine]:
    """One line for all of it, leading to the newest; two queries or three."""
    stuck = stuck_mail(user)
    if not stuck:
        return []
    newest = stuck[0]
    words = ngettext(
        "%(n)d mail did not reach its person", "%(n)d mails did not reach their people", len(stuck)
    )
    return [
        TodayLine(
            words % {"n": len(stuck)},
            newest.url,
            _("See why"),
            "mail-x",
            newest.written_at,
            f"{newest.kind}: {newest.why}",
        )
    ]
