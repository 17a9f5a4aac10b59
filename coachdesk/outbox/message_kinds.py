"""What a message is about, in words for the people who run the practice."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coachdesk.outbox.models import OutboxMessage

# Whether a kind counts against the weekly contact budget of one person. A new kind says so here:
# whoever is told of something that has a time, an answer, a way in or a danger is always told.
BUDGETED = frozenset(
    {
        "client.message",
        "client.program",
        "client.reply",
        "client.step",
        "client.summary",
        "client.task",
    }
)
EXEMPT_AREAS = frozenset({"account", "invitation", "letter", "session", "staff", "subscription"})
# Mails about homework say the same words: one a day is enough.
ONE_A_DAY = frozenset({"client.program", "client.reply", "client.step", "client.task"})


# How long what a mail of a kind, or of its area, carries is good for. None: it only says that there
# is something to see at home, which stays true. OWN: who writes the mail gives its end.
OWN = timedelta(0)
_GOOD_FOR: dict[str, timedelta | None] = {
    "account": timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT),
    "client": None,
    "invitation": OWN,
    "letter": None,
    "session": None,
    "session.offer": OWN,
    "session.reminder": OWN,
    "staff": None,
    "subscription": None,
}


def is_declared(kind: str) -> bool:
    """Whether a kind says if it counts against the budget, and how long it is good for."""
    area = kind.partition(".")[0]
    return (kind in BUDGETED or area in EXEMPT_AREAS) and area in _GOOD_FOR


def good_for(kind: str) -> timedelta | None:
    """How long a mail is worth sending; None for ever, OWN when the mail itself must say it.

    Raises KeyError for a kind that is not declared.
    """
    return _GOOD_FOR[kind] if kind in _GOOD_FOR else _GOOD_FOR[kind.partition(".")[0]]


def is_once_only(kind: str) -> bool:
    """Whether the mail carries a code or token that may be used once: it is forgotten with the mail,
    and another try needs a new one."""
    return kind == "subscription.confirm" or kind.partition(".")[0] in ("account", "invitation")


_KINDS = {
    "client.message": _("A message in the portal"),
    "client.reply": _("An answer to homework"),
    "client.program": _("A program was offered"),
    "client.step": _("A step has opened"),
    "client.summary": _("What was agreed in a session"),
    "client.task": _("Something small to do"),
    "invitation.client": _("An invitation to the portal"),
    "invitation.partner": _("An invitation for a partner"),
    "invitation.staff": _("An invitation to the team"),
    "letter.news": _("News about a letter"),
    "session.offer": _("An offered time"),
    "session.reminder": _("A reminder of a time"),
    "staff.appointment": _("For the team: a time"),
    "staff.cosign": _("For the team: a note to countersign"),
    "staff.factor_asked": _("For the team: a second step at sign-in is to be reset"),
    "staff.factor_reset": _("For the team: a second step at sign-in was reset"),
    "staff.flag": _("For the team: a safety flag"),
    "staff.glass": _("For the team: emergency access"),
    "staff.late": _("For the team: something is late"),
    "staff.operation": _("For the team: the installation needs a look"),
    "staff.news": _("For the team: something came"),
    "staff.note": _("For the team: a note to finish"),
    "staff.revision": _("For the team: a note sent back"),
    "staff.test": _("For the team: a test of the mail"),
    "subscription.confirm": _("A subscription to confirm"),
    "subscription.news": _("A new published answer"),
}

# Kinds with many endings, and those that a later version brings.
_AREAS = {
    "account": _("Sign-in"),
    "client": _("For a client"),
    "invitation": _("An invitation"),
    "letter": _("About a letter"),
    "session": _("About a time"),
    "staff": _("For the team"),
    "subscription": _("For a subscriber"),
}


def kind_words(message: OutboxMessage) -> str:
    """What the message is for; the name of the work for rows that are no mail."""
    kind = message.mail_kind
    words = _KINDS.get(kind) or _AREAS.get(kind.partition(".")[0])
    if words:
        return str(words)
    return kind or gettext("Work in the background: %(name)s") % {"name": message.task}
