"""Who the practice is: name, line under it, zone, country, sender, exit address (Settings).

Each is data with a page. The environment gives the default, and a variable that is set there is a
lock: then the page shows the value and cannot change it.
"""

from __future__ import annotations

from email.utils import formataddr, parseaddr
from typing import Any

from django.conf import settings
from django.db import DatabaseError

from coachdesk.users.practice_settings import practice_setting

NEUTRAL_SENDER = "M. Notes"
# By name of the setting: the variable that locks it.
VARIABLES = {
    "practice_name": "COACHDESK_PRACTICE_NAME",
    "practice_tagline": "COACHDESK_PRACTICE_TAGLINE",
    "practice_zone": "COACHDESK_TIME_ZONE",
    "practice_country": "COACHDESK_COUNTRY",
    "sender_name": "COACHDESK_MAIL_FROM",
    "exit_url": "COACHDESK_EXIT_URL",
}


def default_of(name: str) -> str:
    """What counts until the practice says otherwise. Raises KeyError for an unknown name."""
    found: dict[str, Any] = {
        "practice_name": settings.PRACTICE_NAME,
        "practice_tagline": settings.PRACTICE_TAGLINE,
        "practice_zone": settings.TIME_ZONE,
        "practice_country": settings.PRACTICE_COUNTRY,
        "sender_name": parseaddr(settings.DEFAULT_FROM_EMAIL)[0] or NEUTRAL_SENDER,
        "exit_url": settings.EXIT_URL,
    }
    return str(found[name])


def is_locked(name: str) -> bool:
    """Whether the environment decides. A sender without a name decides only the address."""
    if name == "sender_name" and not parseaddr(settings.DEFAULT_FROM_EMAIL)[0]:
        return False
    return VARIABLES[name] in settings.VARIABLES_SET


def identity(name: str) -> str:
    """The value in force, read through the cache of the settings.

    While the database is away the default counts: the page that says so needs a name and an exit.
    """
    if is_locked(name):
        return default_of(name)
    try:
        stored = practice_setting(name)
    except DatabaseError:
        stored = None
    return default_of(name) if stored is None else str(stored)


def to_store(name: str, value: str) -> str | None:
    """What is kept for a chosen value: nothing for the default."""
    return None if value == default_of(name) else value


def practice_name() -> str:
    """The name that the practice shows where it may be named."""
    return identity("practice_name")


def exit_url() -> str:
    """The neutral site to which the quick exit leads (SEC-68)."""
    return identity("exit_url")


def sender_name() -> str:
    """The neutral sender of mail to readers and clients (SEC-56)."""
    return identity("sender_name")


def sender(name: str) -> str:
    """The sender of a mail under a name, at the practice's address."""
    return formataddr((name, parseaddr(settings.DEFAULT_FROM_EMAIL)[1]))


def practice_zone() -> str:
    """The zone of the practice, and of everybody who has not said where they are."""
    return identity("practice_zone")
