"""Articles in work: the list, the editor, the second check."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from coachdesk.approvals.services import second_look
from coachdesk.audit.services import record_view
from coachdesk.lib.as_shown import shown_in
from coachdesk.lib.errors import Conflict, NotPossible
from coachdesk.lib.paging import keyset_page
from coachdesk.lib.text import clean_text
from coachdesk.lib.word_diff import compare
from coachdesk.publishing import publication, services
from coachdesk.publishing.article_blocks import LINES, empty_blocks, text_of
from coachdesk.publishing.article_checks import ANSWERS, CHECKLIST, Check, check
from coachdesk.publishing.forms import blocks_from_post, checklist_from, day_from, typed_blocks
from coachdesk.publishing.models import Article, ArticleState, Decision
from coachdesk.publishing.pages_by_team import STARTERS
from coachdesk.publishing.shown import article_stamp
from coachdesk.questions.models import Question, Topic
from coachdesk.questions.wording_lint import lint
from coachdesk.users.models import User
from coachdesk.users.policies import STAFF, TRIAGES_LETTERS, WORK_WITH_LETTERS, policy, staff

EDITING: dict[str, Any] = {"roles": WORK_WITH_LETTERS, "relation": "own articles, or editor"}
# Going online and offline is an editor's or supervisor's.
PUBLISHING: dict[str, Any] = {
    "roles": TRIAGES_LETTERS,
    "relation": "editor or supervisor",
}
S = ArticleState


def visible(request: HttpRequest, pk: uuid.UUID) -> Article:
    """The article, or 404."""
    rows = Article.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("question", "author", "checker", "topic"), pk=pk)


@policy(STAFF, **EDITING)
def review(request: HttpRequest) -> HttpResponse:
    """All articles, those that wait for a second person first to be seen by their state."""
    user = staff(request)
    state = request.GET.get("state", "")
    rows = Article.objects.visible_to(user).select_related("author", "topic")
    if state in S.values:
        rows = rows.filter(state=state)
    elif state != "all":
        rows = rows.exclude(state__in=[S.PUBLISHED, S.UNPUBLISHED])
    page = keyset_page(rows, cursor=request.GET.get("page", ""), keys=("changed_at", "id"))
    context = {
        "rows": page.rows,
        "state": state,
        "states": S.choices,
        "starters": STARTERS,
        "newer_url": f"?state={state}&page={page.previous}" if page.previous else "",
        "older_url": f"?state={state}&page={page.next}" if page.next else "",
    }
    return render(request, "publishing/review.html", context)


@policy(STAFF, methods=("POST",), **EDITING)
def begin(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Make an article from an answered letter."""
    question = get_object_or_404(Question.objects.visible_to(request.user), pk=pk)
    try:
        article = services.begin(question=question, actor=staff(request))
    except NotPossible as refused:
        for reason in refused.reasons:
            messages.error(request, reason)
        return redirect("questions:workbench", pk=pk)
    return redirect("publishing:edit", pk=article.pk)


@policy(STAFF, methods=("POST",), **EDITING)
def begin_by_team(request: HttpRequest) -> HttpResponse:
    """Begin a page of the house, empty or from one of the drafts that ship."""
    starter = STARTERS.get(request.POST.get("starter", ""))
    blocks = starter.blocks() if starter else empty_blocks()
    article = services.begin_by_team(blocks=blocks, actor=staff(request))
    return redirect("publishing:edit", pk=article.pk)


def _rows(blocks: dict[str, Any]) -> list[dict[str, str]]:
    points = list(blocks.get("points", []))
    return points + [{"title": "", "text": ""} for _n in range(max(1, 3 - len(points)))]


