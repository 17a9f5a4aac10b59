"""The words of mails: constant, neutral, one link at most (SEC-56)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.conf import settings
from django.utils.translation import gettext as _

from coachdesk.outbox.models import OutboxMessage
from coachdesk.users import identity
from coachdesk.users.models import Invitation
from coachdesk.users.role_words import roles_in_words

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
    leave: str = ""  # where one press ends such mail, for what may be left

    @property
    def headers(self) -> dict[str, str]:
        """What a mail program needs for its own button to leave (RFC 8058)."""
        if not self.leave:
            return {}
        return {
            "List-Unsubscribe": f"<{self.leave}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }


def sender(*, named: bool = False) -> str:
    """Who a mail is from: the neutral sender, or the practice's name for those who chose it and
    for who is invited into its team."""
    return identity.sender(identity.practice_name() if named else identity.sender_name())


def mail_text(message: OutboxMessage, *, named: bool = False) -> MailText:
    """Subject and plain text for a message; the same words whatever the occasion.

    ``named``: the recipient switched discreet mode off, so the subject names the practice. The
    topic, other people's names and what was written stay out either way (SEC-56).
    """
    text = _neutral_text(message)
    if not named:
        return text
    subject = _("%(practice)s: %(subject)s") % {
        "practice": identity.practice_name(),
        "subject": text.subject,
    }
    return replace(text, subject=subject)


def _neutral_text(message: OutboxMessage) -> MailText:
    kind, secret = message.mail_kind, message.secret
    if kind.startswith("account."):
        line = _("Your code is %(code)s. It works for ten minutes after it was asked for.") % {
            "code": secret
        }
        return MailText(_("Your code"), line if secret else _("There is something new for you."))
    if kind == "invitation.staff" and message.invitation is not None:
        return _staff_invitation(message.invitation, secret)
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
        leave = f"{settings.SITE_URL}/subscribe/leave/{secret}/"
        links = f"{settings.SITE_URL}/answers/\n\n{_('Stop these messages:')} {leave}"
        return MailText(_("Your note"), f"{news}\n\n{links}\n", leave)
    if kind in ("staff.factor_asked", "staff.factor_reset"):
        return MailText(_("Your sign-in"), _factor_text(kind))
    if kind == "staff.operation":
        line = _("Something about running the system needs a look: Practice, Operation.")
        return MailText(_("Your note"), f"{line}\n\n{settings.SITE_URL}/in/\n")
    if kind == "staff.test":
        return MailText(_("Your note"), f"{_('This is the test that you asked for.')}\n")
    if kind == "session.reminder" and secret:
        when = _("A time to remember: %(when)s.") % {"when": secret}
        return MailText(_("Your note"), f"{when}\n\n{settings.SITE_URL}/in/\n")
    path = next((path for prefix, path in _LINKS.items() if kind.startswith(prefix)), "/in/")
    text = _("There is something new for you.")
    return MailText(_("Your note"), f"{text}\n\n{settings.SITE_URL}{path}\n")


def _factor_text(kind: str) -> str:
    """The same words for the person whose second step it is and for the owner who asked."""
    what = (
        _("Somebody asked to take the second step of a sign-in to the team away.")
        if kind == "staff.factor_asked"
        else _("The second step of a sign-in to the team was taken away.")
    )
    whose = _("It is your account, or you asked for it. If this is wrong, tell an owner at once.")
    return f"{what} {whose}\n\n{settings.SITE_URL}/in/\n"


def _staff_invitation(invitation: Invitation, token: str) -> MailText:
    """Who invites, into which practice, as what, and why it is no trick. For the team only: what
    reaches clients and readers stays neutral (SEC-56)."""
    practice, inviter = identity.practice_name(), invitation.created_by
    who = (
        _("%(name)s invites you to the team of %(practice)s.")
        % {"name": inviter.display_name, "practice": practice}
        if inviter is not None
        else _("You are invited to the team of %(practice)s.") % {"practice": practice}
    )
    code = _(
        "You also need a code of six digits. Whoever invited you tells it to you by voice; it "
        "stands in no mail. The link works once, within three days. If you do not know about this, "
        "ask them on a way you know, or delete this mail."
    )
    roles = "\n".join(f"- {words}" for words in roles_in_words(invitation.roles))
    link = f"{settings.SITE_URL}/invitation/{token}/"
    subject = _("Invitation to the team of %(practice)s") % {"practice": practice}
    return MailText(subject, f"{who}\n\n{_('Your part:')}\n{roles}\n\n{link}\n\n{code}\n")
