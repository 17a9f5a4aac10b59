"""What a message is about, in words for the people who run the practice."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coachdesk.outbox.models import OutboxMessage

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
    "staff.flag": _("For the team: a safety flag"),
    "staff.glass": _("For the team: emergency access"),
    "staff.late": _("For the team: something is late"),
    "staff.note": _("For the team: a note to finish"),
    "staff.revision": _("For the team: a note sent back"),
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
