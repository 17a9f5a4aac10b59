"""Writing a comment, reporting one, deleting the own one; the moderators' queue."""

from __future__ import annotations

import hmac
import uuid
from datetime import timedelta
from hashlib import sha256

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from coachdesk.lib.as_shown import shown_in
from coachdesk.lib.errors import Conflict, NotPossible
from coachdesk.lib.paging import keyset_page
from coachdesk.publishing import comments as services
from coachdesk.publishing import subscriptions
from coachdesk.publishing.forms import (
    CommentForm,
    ModerateForm,
    ReportForm,
    StaffCommentForm,
    SubscribeForm,
)
from coachdesk.publishing.models import Article, Comment, CommentState, PublicCopy
from coachdesk.publishing.queries import comments_to_read
from coachdesk.publishing.shown import comment_stamp
from coachdesk.publishing.views.articles import PUBLISHING as MODERATING
from coachdesk.publishing.views.public import gone_or_missing
from coachdesk.safety.queries import help_numbers
from coachdesk.users import errors
from coachdesk.users.form_keys import SentBefore, SentWithOtherContent, content_hash, once
from coachdesk.users.models import Role
from coachdesk.users.policies import ANYONE, FORM_METHODS, READER_SESSION_KEY, STAFF, policy, staff
from coachdesk.users.rate_limits import client_address, proven_once, within_limit


def _token(form_key: uuid.UUID) -> str:
    """The author's own token, made from the form's key so that a double send shows the same."""
    message = f"comment:{form_key}".encode()
    return hmac.new(settings.LOOKUP_KEY, message, sha256).hexdigest()


def _is_writer(request: HttpRequest, copy: PublicCopy) -> bool:
    """Whether the letter's own writer has it open in this browser."""
    opened: str = request.session.get(READER_SESSION_KEY, "")
    return bool(opened) and Article.objects.filter(pk=copy.article_id, question_id=opened).exists()


@policy(ANYONE, methods=FORM_METHODS)
def comment(request: HttpRequest, slug: str) -> HttpResponse:
    """The comment form stands on a page of its own, so that published pages stay cookie-free."""
    copy = PublicCopy.objects.filter(slug=slug).first()
    if copy is None:
        return gone_or_missing(request, slug)
    parent = _parent(request, copy)
    writer = _is_writer(request, copy)
    form = CommentForm(request.POST or None)
    context = {"copy": copy, "form": form, "parent": parent, "writer": writer}
    if not copy.takes_comments:
        return render(request, "publishing/comments_closed.html", context, status=200)
    if not form.is_valid():
        return render(
            request, "publishing/comment.html", context, status=400 if form.is_bound else 200
        )
    calm = within_limit("comment", client_address(request), times=5, per=timedelta(hours=1))
    data = form.cleaned_data
    key: uuid.UUID = data["form_key"]
    try:
        pk: uuid.UUID | None = once(
            key=key,
            form="comment",
            content=content_hash(data["name"], data["body"]),
            actor_id=None,
            create=lambda: (
                services.submit(
                    copy=copy,
                    name=data["name"],
                    body=data["body"],
                    token=_token(key),
                    proven=calm and proven_once(form),
                    parent=parent,
                    by_writer=writer and bool(request.POST.get("as_writer")),
                ).pk
            ),
        )
    except SentBefore as before:
        pk = before.result_id
    except SentWithOtherContent:
        form.add_error(None, _("This page was sent before with other words."))
        return render(request, "publishing/comment.html", context, status=409)
    except NotPossible as refused:
        form.add_error(None, str(refused))
        return render(request, "publishing/comment.html", context, status=409)
    stored = Comment.objects.filter(pk=pk).first() if pk else None
    held = stored is not None and stored.state == CommentState.SAFETY_HOLD
    done = {"copy": copy, "token": _token(key), "held": held, "numbers": help_numbers()}
    return render(request, "publishing/comment_sent.html", done)


def _parent(request: HttpRequest, copy: PublicCopy) -> Comment | None:
    try:
        pk = uuid.UUID(request.GET.get("to", ""))
    except ValueError:
        return None
    return Comment.objects.filter(
        pk=pk, article_id=copy.article_id, state=CommentState.APPROVED
    ).first()


