"""The only place a mail leaves from."""

from __future__ import annotations

import smtplib
import ssl

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone

from coachdesk.outbox import faults
from coachdesk.outbox.errors import Postpone, Withhold
from coachdesk.outbox.faults import MailFault
from coachdesk.outbox.gate import judge
from coachdesk.outbox.mail_texts import mail_text, sender
from coachdesk.outbox.models import OutboxMessage
from coachdesk.outbox.person_lookup import person_of
from coachdesk.users.models import InvitationState, User

# Answers of a server to those who have not signed in, whatever was asked of it.
_SIGN_IN_CODES = (530, 534, 535, 538)


def send(message: OutboxMessage) -> str:
    """Pass the gate and hand the mail to the server; gives a note, blank when it left.

    Raises Withhold or Postpone as the gate says, MailFault when the server does not take it.
    """
    if "alias" in message.args and not _find_recipient(message):
        return ""  # asked for by somebody who has no account here
    verdict = judge(message, timezone.now())
    if verdict.withheld:
        raise Withhold(verdict.withheld)
    if verdict.wait_until is not None:
        raise Postpone(verdict.wait_until)
    text = mail_text(message, named=verdict.named)
    mail = EmailMessage(
        subject=text.subject,
        body=text.body,
        from_email=sender(named=verdict.named or message.mail_kind == "invitation.staff"),
        to=[verdict.address],  # one: a server that takes some and refuses others has no such case
        headers={
            "Message-ID": f"<{message.pk}@{settings.SITE_URL.split('://')[-1].split(':')[0]}>",
            "X-Outbox": str(message.pk),
            **text.headers,
        },
    )
    try:
        mail.send()
    except OSError as error:  # those of smtplib and of TLS are OSErrors too
        raise _fault_of(error) from error
    if message.invitation is not None and message.invitation.state == InvitationState.CREATED:
        message.invitation.state = InvitationState.SENT
        message.invitation.save(update_fields=["state"])
    return "" if faults.has_mail_server() else faults.KEPT_HERE


def _fault_of(error: OSError) -> MailFault:
    """Whose fault it is. A refused sender or sign-in is ours: the next mail would fail alike."""
    match error:
        case smtplib.SMTPRecipientsRefused():
            # Refused for good only if no server of the list said "later".
            return _answered(min(code for code, _text in error.recipients.values()))
        case smtplib.SMTPAuthenticationError():
            return MailFault(faults.SIGN_IN, error.smtp_code)
        case smtplib.SMTPSenderRefused():
            fault = _answered(error.smtp_code)
            return MailFault(faults.SENDER, fault.code) if fault.for_good else fault
        case smtplib.SMTPDataError():
            return _answered(error.smtp_code)
        case smtplib.SMTPConnectError() | smtplib.SMTPHeloError():
            return MailFault(faults.UNREACHABLE, error.smtp_code)
        case smtplib.SMTPNotSupportedError() | smtplib.SMTPResponseException() | ssl.SSLError():
            return MailFault(faults.INSECURE)
    return MailFault(faults.UNREACHABLE)


def _answered(code: int) -> MailFault:
    """The fault behind an answer about the mail itself."""
    if code in _SIGN_IN_CODES:
        return MailFault(faults.SIGN_IN, code)
    return MailFault(faults.REFUSED if code >= 500 else faults.BUSY, code)


def _find_recipient(message: OutboxMessage) -> bool:
    """Say on the row whose log-in the alias is; False where it is nobody's."""
    user = User.objects.filter(login_alias=message.args["alias"], is_active=True).first()
    if user is None:
        return False
    message.user = user
    message.person_id = person_of(user) if user.is_client else None
    message.save(update_fields=["user", "person_id"])
    return True