def _page(
    request: HttpRequest,
    article: Article,
    *,
    status: int = 200,
    typed: dict[str, Any] | None = None,
    errors: tuple[str, ...] = (),
) -> HttpResponse:
    user = staff(request)
    found: Check = check(article)
    blocks = typed or article.blocks
    answers = article.checklist or {}
    editable = article.state in (S.DRAFT, S.DISGUISING)
    context = {
        "article": article,
        "stamp": article_stamp(article),
        "question": article.question,
        "blocks": blocks,
        "points": _rows(blocks),
        "lines": {name: "\n".join(blocks.get(name, [])) for name in LINES},
        "found": found,
        "done": sum(1 for item in CHECKLIST if item in answers),
        "total": len(CHECKLIST),
        "checklist": [(item, label, answers.get(item, "")) for item, label in CHECKLIST.items()],
        "answers": ANSWERS,
        "editable": editable,
        "look": second_look(object_id=article.pk, person=user, author_id=article.author_id)
        if article.state == S.SECOND_CHECK
        else None,
        "is_editor": user.has_role(*TRIAGES_LETTERS),
        "steps": list(article.steps.select_related("actor")),
        "topics": list(Topic.objects.all()),
        "hints": lint(text_of(article.blocks)),
        "errors": errors,
        "typed_day": day.strftime("%Y-%m-%d") if (day := day_from(request.POST, "at")) else "",
        "decisions": Decision.choices,
    }
    return render(request, "publishing/edit.html", context, status=status)


@policy(STAFF, **EDITING)
def edit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The sealed letter beside what everyone will read, with all that is still to do."""
    article = visible(request, pk)
    if article.question is not None:
        record_view(
            actor=staff(request),
            target=article.question,
            person_id=article.question_id,
            request=request,
        )
    return _page(request, article)


def _save(request: HttpRequest, article: Article) -> tuple[Article | None, HttpResponse | None]:
    """Save the text and the checklist of the form: the saved article, or the answer that says why
    it was not saved and gives the words back."""
    by_itself = request.headers.get("X-Autosave") == "true"
    post = request.POST
    try:
        blocks = blocks_from_post(post, article.blocks)
        saved = services.save(
            article_id=article.pk,
            blocks=blocks,
            version=int(post.get("version") or 0),
            actor=staff(request),
            topic=Topic.objects.filter(slug=post.get("topic", "")).first(),
            checklist=checklist_from(post),
            comments_open=bool(post.get("comments_open")),
            expires_at=day_from(post, "expires_on"),
            keep=not by_itself,
        )
    except (ValidationError, ValueError) as problem:
        words = " ".join(getattr(problem, "messages", [_("Please open this page again.")]))
        if by_itself:
            return None, JsonResponse({"error": words}, status=400)
        return None, _page(request, article, status=400, typed=typed_blocks(post), errors=(words,))
    except Conflict as stale:
        if by_itself:
            return None, JsonResponse({"version": stale.stored.version}, status=409)
        context = {
            "article": stale.stored,
            "pieces": compare(text_of(stale.stored.blocks), text_of(blocks)),
            "mine": text_of(blocks),
            "theirs": text_of(stale.stored.blocks),
        }
        return None, render(request, "publishing/conflict.html", context, status=409)
    except NotPossible as refused:
        if by_itself:
            return None, JsonResponse({"error": str(refused)}, status=409)
        return None, _page(request, article, status=409, typed=blocks, errors=refused.reasons)
    return saved, None


@policy(STAFF, methods=("POST",), **EDITING)
def save(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Save the text and the checklist, by itself (JSON) or by the button."""
    saved, refusal = _save(request, visible(request, pk))
    if saved is None:
        return refusal or redirect("publishing:edit", pk=pk)
    if request.headers.get("X-Autosave") == "true":
        at = timezone.localtime(saved.changed_at)
        return JsonResponse({"version": saved.version, "saved_at": f"{at:%H:%M}"})
    return redirect("publishing:edit", pk=pk)


