"""Articles in work: the list, the editor, the second check."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from coachdesk.audit.services import record_view
from coachdesk.lib.compare import compare
from coachdesk.lib.paging import keyset_page
from coachdesk.lib.text import clean_text
from coachdesk.publishing import online, services
from coachdesk.publishing.blocks import LINES, text_of
from coachdesk.publishing.checks import ANSWERS, CHECKLIST, Check, check
from coachdesk.publishing.forms import blocks_from_post, checklist_from, day_from, typed_blocks
from coachdesk.publishing.models import Article, ArticleState, Decision
from coachdesk.questions.copy_lint import lint
from coachdesk.questions.models import Question, Topic
from coachdesk.users.models import Role, User
from coachdesk.users.policies import STAFF, WORK_WITH_LETTERS, policy

EDITING: dict[str, Any] = {"roles": WORK_WITH_LETTERS, "relation": "the letters’ team"}
S = ArticleState


def staff(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 (for the type checker)
    return request.user


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
    except services.NotNow as refused:
        for reason in refused.reasons:
            messages.error(request, reason)
        return redirect("questions:workbench", pk=pk)
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
        "may_check": article.state == S.SECOND_CHECK and article.author_id != user.pk,
        "is_editor": user.has_role(Role.EDITOR, Role.SUPERVISOR),
        "steps": list(article.steps.select_related("actor")),
        "topics": list(Topic.objects.all()),
        "hints": lint(text_of(article.blocks)),
        "errors": errors,
        "decisions": Decision.choices,
    }
    return render(request, "publishing/edit.html", context, status=status)


@policy(STAFF, **EDITING)
def edit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The sealed letter beside what everyone will read, with all that is still to do."""
    article = visible(request, pk)
    record_view(
        actor=staff(request),
        target=article.question,
        person_id=article.question_id,
        request=request,
    )
    return _page(request, article)


@policy(STAFF, methods=("POST",), **EDITING)
def save(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Save the text and the checklist, by itself (JSON) or by the button."""
    article = visible(request, pk)
    by_itself = request.headers.get("X-Autosave") == "true"
    post = request.POST
    try:
        blocks = blocks_from_post(post, article.blocks)
        saved = services.save(
            article_id=pk,
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
            return JsonResponse({"error": words}, status=400)
        return _page(request, article, status=400, typed=typed_blocks(post), errors=(words,))
    except services.Stale as stale:
        if by_itself:
            return JsonResponse({"version": stale.current.version}, status=409)
        context = {
            "article": stale.current,
            "pieces": compare(text_of(stale.current.blocks), text_of(blocks)),
            "mine": text_of(blocks),
            "theirs": text_of(stale.current.blocks),
        }
        return render(request, "publishing/conflict.html", context, status=409)
    except services.NotNow as refused:
        if by_itself:
            return JsonResponse({"error": str(refused)}, status=409)
        return _page(request, article, status=409, typed=blocks, errors=refused.reasons)
    if by_itself:
        at = timezone.localtime(saved.changed_at)
        return JsonResponse({"version": saved.version, "saved_at": f"{at:%H:%M}"})
    if post.get("then") == "check":
        return _step(request, pk, "check")
    return redirect("publishing:edit", pk=pk)


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
    except services.NotNow as refused:
        return _page(request, article, status=409, errors=refused.reasons)
    return redirect("publishing:edit", pk=pk)


_STEPS = ("check", "approve", "back", "publish", "unpublish", "again", "schedule")


def _step(request: HttpRequest, pk: uuid.UUID, name: str) -> HttpResponse:
    user = staff(request)
    try:
        reason = clean_text(request.POST.get("reason", ""), max_length=500)
        if name == "check":
            services.to_second_check(article_id=pk, actor=user)
        elif name == "approve":
            services.approve_check(article_id=pk, actor=user)
        elif name == "back":
            services.send_back(article_id=pk, actor=user, reason=reason)
        elif name == "publish":
            online.publish(article_id=pk, actor=user)
        elif name == "unpublish":
            if len(reason.strip()) < 5:
                raise services.NotNow(_("Please say why, in a sentence."))
            online.unpublish(article_id=pk, actor=user, reason=reason)
        elif name == "again":
            online.begin_again(article_id=pk, actor=user)
        elif name == "schedule":
            at = day_from(request.POST, "at")
            if at is None:
                raise services.NotNow(_("Choose a day."))
            online.schedule(article_id=pk, at=at, actor=user)
    except ValidationError as problem:
        words = tuple(problem.messages)
        return _page(request, visible(request, pk), status=400, errors=words)
    except services.NotNow as refused:
        return _page(request, visible(request, pk), status=409, errors=refused.reasons)
    return redirect("publishing:edit", pk=pk)


@policy(STAFF, methods=("POST",), **EDITING)
def step(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One step of an article. Publishing and taking offline are an editor's or supervisor's."""
    article = visible(request, pk)
    name = request.POST.get("step", "")
    if name not in _STEPS:
        messages.error(request, _("Please choose what to do."))
        return redirect("publishing:edit", pk=pk)
    gate = name in ("publish", "unpublish", "schedule", "again")
    if gate and not staff(request).has_role(Role.EDITOR, Role.SUPERVISOR):
        return _page(request, article, status=409, errors=(_("An editor does this."),))
    return _step(request, pk, name)


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
