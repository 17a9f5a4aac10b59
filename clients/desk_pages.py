"""Clients and the practice's records in the desk's navigation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from clients.models import Client
from coachdesk.users.desk_nav import (
    PRACTICE,
    Entry,
    PracticePage,
    register_entry,
    register_place,
    register_practice_page,
)
from coachdesk.users.first_steps import FirstStep, register_first_step


def register() -> None:
    """The list of clients; retention, exports, emergency access and reports under Practice."""
    register_entry(Entry("clients", "clients:list", _("Clients"), "users", 30, bar=3))
    # An owner without clients reads a record in an emergency, from Practice.
    register_place(("clients", PRACTICE), "clients:", "measures:")
    register_place(("letters",), "clients:from_question")
    register_practice_page(
        PracticePage(
            "clients:retention",
            _("Retention"),
            _("What is due to be erased, and legal holds."),
            "records",
            60,
            count="erasures",
        ),
        "clients:retention_act",
        "clients:erasure_propose",
        "clients:erasure_approve",
        "clients:erasure_withdraw",
        "clients:hold_set",
        "clients:hold_end",
        "clients:hold_end_approve",
        "clients:hold_end_withdraw",
    )
    register_practice_page(
        PracticePage(
            "clients:copies",
            _("Record exports"),
            _("Whole records for clients and authorities, given out by two people."),
            "records",
            62,
            count="copies",
        ),
        "clients:copies_act",
        "clients:copy_ask",
        "clients:copy_approve",
        "clients:copy_take",
        "clients:copy_withdraw",
    )
    register_practice_page(
        PracticePage(
            "clients:emergencies",
            _("Emergency access"),
            _("Records opened without a case, and who looked afterwards."),
            "records",
            64,
        ),
        "clients:emergency_act",
        "clients:glass_break",
        "clients:glass_end",
        "clients:glass_review",
    )
    register_practice_page(
        PracticePage(
            "reports:index",
            _("Reports"),
            _("Work, the way from letter to client, outcomes."),
            "oversight",
            80,
        )
    )
    register_place((PRACTICE,), "reports:")
    register_first_step(
        FirstStep(
            "client",
            _("The first client"),
            _("By hand, from a letter, or from a referral."),
            "clients:add",
            40,
            Client.objects.all,
        )
    )
