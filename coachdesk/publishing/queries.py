"""Reads of articles, public pages and comments."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncMonth
from django.urls import reverse

from coachdesk.lib.text import words
from coachdesk.publishing.models import (
    Article,
    ArticleState,
    Comment,
    CommentState,
    PublicCopy,
)
from coachdesk.publishing.search import find
from coachdesk.questions.models import Topic
from coachdesk.safety.models import SafetyFlag
from coachdesk.safety.subjects import Subject, where_of
from coachdesk.users.models import User
from coachdesk.users.policies import TRIAGES_LETTERS

IN_WORK = (
    ArticleState.SECOND_CHECK,
    ArticleState.DISGUISING,
    ArticleState.DRAFT,
    ArticleState.WRITER_PREVIEW,
    ArticleState.SCHEDULED,
)


def waiting_for_review(user: Any) -> QuerySet[Article] | None:
    """Articles that wait for a second look by somebody else than ``user``'s own ones."""
    if not isinstance(user, User) or not user.has_role(*TRIAGES_LETTERS):
        return None
    return Article.objects.filter(state=ArticleState.SECOND_CHECK).exclude(author=user)


def comments_to_read() -> QuerySet[Comment]:
    """Comments nobody has read yet, hidden ones, and shown ones that a reader reported."""
    waiting = (CommentState.PENDING, CommentState.HIDDEN, CommentState.SAFETY_HOLD)
    return Comment.objects.filter(
        Q(state__in=waiting) | Q(state=CommentState.APPROVED, reports__gt=0)
    )


def waiting_comments(user: Any) -> QuerySet[Comment] | None:
    """For the side bar: the comments to read."""
    if not isinstance(user, User) or not user.has_role(*TRIAGES_LETTERS):
        return None
    return comments_to_read()


def flag_subjects(user: User, flags: list[SafetyFlag]) -> dict[uuid.UUID, Subject]:
    """Flags of comments: the moderators read them, and others learn that it is a comment."""
    moderates = user.has_role(*TRIAGES_LETTERS)
    url = f"{reverse('publishing:comments')}?state={CommentState.SAFETY_HOLD}" if moderates else ""
    return {
        flag.pk: Subject(where=where_of(flag), url=url, readable=moderates)
        for flag in flags
        if flag.subject_kind == "comment"
    }


def public_copies() -> QuerySet[PublicCopy]:
    """What everybody may read, newest first."""
    return PublicCopy.objects.select_related("topic").order_by("-published_at", "-id")


def topics_with_counts() -> list[Topic]:
    """Topics with the number of published answers, those without any left out."""
    rows = Topic.objects.annotate(count=Count("public_copies")).filter(count__gt=0)
    return list(rows.order_by("position", "name"))


def months() -> list[dict[str, Any]]:
    """Months with published answers, newest first."""
    rows = PublicCopy.objects.annotate(month=TruncMonth("published_at")).values("month")
    return [dict(row) for row in rows.annotate(count=Count("pk")).order_by("-month")]


def in_month(year: int, month: int) -> QuerySet[PublicCopy]:
    """The answers of one month. Raises ValueError for a month that is none."""
    first = datetime(year, month, 1, tzinfo=UTC)
    end = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC)
    return public_copies().filter(published_at__gte=first, published_at__lt=end)


def related_to(copy: PublicCopy, size: int = 3) -> list[PublicCopy]:
    """Other answers of the same topic, newest first."""
    return list(public_copies().filter(topic=copy.topic_id).exclude(pk=copy.pk)[:size])


_DULL = frozenset(
    [
        "about",
        "after",
        "again",
        "because",
        "been",
        "before",
        "being",
        "could",
        "does",
        "doing",
        "have",
        "having",
        "just",
        "know",
        "like",
        "never",
        "only",
        "really",
        "said",
        "says",
        "should",
        "some",
        "than",
        "that",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "thing",
        "things",
        "think",
        "this",
        "those",
        "very",
        "want",
        "what",
        "when",
        "where",
        "which",
        "while",
        "with",
        "without",
        "would",
        "your",
    ]
)


def related(text: str) -> list[dict[str, str]]:
    """The three closest published answers to somebody's own words; nothing is stored."""
    wanted: dict[str, int] = {}
    for word in words(text):
        if len(word) > 3 and word not in _DULL:
            wanted[word] = wanted.get(word, 0) + 1
    best = sorted(wanted, key=lambda word: (-wanted[word], -len(word)))[:10]
    found = find(" ".join(best), any_word=True, size=3) if best else []
    return [{"title": c.title, "url": reverse("publishing:article", args=[c.slug])} for c in found]


def published_slug(address: str) -> str:
    """The slug in a pasted address of a published answer; blank when there is none."""
    slug = address.strip().rstrip("/").rsplit("/", 1)[-1]
    return slug if PublicCopy.objects.filter(slug=slug).exists() else ""


def shown_comments(copy: PublicCopy) -> list[Comment]:
    """Approved comments of a page, oldest first, answers one level below, at most 500."""
    rows = list(
        Comment.objects.filter(article_id=copy.article_id, state=CommentState.APPROVED)
        .select_related("staff")
        .order_by("created_at")[:500]
    )
    by_parent: dict[Any, list[Comment]] = {}
    for row in rows:
        by_parent.setdefault(row.parent_id, []).append(row)
    tops = by_parent.get(None, [])
    for row in tops:
        row.shown_replies = by_parent.get(row.pk, [])  # type: ignore[attr-defined]
    return tops
