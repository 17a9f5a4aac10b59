"""The outbox in the desk's navigation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coachdesk.outbox.queries import mail_state
from coachdesk.users.assistant import Step, register_step
from coachdesk.users.desk_nav import PRACTICE, PracticePage, register_place, register_practice_page


def register() -> None:
    """Sent, waiting, withheld and failed mail, under Practice."""
    register_practice_page(
        PracticePage(
            "outbox:messages",
            _("Outbox"),
            _("Mail that is waiting, sent, withheld or failed."),
            "oversight",
            70,
        )
    )
    register_practice_page(
        PracticePage(
            "outbox:mail",
            _("Mail"),
            _("Whether mail leaves, who it comes from, and a test of it."),
            "rules",
            22,
        )
    )
    register_step(
        Step(
            "mail",
            _("Mail"),
            _("A test to yourself; without mail, codes and links go by hand."),
            30,
            view_name="outbox:mail",
            pages=("outbox:message",),
            missing=lambda: mail_state().words,
        )
    )
    register_place((PRACTICE,), "outbox:")
