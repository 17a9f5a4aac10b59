"""The writer sees the disguised page before it is public, and decides."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from coachdesk.publishing import services
from coachdesk.publishing.forms import RefuseForm
from coachdesk.publishing.models import Article, ArticleState
from coachdesk.users.policies import READER, READER_SESSION_KEY, policy


@policy(READER, methods=("GET", "POST"), relation="own letter")
def preview(request: HttpRequest) -> HttpResponse:
    """Yes to exactly this text, or too close."""
    shown = (ArticleState.WRITER_PREVIEW, ArticleState.SCHEDULED)
    article = (
        Article.objects.filter(question_id=request.session[READER_SESSION_KEY], state__in=shown)
        .select_related("author", "topic", "question")
        .first()
    )
    if article is None:
        raise Http404
    form = RefuseForm(request.POST if request.POST.get("answer") == "no" else None)
    if request.method == "POST":
        try:
            if request.POST.get("answer") == "yes":
                services.writer_approves(
                    article_id=article.pk,
                    text_hash=request.POST.get("text_hash", ""),
                    sooner=bool(request.POST.get("sooner")),
                )
                messages.success(request, _("Thank you. You can still say no at any time."))
                return redirect("questions:letter_read")
            if form.is_valid():
                reason = form.cleaned_data["reason"] or _("Too close to me.")
                services.writer_refuses(article_id=article.pk, reason=reason)
                messages.success(
                    request, _("Thank you. Nothing goes online. We change it or leave it.")
                )
                return redirect("questions:letter_read")
        except services.NotNow as refused:
            messages.error(request, str(refused))
    context = {
        "article": article,
        "blocks": article.blocks,
        "form": form,
        "waiting": article.state == ArticleState.WRITER_PREVIEW,
    }
    status = 400 if form.is_bound and form.errors else 200
    return render(request, "publishing/preview.html", context, status=status)
