"""Questions about mail and scheduled work, for pages of any floor above."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from coachdesk.outbox.fates import fate, short_time
from coachdesk.outbox.faults import KEPT_HERE, OF_THE_SERVER, fault_words, has_mail_server
from coachdesk.outbox.models import MAIL, MessageState, OutboxMessage
from coachdesk.users.models import Invitation

NONE, WORKING, FAILING = "none", "working", "failing"


@dataclass(frozen=True)
class MailState:
    """``kind`` is none, working or failing; ``since`` and ``fault`` say more of the last."""

    kind: str
    since: datetime | None = None
    fault: str = ""

    @property
    def words(self) -> str:
        """For the people who run the practice; blank while mail works."""
        if self.kind == NONE:
            return _(
                "No mail server is set: mail is kept in the data folder and reaches nobody. "
                "Give links by hand."
            )
        if self.kind == FAILING:
            return _("No mail has left since %(since)s. %(why)s It is tried again by itself.") % {
                "since": short_time(self.since),
                "why": fault_words(self.fault),
            }
        return ""


def mail_state() -> MailState:
    """Whether mail leaves now, as far as the last tries tell; two queries at most.

    A fault of one mail, such as a wrong address, says nothing about the server. The server works
    again as soon as any mail has left after the fault.
    """
    if not has_mail_server():
        return MailState(NONE)
    mails = OutboxMessage.objects.filter(task=MAIL)
    left = mails.filter(state=MessageState.DONE).exclude(last_error=KEPT_HERE)
    last_left = left.order_by("-done_at").values_list("done_at", flat=True).first()
    failing = mails.filter(
        state__in=[MessageState.WAITING, MessageState.DEAD],
        last_error__in=OF_THE_SERVER,
        failing_since__isnull=False,
    )
    if last_left is not None:
        failing = failing.filter(failing_since__gt=last_left)
    first = failing.order_by("failing_since").values_list("failing_since", "last_error").first()
    return MailState(WORKING) if first is None else MailState(FAILING, *first)


def fates_of(invitations: Iterable[Invitation]) -> dict[uuid.UUID, str]:
    """In words, what became of the mail with each invitation's present link; one query."""
    links = {invitation.pk: invitation.expires_at for invitation in invitations}
    rows = OutboxMessage.objects.filter(invitation__in=list(links))
    rows = rows.exclude(state=MessageState.CANCELLED).defer("secret").order_by("created_at")
    told = dict.fromkeys(links, _("No mail: the link was given by hand."))
    for row in rows:
        # A link that was renewed since ends at another time than its old mail says.
        if row.invitation_id and row.expires_at in (None, links[row.invitation_id]):
            told[row.invitation_id] = fate(row)
    return told
