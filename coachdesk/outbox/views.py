"""What waits, what was withheld and why, what failed; without anybody's words."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from coachdesk.lib.paging import keyset_page
from coachdesk.outbox.gate import REASONS
from coachdesk.outbox.kinds import kind_words
from coachdesk.outbox.mails import mail_text
from coachdesk.outbox.models import MessageState, OutboxMessage
from coachdesk.outbox.services import try_again
from coachdesk.users.models import Role, User
from coachdesk.users.policies import STAFF, policy

_SHOWN = ("withheld", "dead", "waiting", "done", "cancelled")


@policy(STAFF, roles=(Role.OWNER, Role.SUPERVISOR))
def message_list(request: HttpRequest) -> HttpResponse:
    """Messages by state, newest first. People stand here as ids only."""
    state = request.GET.get("state", "withheld")
    if state not in _SHOWN:
        state = "withheld"
    rows = OutboxMessage.objects.filter(state=state, task="outbox.mail")
    if state in ("dead", "waiting"):
        rows = OutboxMessage.objects.filter(state=state)
    page = keyset_page(
        rows.select_related("user").defer("secret"),
        cursor=request.GET.get("page", ""),
        keys=("created_at", "pk"),
        size=40,
    )
    context = {
        "rows": [(row, kind_words(row), REASONS.get(row.withheld_reason, "")) for row in page.rows],
        "state": state,
        "states": [(name, MessageState(name).label) for name in _SHOWN],
        "older": page.next,
        "newer": page.previous,
    }
    return render(request, "outbox/messages.html", context)


@policy(STAFF, roles=(Role.OWNER, Role.SUPERVISOR), methods=("GET", "POST"))
def message(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One message: the words it would have, why it stays, and another try for a failed one."""
    row = get_object_or_404(OutboxMessage.objects.select_related("user"), pk=pk)
    if request.method == "POST":
        user = request.user
        if isinstance(user, User) and try_again(message=row, actor=user):
            messages.success(request, _("It waits for its next try."))
        else:
            messages.error(request, _("Only a failed message can be tried again."))
        return redirect("outbox:message", pk=pk)
    # The preview never shows a code or a link's token.
    row.secret = "…" if row.mail_kind.startswith(("account.", "invitation.")) else ""
    context = {
        "row": row,
        "kind": kind_words(row),
        "reason": REASONS.get(row.withheld_reason, ""),
        "text": mail_text(row) if row.task == "outbox.mail" else None,
    }
    return render(request, "outbox/message.html", context)