@policy(STAFF, methods=("POST",), **EDITING)
def hand_in(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Save the text and hand it in for the second check."""
    saved, refusal = _save(request, visible(request, pk))
    if saved is None:
        return refusal or redirect("publishing:edit", pk=pk)
    version = saved.version
    return _move(
        request,
        pk,
        lambda user: services.to_second_check(article_id=pk, actor=user, version=version),
    )


@policy(STAFF, methods=("POST",), **EDITING)
def decide(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Change, make vague, remove or keep one found detail."""
    article = visible(request, pk)
    post = request.POST
    decision = post.get("decision", "")
    if decision not in Decision.values:
        messages.error(request, _("Please choose what to do."))
        return redirect("publishing:edit", pk=pk)
    try:
        services.decide(
            article_id=article.pk,
            kind=clean_text(post.get("kind", ""), max_length=20, multiline=False),
            words=clean_text(post.get("words", ""), max_length=20000),
            decision=decision,
            instead=clean_text(post.get("instead", ""), max_length=500),
            reason=clean_text(post.get("reason", ""), max_length=500),
            actor=staff(request),
        )
    except ValidationError as problem:
        return _page(request, article, status=400, errors=tuple(problem.messages))
    except NotPossible as refused:
        return _page(request, article, status=409, errors=refused.reasons)
    return redirect("publishing:edit", pk=pk)


def _move(request: HttpRequest, pk: uuid.UUID, act: Callable[[User], object]) -> HttpResponse:
    """Carry out one act on an article and go back to it; a refusal says why on its page.

    An old page is told what stands now, with the text and the steps as they are.
    """
    try:
        act(staff(request))
    except ValidationError as problem:
        words = tuple(problem.messages)
        return _page(request, visible(request, pk), status=400, errors=words)
    except NotPossible as refused:
        return _page(request, visible(request, pk), status=409, errors=refused.reasons)
    except Conflict:
        words = _("The text was changed after you opened it. Read it again; nothing was done.")
        return _page(request, visible(request, pk), status=409, errors=(words,))
    return redirect("publishing:edit", pk=pk)


def _reason(request: HttpRequest) -> str:
    return clean_text(request.POST.get("reason", ""), max_length=500)


@policy(STAFF, methods=("POST",), step_up=True, **PUBLISHING)
def approve(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Give the second check's yes; the writer is asked next."""
    visible(request, pk)
    shown = shown_in(request)
    return _move(
        request,
        pk,
        lambda user: services.approve_check(article_id=pk, actor=user, shown=shown),
    )


@policy(STAFF, methods=("POST",), **EDITING)
def send_back(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Send an article back to its author, with a note."""
    visible(request, pk)
    return _move(
        request,
        pk,
        lambda user: services.send_back(article_id=pk, actor=user, reason=_reason(request)),
    )


@policy(STAFF, methods=("POST",), step_up=True, **PUBLISHING)
def publish(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Publish a scheduled article now."""
    visible(request, pk)
    shown = shown_in(request)
    return _move(
        request, pk, lambda user: publication.publish(article_id=pk, actor=user, shown=shown)
    )


@policy(STAFF, methods=("POST",), step_up=True, **PUBLISHING)
def schedule(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Choose the day on which an approved article goes online."""
    visible(request, pk)

    def act(user: User) -> None:
        at = day_from(request.POST, "at")
        if at is None:
            raise NotPossible(_("Choose a day."))
        publication.schedule(article_id=pk, at=at, actor=user, shown=shown_in(request))

    return _move(request, pk, act)


@policy(STAFF, methods=("POST",), **PUBLISHING)
def unpublish(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take an article offline at once, with the reason."""
    visible(request, pk)

    def act(user: User) -> None:
        reason = _reason(request)
        if len(reason.strip()) < 5:
            raise NotPossible(_("Please say why, in a sentence."))
        publication.unpublish(article_id=pk, actor=user, reason=reason)

    return _move(request, pk, act)


@policy(STAFF, methods=("POST",), **PUBLISHING)
def begin_again(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Make a draft of an article that is offline; everything is checked anew."""
    visible(request, pk)
    shown = shown_in(request)
    return _move(
        request, pk, lambda user: publication.begin_again(article_id=pk, actor=user, shown=shown)
    )


@policy(STAFF, **EDITING)
def revisions(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Earlier texts, compared with the present one."""
    article = visible(request, pk)
    kept = list(article.revisions.select_related("author")[:50])
    wanted = request.GET.get("number", "")
    old = next((r for r in kept if str(r.number) == wanted), kept[-1] if kept else None)
    context = {
        "article": article,
        "revisions": kept,
        "old": old,
        "pieces": compare(text_of(old.blocks), text_of(article.blocks)) if old else [],
    }
    return render(request, "publishing/revisions.html", context)
