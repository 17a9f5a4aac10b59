"""The writer sees the disguised page before it is public, and decides."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from coachdesk.lib.errors import NotPossible
from coachdesk.publishing import publication, services
from coachdesk.publishing.forms import RefuseForm
from coachdesk.publishing.models import Article, ArticleState
from coachdesk.users.policies import READER, READER_SESSION_KEY, policy


def _waiting(request: HttpRequest) -> Article:
    """The article about the own letter that waits for its writer or for its day, or 404."""
    shown = (ArticleState.WRITER_PREVIEW, ArticleState.SCHEDULED)
    article = (
        Article.objects.filter(question_id=request.session[READER_SESSION_KEY], state__in=shown)
        .select_related("author", "topic", "question")
        .first()
    )
    if article is None:
        raise Http404
    return article


def _page(
    request: HttpRequest, article: Article, form: RefuseForm | None = None, *, status: int = 200
) -> HttpResponse:
    context = {
        "article": article,
        "blocks": article.blocks,
        "form": form or RefuseForm(),
        "waiting": article.state == ArticleState.WRITER_PREVIEW,
    }
    return render(request, "publishing/preview.html", context, status=status)


@policy(READER, relation="own letter")
def preview(request: HttpRequest) -> HttpResponse:
    """The disguised text as it would stand online, before anybody else sees it."""
    return _page(request, _waiting(request))


@policy(READER, methods=("POST",), relation="own letter")
def preview_approve(request: HttpRequest) -> HttpResponse:
    """The writer's yes to exactly the text that was shown."""
    article = _waiting(request)
    try:
        services.writer_approves(
            article_id=article.pk,
            text_hash=request.POST.get("text_hash", ""),
            sooner=bool(request.POST.get("sooner")),
        )
    except NotPossible as refused:
        messages.error(request, str(refused))
        return _page(request, article, status=409)
    messages.success(request, _("Thank you. You can still say no at any time."))
    return redirect("questions:letter_read")


@policy(READER, methods=("POST",), relation="own letter")
def preview_refuse(request: HttpRequest) -> HttpResponse:
    """The writer's no; nothing goes online. It counts from any page, also from one that was read
    before the article went online."""
    rows = Article.objects.select_related("author", "topic", "question")
    article = get_object_or_404(rows, question_id=request.session[READER_SESSION_KEY])
    form = RefuseForm(request.POST)
    if not form.is_valid():
        return _page(request, article, form, status=400)
    reason = form.cleaned_data["reason"] or _("Too close to me.")
    if publication.refuse(article_id=article.pk, reason=reason):
        messages.success(request, _("Thank you. The page is offline now."))
    else:
        messages.success(request, _("Thank you. Nothing goes online. We change it or leave it."))
    return redirect("questions:letter_read")