@policy(ANYONE, methods=FORM_METHODS)
def comment_report(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Say that something is wrong with a comment."""
    # A comment goes with its page: after withdrawal there is nothing to report (SEC-76).
    online = Comment.objects.filter(state=CommentState.APPROVED, article__public__isnull=False)
    found = get_object_or_404(online, pk=pk)
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        who = client_address(request)
        once_each = within_limit(f"report-{pk}", who, times=1, per=timedelta(days=1))
        if once_each and within_limit("report", who, times=10, per=timedelta(hours=1)):
            services.report(comment_id=pk, reason=form.cleaned_data["reason"])
        return render(request, "publishing/comment_reported.html", {"comment": found})
    context = {"comment": found, "form": form}
    return render(request, "publishing/comment_report.html", context)


@policy(ANYONE, methods=FORM_METHODS)
def comment_delete(request: HttpRequest, token: str) -> HttpResponse:
    """The author deletes the own comment with the token that was shown after sending."""
    if request.method == "POST":
        done = services.delete_own(token=token)
        return render(request, "publishing/comment_deleted.html", {"done": done})
    return render(request, "publishing/comment_delete.html")


_SHOWN_OR_GONE = (CommentState.APPROVED, CommentState.REMOVED)


@policy(STAFF, **MODERATING)
def queue(request: HttpRequest) -> HttpResponse:
    """Comments that wait for a person, oldest first; or those of another state."""
    return _queue(request, request.GET.get("state", ""))


def _queue(
    request: HttpRequest,
    state: str,
    *,
    changed: Comment | None = None,
    reason: str = "",
    status: int = 200,
) -> HttpResponse:
    """The queue. ``changed`` is the comment that an old page decided about, shown on top as it
    stands now, with the ``reason`` that was typed."""
    rows = Comment.objects.select_related("article", "staff", "parent")
    if state in CommentState.values:
        rows = rows.filter(state=state)
    else:
        state = ""
        rows = comments_to_read().select_related("article", "staff", "parent")
    page = keyset_page(
        rows.prefetch_related("reported"),
        cursor=request.GET.get("page", ""),
        keys=("created_at", "id"),
        newest_first=bool(state),
    )
    is_supervisor = staff(request).has_role(Role.SUPERVISOR)
    shown = [row for row in page.rows if changed is None or row.pk != changed.pk]
    shown = shown if changed is None else [changed, *shown]
    for row in shown:
        row.stamp = comment_stamp(row)  # type: ignore[attr-defined]
        held = row.state == CommentState.SAFETY_HOLD
        row.may_be_shown = row.state not in _SHOWN_OR_GONE and (not held or is_supervisor)  # type: ignore[attr-defined]
        row.warning_words = [services.WARNINGS.get(code, code) for code in row.warnings]  # type: ignore[attr-defined]
    context = {
        "rows": shown,
        "changed": changed,
        "typed_reason": reason,
        "state": state,
        "states": CommentState.choices,
        "newer_url": f"?state={state}&page={page.previous}" if page.previous else "",
        "older_url": f"?state={state}&page={page.next}" if page.next else "",
    }
    return render(request, "publishing/comments.html", context, status=status)


def _back_to_queue(request: HttpRequest) -> HttpResponse:
    """The queue in the state that the moderator looked at."""
    state = request.POST.get("state", "")
    back = f"?state={state}" if state in CommentState.values else ""
    return redirect(f"{reverse('publishing:comments')}{back}")


@policy(STAFF, methods=("POST",), **MODERATING)
def moderate(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Decide about one comment. An old page shows nothing: the comment comes back as it is now."""
    get_object_or_404(Comment, pk=pk)
    form = ModerateForm(request.POST)
    try:
        if not form.is_valid():
            raise NotPossible(_("Please choose what to do."))
        services.moderate(
            comment_id=pk,
            actor=staff(request),
            shown=shown_in(request),
            **form.cleaned_data,
        )
    except Conflict:
        rows = Comment.objects.select_related("article", "staff", "parent")
        return _queue(
            request,
            request.POST.get("state", ""),
            changed=rows.prefetch_related("reported").get(pk=pk),
            reason=form.cleaned_data["reason"],
            status=409,
        )
    except NotPossible as refused:
        messages.error(request, str(refused))
    return _back_to_queue(request)


@policy(STAFF, methods=("POST",), **MODERATING)
def comment_answer(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Answer a comment as the team."""
    found = get_object_or_404(Comment, pk=pk)
    form = StaffCommentForm(request.POST)
    try:
        if not form.is_valid():
            raise NotPossible(_("An answer has at most 2,000 characters."))
        services.answer_as_team(comment=found, actor=staff(request), body=form.cleaned_data["body"])
    except NotPossible as refused:
        messages.error(request, str(refused))
    return _back_to_queue(request)


@policy(ANYONE, methods=FORM_METHODS)
def subscribe(request: HttpRequest) -> HttpResponse:
    """Mail about new answers; one mail asks to confirm first."""
    form = SubscribeForm(request.POST or None)
    if not form.is_valid():
        status = 400 if form.is_bound else 200
        return render(request, "publishing/subscribe.html", {"form": form}, status=status)
    if not within_limit("subscribe", client_address(request), times=5, per=timedelta(hours=1)):
        return errors.text_back(request, status=429, template="429.html")
    proven = proven_once(form)
    if proven:
        subscriptions.ask(address=form.cleaned_data["address"])
    return render(request, "publishing/subscribe_sent.html", {"proven": proven})


@policy(ANYONE, methods=FORM_METHODS)
def subscribe_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the mail: a button confirms, so that mail scanners do not."""
    done = None
    if request.method == "POST":
        done = subscriptions.confirm(token=token)
        if not done:
            raise Http404
    return render(request, "publishing/subscribe_confirm.html", {"done": done})


@csrf_exempt
@policy(ANYONE, methods=FORM_METHODS)
def subscribe_leave(request: HttpRequest, token: str) -> HttpResponse:
    """Leave with one click; the address is forgotten.

    Mail programs post here without a page of ours (RFC 8058): the token in the address is the proof.
    """
    done = None
    if request.method == "POST":
        subscriptions.leave(token=token)
        done = True
    return render(request, "publishing/subscribe_leave.html", {"done": done})
