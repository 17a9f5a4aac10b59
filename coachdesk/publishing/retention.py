"""What publishing keeps of letters and comments, and for how long (DOMAIN-10, SEC-60)."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from coachdesk.audit.services import record
from coachdesk.publishing.article_blocks import blocks_hash
from coachdesk.publishing.models import Article, ArticleState, Comment, CommentState
from coachdesk.publishing.publication import stop_for_consent

# The way back from a page to its letter: until it went offline, and 12 months more.
MAPPING = timedelta(days=365)
NEVER_SHOWN = timedelta(days=90)
_AT_REST = (ArticleState.DRAFT, ArticleState.UNPUBLISHED)


def letters_in_use(ids: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Which of the letters stand behind an article that is online, on its way, or was online
    within 12 months."""
    fresh = Q(unpublished_at__gt=timezone.now() - MAPPING)
    rows = Article.objects.filter(question_id__in=ids).filter(fresh | ~Q(state__in=_AT_REST))
    return set(rows.values_list("question_id", flat=True))


def forget_letter(question_id: uuid.UUID) -> None:
    """Take offline and empty whatever was made of a letter; states, steps and times stay."""
    stop_for_consent(question_id=question_id)
    empty: dict[str, object] = {}
    for article in Article.objects.select_for_update().filter(question_id=question_id):
        article.blocks, article.checklist = empty, ""
        article.text_hash, article.checked_hash = blocks_hash(empty), ""
        article.approved_hash, article.checker, article.checked_at = "", None, None
        article.version += 1
        article.save()
        article.revisions.all().delete()
        article.decisions.all().delete()
        article.comments.all().delete()
        for step in article.steps.all():
            step.reason = ""
            step.save(update_fields=["reason"])


@transaction.atomic
def drop_comments() -> int:
    """Delete rejected comments and spam after 90 days. Flags they opened stay. Gives how many."""
    limit = timezone.now() - NEVER_SHOWN
    rows = Comment.objects.filter(
        Q(decided_at__lt=limit) | Q(decided_at=None, created_at__lt=limit),
        state__in=(CommentState.REJECTED, CommentState.SPAM, CommentState.REMOVED),
    )
    ids = list(rows.values_list("pk", flat=True)[:1000])
    Comment.objects.filter(pk__in=ids).delete()
    if ids:
        record(action="retention.run", actor=None, object_type="comment", fields=[str(len(ids))])
    return len(ids)
