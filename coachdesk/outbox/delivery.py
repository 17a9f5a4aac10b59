"""The only place a mail leaves from."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone

from coachdesk.outbox.gate import judge
from coachdesk.outbox.mails import mail_text, sender
from coachdesk.outbox.models import OutboxMessage
from coachdesk.outbox.relay import Postpone, Withhold
from coachdesk.users.models import InvitationState


def send(message: OutboxMessage) -> None:
    """Pass the gate and hand the mail to the server.

    Raises Withhold or Postpone as the gate says, and whatever the mail server raises.
    """
    verdict = judge(message, timezone.now())
    if verdict.withheld:
        raise Withhold(verdict.withheld)
    if verdict.wait_until is not None:
        raise Postpone(verdict.wait_until)
    text = mail_text(message, named=verdict.named)
    EmailMessage(
        subject=text.subject,
        body=text.body,
        from_email=sender(named=verdict.named),
        to=[verdict.address],
        headers={
            "Message-ID": f"<{message.pk}@{settings.SITE_URL.split('://')[-1].split(':')[0]}>",
            "X-Outbox": str(message.pk),
        },
    ).send()
    if message.invitation is not None and message.invitation.state == InvitationState.CREATED:
        message.invitation.state = InvitationState.SENT
        message.invitation.save(update_fields=["state"])
