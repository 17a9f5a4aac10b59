"""The words of mails: constant, neutral, one link at most (SEC-56; design "Messages")."""

from __future__ import annotations

from dataclasses import dataclass
from email.utils import formataddr, parseaddr

from django.conf import settings
from django.utils.translation import gettext as _

from coachdesk.outbox.models import OutboxMessage

# Where the one link leads. No link carries a log-in (SEC-03); the letter's only locates.
_LINKS = {
    "letter.": "/letter/",
    "staff.": "/in/",
    "client.": "/in/",
    "session.": "/in/",
}


@dataclass(frozen=True)
class MailText:
    subject: str
    body: str


def sender(*, named: bool = False) -> str:
    """Who a mail is from: the neutral sender, or the practice's name for those who chose it."""
    if not named:
        return str(settings.DEFAULT_FROM_EMAIL)
    _name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return formataddr((settings.PRACTICE_NAME, address))


def mail_text(message: OutboxMessage, *, named: bool = False) -> MailText:
    """Subject and plain text for a message; the same words whatever the occasion.

    ``named``: the recipient switched discreet mode off, so the subject names the practice. The
    topic, other people's names and what was written stay out either way (SEC-56).
    """
    text = _neutral_text(message)
    if not named:
        return text
    subject = _("%(practice)s: %(subject)s") % {
        "practice": settings.PRACTICE_NAME,
        "subject": text.subject,
    }
    return MailText(subject, text.body)


def _neutral_text(message: OutboxMessage) -> MailText:
    kind, secret = message.mail_kind, message.secret
    if kind.startswith("account."):
        line = _("Your code is %(code)s. It works for ten minutes.") % {"code": secret}
        return MailText(_("Your code"), line if secret else _("There is something new for you."))
    if kind.startswith("invitation."):
        link = f"{settings.SITE_URL}/invitation/{secret}/"
        return MailText(_("Your note"), f"{_('There is something new for you.')}\n\n{link}\n")
    if kind == "subscription.confirm":
        link = f"{settings.SITE_URL}/subscribe/confirm/{secret}/"
        return MailText(
            _("Please confirm"), f"{_('Please confirm that you asked for this.')}\n\n{link}\n"
        )
    if kind == "subscription.news":
        news = _("There is something new to read.")
        leave = _("Stop these messages:")
        links = (
            f"{settings.SITE_URL}/answers/\n\n{leave} {settings.SITE_URL}/subscribe/leave/{secret}/"
        )
        return MailText(_("Your note"), f"{news}\n\n{links}\n")
    if kind == "session.reminder" and secret:
        when = _("A time to remember: %(when)s.") % {"when": secret}
        return MailText(_("Your note"), f"{when}\n\n{settings.SITE_URL}/in/\n")
    path = next((path for prefix, path in _LINKS.items() if kind.startswith(prefix)), "/in/")
    text = _("There is something new for you.")
    return MailText(_("Your note"), f"{text}\n\n{settings.SITE_URL}{path}\n")
