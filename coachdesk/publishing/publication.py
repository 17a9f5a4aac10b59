"""The publishing gate: an article goes online, and offline again (SEC-73 to SEC-77).

Each step is one transaction with the row locked.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from coachdesk.approvals.services import approved_as
from coachdesk.audit.services import record
from coachdesk.lib.errors import NotPossible
from coachdesk.outbox.services import enqueue
from coachdesk.publishing.article_blocks import blocks_hash, text_of
from coachdesk.publishing.article_checks import problems_of
from coachdesk.publishing.models import Article, ArticleState, PublicCopy
from coachdesk.publishing.search import drop_copy, index_copy
from coachdesk.publishing.services import locked, move, void, writer_refuses
from coachdesk.publishing.shown import require_article
from coachdesk.publishing.subscriptions import announce
from coachdesk.users.identity import practice_name
from coachdesk.users.models import User
from coachdesk.users.practice_settings import practice_setting


@transaction.atomic
def schedule(
    *, article_id: uuid.UUID, at: datetime, actor: User, shown: str | None = None
) -> Article:
    """Choose a later moment. Never before the delay is over (SEC-77). Raises Conflict when the
    article is no longer what ``shown`` stands for."""
    article = locked(article_id)
    require_article(article, shown)
    if article.state != ArticleState.SCHEDULED:
        raise NotPossible(_("Only an approved article can be scheduled."))
    article.scheduled_for = max(at, article.earliest_at)
    article.version += 1
    article.save(update_fields=["scheduled_for", "version"])
    record(action="article.rescheduled", actor=actor, target=article)
    return article


def _free_slug(title: str, article: Article) -> str:
    """A short address from the title; the pseudonym and other names do not get in."""
    if article.slug:
        return article.slug
    base = slugify(title)[:60].strip("-") or "letter"
    slug, number = base, 2
    while Article.objects.filter(slug=slug).exists():
        slug, number = f"{base}-{number}", number + 1
    return slug


@transaction.atomic
def publish(*, article_id: uuid.UUID, actor: User | None, shown: str | None = None) -> PublicCopy:
    """Put it online. Consent, flags, both checks and the hash are read again, here (SEC-74).

    Raises NotPossible with the reasons, and Conflict when the article is no longer what ``shown``
    stands for; nothing is changed then.
    """
    article = locked(article_id)
    require_article(article, shown)
    now = timezone.now()
    problems = problems_of(article)
    actual = blocks_hash(article.blocks)
    if article.state != ArticleState.SCHEDULED:
        problems.append(_("It is not scheduled."))
    if not (actual == article.text_hash == article.checked_hash == article.approved_hash):
        problems.append(_("The text is not the one that was checked and approved."))
    read_as = approved_as(object_id=article.pk, text_hash=actual)
    if article.checker_id is None or not read_as:
        problems.append(_("The second look is missing."))
    if article.earliest_at > now:
        problems.append(_("The delay is not over yet."))
    if problems:
        raise NotPossible(*problems)
    blocks = article.blocks
    article.slug = _free_slug(str(blocks["title"]), article)
    article.published_at, article.unpublished_at = now, None
    move(article, ArticleState.PUBLISHED, actor=actor)
    until = timedelta(days=int(practice_setting("comments_open_days")))
    copy = PublicCopy.objects.create(
        article=article,
        slug=article.slug,
        title=str(blocks["title"]) or _("A letter"),
        intro=blocks["intro"],
        blocks=blocks,
        text_hash=article.text_hash,
        search_text=text_of(blocks),
        byline=practice_name() if article.by_team else article.author.display_name,
        byline_role="" if article.by_team else article.author.role_label,
        by_team=article.by_team,
        read_as=read_as,
        topic=article.topic,
        published_at=now,
        comments_until=now + until if article.comments_open else None,
        comment_count=article.comments.filter(state="approved").count(),
    )
    index_copy(copy)
    announce(copy)
    return copy


@transaction.atomic
def unpublish(
    *, article_id: uuid.UUID, actor: User | None, reason: str, by_writer: bool = False
) -> None:
    """Offline at once: page, lists, feed, sitemap, search and comments (SEC-76)."""
    article = locked(article_id)
    if article.state not in (ArticleState.PUBLISHED, ArticleState.SCHEDULED):
        raise NotPossible(_("It is not online."))
    copy = PublicCopy.objects.filter(article=article).first()
    if copy is not None:
        drop_copy(str(copy.pk))
        copy.delete()
        # In a transaction of its own: letters are locked one by one, each before its article.
        enqueue("questions.reopen_answered_by", slug=copy.slug)
    article.unpublished_at = timezone.now()
    move(article, ArticleState.UNPUBLISHED, actor=actor, reason=reason, by_writer=by_writer)


@transaction.atomic
def refuse(*, article_id: uuid.UUID, reason: str) -> bool:
    """The writer's no, from a page of any age: nothing of this article goes online, and what is
    online goes offline. Gives whether it was online.

    Where the desk has it back already, the reason goes to the team's thread.
    """
    article = locked(article_id)
    if article.state in (ArticleState.WRITER_PREVIEW, ArticleState.SCHEDULED):
        writer_refuses(article_id=article_id, reason=reason)
    elif article.state == ArticleState.PUBLISHED:
        unpublish(article_id=article_id, actor=None, reason=reason, by_writer=True)
        return True
    elif article.question is not None:
        said = _("The writer said no to an earlier text: %(reason)s") % {"reason": reason}
        article.question.staff_notes.create(author=None, body=said)
        record(action="article.refused", actor=None, target=article, person_id=article.question_id)
    return False


@transaction.atomic
def begin_again(*, article_id: uuid.UUID, actor: User, shown: str | None = None) -> None:
    """An article that was offline becomes a draft again; everything is checked anew.

    Raises NotPossible for one that is not offline, whose checks this would throw away, and
    Conflict when the article is no longer what ``shown`` stands for.
    """
    article = locked(article_id)
    require_article(article, shown)
    if article.state != ArticleState.UNPUBLISHED:
        raise NotPossible(_("This article has moved on. Open it again to see where it stands."))
    problems = problems_of(article)
    if problems:
        raise NotPossible(*problems)
    void(article)
    article.published_at = None
    article.checklist = ""
    move(article, ArticleState.DRAFT, actor=actor)


@transaction.atomic
def stop_for_consent(*, question_id: uuid.UUID) -> None:
    """The writer has withdrawn the consent: whatever stands online is offline in this transaction."""
    for article in Article.objects.filter(question_id=question_id):
        if article.state in (ArticleState.PUBLISHED, ArticleState.SCHEDULED):
            unpublish(article_id=article.pk, actor=None, reason="", by_writer=True)
        elif article.state not in (ArticleState.DRAFT, ArticleState.UNPUBLISHED):
            row = locked(article.pk)
            void(row)
            move(row, ArticleState.DRAFT, actor=None, by_writer=True)


def advance() -> dict[str, int]:
    """By the clock: publish what is due, take expired pages offline, end unanswered previews."""
    now = timezone.now()
    done = {"published": 0, "expired": 0, "silent": 0, "refused": 0}
    due = Article.objects.filter(state=ArticleState.SCHEDULED, scheduled_for__lte=now)
    for pk in list(due.values_list("pk", flat=True)[:50]):
        try:
            publish(article_id=pk, actor=None)
            done["published"] += 1
        except NotPossible:
            done["refused"] += 1
    over = Article.objects.filter(state=ArticleState.PUBLISHED, expires_at__lte=now)
    for pk in list(over.values_list("pk", flat=True)[:50]):
        unpublish(article_id=pk, actor=None, reason=_("Its time is over."))
        done["expired"] += 1
    silent = Article.objects.filter(state=ArticleState.WRITER_PREVIEW, preview_ends_at__lte=now)
    for pk in list(silent.values_list("pk", flat=True)[:50]):
        end_preview(article_id=pk)
        done["silent"] += 1
    return done


@transaction.atomic
def end_preview(*, article_id: uuid.UUID) -> None:
    """Silence is no: the article goes back to draft (SEC-73)."""
    article = locked(article_id)
    if article.state == ArticleState.WRITER_PREVIEW:
        void(article)
        move(article, ArticleState.DRAFT, actor=None, reason=_("The writer has not answered."))
