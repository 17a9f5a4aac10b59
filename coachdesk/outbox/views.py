"""What waits, what was withheld and why, what failed; without anybody's words."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from coachdesk.lib.errors import Blocked, NotPossible
from coachdesk.lib.paging import keyset_page
from coachdesk.outbox.fates import why
from coachdesk.outbox.faults import has_mail_server
from coachdesk.outbox.mail_texts import mail_text, sender
from coachdesk.outbox.message_kinds import is_once_only, kind_words
from coachdesk.outbox.models import MAIL, MessageState, OutboxMessage
from coachdesk.outbox.queries import mail_state
from coachdesk.outbox.services import enqueue_mail, try_again
from coachdesk.users.models import Kind, Role
from coachdesk.users.policies import STAFF, policy, staff
from coachdesk.users.rate_limits import within_limit

_SHOWN = ("withheld", "dead", "expired", "waiting", "done", "cancelled")


@policy(STAFF, roles=(Role.OWNER, Role.SUPERVISOR))
def message_list(request: HttpRequest) -> HttpResponse:
    """Messages by state, newest first. People stand here as ids only."""
    state = request.GET.get("state", "withheld")
    if state not in _SHOWN:
        state = "withheld"
    rows = OutboxMessage.objects.filter(state=state, task=MAIL)
    if state in ("dead", "waiting"):
        rows = OutboxMessage.objects.filter(state=state)
    page = keyset_page(
        rows.select_related("user").defer("secret"),
        cursor=request.GET.get("page", ""),
        keys=("created_at", "pk"),
        size=40,
    )
    context = {
        "rows": [(row, kind_words(row), why(row)) for row in page.rows],
        "state": state,
        "states": [(name, MessageState(name).label) for name in _SHOWN],
        "older": page.next,
        "newer": page.previous,
        "mail_trouble": mail_state().words,
        "may_test": staff(request).has_role(Role.OWNER),
    }
    return render(request, "outbox/messages.html", context)


@policy(STAFF, roles=(Role.OWNER, Role.SUPERVISOR))
def message(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One message: the words it would have, and why it stays."""
    return _message_page(request, _message(pk))


def _message(pk: uuid.UUID) -> OutboxMessage:
    return get_object_or_404(OutboxMessage.objects.select_related("user", "invitation"), pk=pk)


def _message_page(request: HttpRequest, row: OutboxMessage, *, status: int = 200) -> HttpResponse:
    # The preview never shows a code or a link's token.
    row.secret = "…" if is_once_only(row.mail_kind) else ""
    context = {
        "row": row,
        "kind": kind_words(row),
        "reason": why(row),
        "text": mail_text(row) if row.task == MAIL else None,
        "on_team_page": row.invitation is not None and row.invitation.kind == Kind.STAFF,
    }
    return render(request, "outbox/message.html", context, status=status)


@policy(STAFF, roles=(Role.OWNER, Role.SUPERVISOR), methods=("POST",))
def message_again(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Let a failed message have another try, with a new link where the old one is gone."""
    row = _message(pk)
    try:
        again = try_again(message=row, actor=staff(request))
    except NotPossible as why_not:
        messages.error(request, str(why_not))
        return _message_page(request, row, status=409)
    except Blocked:
        messages.error(request, _("Something stands against this invitation. Its coach knows."))
        return _message_page(request, row, status=409)
    messages.success(request, _("It waits for its next try."))
    return redirect("outbox:message", pk=again.pk)


@policy(STAFF, roles=(Role.OWNER,))
def mail(request: HttpRequest) -> HttpResponse:
    """Whether mail leaves, who it comes from, a test of it, and how to work without any."""
    context = {
        "state": mail_state(),
        "host": settings.EMAIL_HOST if has_mail_server() else "",
        "sender": sender(),
    }
    return render(request, "outbox/mail.html", context)


@policy(STAFF, roles=(Role.OWNER,), methods=("POST",))
def mail_test(request: HttpRequest) -> HttpResponse:
    """Send a mail to oneself, to see whether mail leaves and arrives."""
    user = staff(request)
    if not within_limit("mail.test", str(user.pk), times=10, per=timedelta(hours=1)):
        messages.error(request, _("That is enough test mails for an hour."))
        return redirect("outbox:messages")
    with transaction.atomic():
        row = enqueue_mail("staff.test", user=user)
    messages.success(request, _("Written. Look at this page again in a moment."))
    return redirect("outbox:message", pk=row.pk)
