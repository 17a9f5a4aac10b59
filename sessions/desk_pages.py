"""Today, the calendar, what waits and billing in the desk's navigation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coachdesk.users.desk_nav import (
    PRACTICE,
    Entry,
    PracticePage,
    register_entry,
    register_place,
    register_practice_page,
)

_CALENDAR = (
    "book",
    "hours",
    "exception_add",
    "exception_delete",
    "feed_make",
    "feed_revoke",
    "opening_add",
    "opening_delete",
    "hours_rules_save",
)
_BILLING = (
    "client_money",
    "invoice",
    "invoice_issue",
    "invoice_cancel",
    "package_sell",
    "payment_note",
    "bookkeeping",
)
_TEMPLATES = (
    "headings_save",
    "intervention_add",
    "intervention_retire",
    "snippet_save",
    "snippet_delete",
)


def register() -> None:
    """The pages of the day; a session's own pages belong to its client."""
    register_entry(Entry("today", "sessions:today", _("Today"), "sunrise", 10, bar=1))
    register_entry(Entry("calendar", "sessions:calendar", _("Calendar"), "calendar", 40, bar=7))
    register_entry(
        Entry(
            "waiting",
            "sessions:waiting",
            _("Waiting"),
            "list-checks",
            50,
            counts=("sessions", "steps", "messages", "cosign"),
            bar=4,
        )
    )
    register_entry(
        Entry("billing", "sessions:money", _("Billing"), "banknote", 65, bar=8, unless=PRACTICE)
    )
    register_place(("find",), "sessions:find")
    register_place(("clients", PRACTICE), "sessions:")
    register_place(("calendar",), *(f"sessions:{name}" for name in _CALENDAR))
    register_place(
        ("waiting",),
        "sessions:notes",
        "sessions:follow_ups",
        "sessions:supervision",
        "sessions:case_bring",
        "sessions:case_settle",
    )
    register_practice_page(
        PracticePage(
            "sessions:types",
            _("Session types"),
            _("Kinds of sessions, length, price, rules of cancelling."),
            "rules",
            30,
        ),
        "sessions:types_save",
        "sessions:rules_save",
        otherwise="calendar",
    )
    register_practice_page(
        PracticePage(
            "sessions:lists",
            _("Note templates"),
            _("Headings, interventions and phrases for session notes."),
            "forms",
            52,
        ),
        *(f"sessions:{name}" for name in _TEMPLATES),
        otherwise="waiting",
    )
    register_practice_page(
        PracticePage(
            "sessions:money",
            _("Billing"),
            _("Packages, payments, invoices."),
            "oversight",
            75,
        ),
        *(f"sessions:{name}" for name in _BILLING),
        otherwise="billing",
    )
