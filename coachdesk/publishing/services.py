"""The publishing gate: every step of an article, each one transaction with the row locked (SEC-72)."""

from __future__ import annotations

import secrets
import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from coachdesk.audit.services import record
from coachdesk.publishing.blocks import blocks_from, blocks_hash, replace_words, text_of
from coachdesk.publishing.checks import check, consent_problems, mark_of
from coachdesk.publishing.models import (
    Article,
    ArticleRevision,
    ArticleState,
    ArticleStep,
    Decision,
    DetailDecision,
    PublicCopy,
)
from coachdesk.publishing.search import drop_copy, index_copy
from coachdesk.publishing.subscriptions import announce
from coachdesk.questions.models import Question, QuestionState, ReplyState
from coachdesk.questions.services import notify_writer
from coachdesk.users.models import User
from coachdesk.users.practice import practice_setting

S = ArticleState
# DOMAIN section 3, "Article": from a state to the states it may move to.
MOVES: dict[str, frozenset[str]] = {
    S.DRAFT: frozenset({S.DISGUISING}),
    S.DISGUISING: frozenset({S.SECOND_CHECK, S.DRAFT}),
    S.SECOND_CHECK: frozenset({S.WRITER_PREVIEW, S.DISGUISING, S.DRAFT}),
    S.WRITER_PREVIEW: frozenset({S.SCHEDULED, S.DISGUISING, S.DRAFT}),
    S.SCHEDULED: frozenset({S.PUBLISHED, S.DISGUISING, S.UNPUBLISHED}),
    S.PUBLISHED: frozenset({S.UNPUBLISHED}),
    S.UNPUBLISHED: frozenset({S.DRAFT}),
}
EDITABLE = (S.DRAFT, S.DISGUISING)


class NotNow(Exception):
    """The gate stays shut; ``reasons`` say why in plain words."""

    def __init__(self, *reasons: str) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons


class Stale(Exception):
    """Somebody saved meanwhile (REL-06)."""

    def __init__(self, current: Article) -> None:
        self.current = current


def locked(article_id: uuid.UUID) -> Article:
    """The article's row, locked until the transaction ends."""
    rows = Article.objects.select_for_update(of=("self",)).select_related("question", "author")
    return rows.get(pk=article_id)


def _move(
    article: Article,
    to: str,
    *,
    actor: User | None,
    reason: str = "",
    by_writer: bool = False,
) -> None:
    if to not in MOVES[article.state]:
        raise NotNow(_("This article has moved on. Open it again to see where it stands."))
    ArticleStep.objects.create(
        article=article,
        from_state=article.state,
        to_state=to,
        actor=actor,
        by_writer=by_writer,
        reason=reason,
        text_hash=article.text_hash,
    )
    article.state, article.changed_at = to, timezone.now()
    article.version += 1
    article.save()
    record(
        action=f"article.{to}",
        actor=actor,
        target=article,
        person_id=article.question_id,
        reason=reason,
    )


def _void(article: Article) -> None:
    """Second check and the writer's yes end with the text they were given for (SEC-73)."""
    article.checker, article.checked_at, article.checked_hash = None, None, ""
    article.approved_at, article.approved_hash = None, ""
    article.preview_ends_at = article.scheduled_for = None


def delay_for(question: Question) -> datetime:
    """Not before this moment: days after the letter, and a random number of days more."""
    extra = int(practice_setting("publish_random_days"))
    days = int(practice_setting("publish_after_days")) + secrets.randbelow(extra + 1)
    return question.received_at + timedelta(days=days, minutes=secrets.randbelow(1440))


@transaction.atomic
def begin(*, question: Question, actor: User) -> Article:
    """Make an article from an answered letter; the letter's words are copied to be disguised.

    Raises NotNow unless the letter is answered, its writer of age and willing, and no flag open.
    """
    question = Question.objects.select_for_update().get(pk=question.pk)
    found = Article.objects.filter(question=question).first()
    if found is not None:
        return found
    problems = consent_problems(question)
    if question.state not in (QuestionState.ANSWERED, QuestionState.CLOSED):
        problems.insert(0, _("The letter is answered first."))
    if problems:
        raise NotNow(*problems)
    reply = question.replies.filter(state=ReplyState.SENT).order_by("number").first()
    blocks = blocks_from(question, reply)
    author = (reply.author if reply else None) or actor
    article = Article.objects.create(
        question=question,
        blocks=blocks,
        text_hash=blocks_hash(blocks),
        topic=question.topics.first(),
        author=author,
        earliest_at=delay_for(question),
    )
    _keep_revision(article, actor)
    record(action="article.begun", actor=actor, target=article, person_id=question.pk)
    return article


def _keep_revision(article: Article, actor: User | None) -> None:
    last = article.revisions.first()
    if last is not None and last.text_hash == article.text_hash:
        return
    ArticleRevision.objects.create(
        article=article,
        number=(last.number + 1) if last else 1,
        blocks=article.blocks,
        text_hash=article.text_hash,
        author=actor,
    )


@transaction.atomic
def save(
    *,
    article_id: uuid.UUID,
    blocks: dict[str, Any],
    version: int,
    actor: User,
    topic: Any = None,
    checklist: dict[str, str] | None = None,
    comments_open: bool = True,
    expires_at: datetime | None = None,
    keep: bool = True,
) -> Article:
    """Save the text and the checklist; ``keep`` also keeps a revision (autosaves do not).

    A changed text takes the article back to disguising and voids check and approval.
    Raises Stale for an old version, NotNow while it is public or scheduled.
    """
    article = locked(article_id)
    if article.state in (S.PUBLISHED, S.SCHEDULED, S.UNPUBLISHED):
        raise NotNow(_("Take it back first; then it can be changed."))
    if article.version != version:
        raise Stale(article)
    new_hash = blocks_hash(blocks)
    changed = new_hash != article.text_hash
    article.blocks, article.text_hash, article.topic = blocks, new_hash, topic
    article.comments_open, article.expires_at = comments_open, expires_at
    if checklist is not None:
        article.checklist = checklist
    article.changed_at = timezone.now()
    if changed and article.state not in EDITABLE:
        _void(article)
        _move(article, S.DISGUISING, actor=actor, reason=_("The text was changed."))
    elif article.state == S.DRAFT:
        _move(article, S.DISGUISING, actor=actor)
    else:
        article.version += 1
        article.save()
    if keep:
        _keep_revision(article, actor)
    return article


@transaction.atomic
def decide(
    *,
    article_id: uuid.UUID,
    kind: str,
    words: str,
    decision: str,
    actor: User,
    instead: str = "",
    reason: str = "",
) -> Article:
    """Settle one found detail: change, make vague or remove it in the text, or keep it with a reason.

    Raises NotNow for a kept detail without a reason, or when the text may not be changed now.
    """
    article = locked(article_id)
    if article.state not in EDITABLE:
        raise NotNow(_("Take it back to disguising first."))
    if decision == Decision.KEEP and len(reason.strip()) < 10:
        raise NotNow(_("Say in a few words why this may stay."))
    if decision in (Decision.CHANGE, Decision.GENERALISE) and not instead.strip():
        raise NotNow(_("Write what shall stand there instead."))
    if decision != Decision.KEEP:
        blocks = replace_words(
            article.blocks, words, instead if decision != Decision.REMOVE else ""
        )
        if blocks == article.blocks:
            raise NotNow(_("These words are no longer in the text."))
        article.blocks, article.text_hash = blocks, blocks_hash(blocks)
    DetailDecision.objects.update_or_create(
        article=article,
        mark=mark_of(kind, words),
        defaults={
            "kind": kind,
            "decision": decision,
            "words": words,
            "instead": instead,
            "reason": reason,
            "actor": actor,
        },
    )
    article.version += 1
    article.changed_at = timezone.now()
    if article.state == S.DRAFT:
        _move(article, S.DISGUISING, actor=actor)
    else:
        article.save()
    _keep_revision(article, actor)
    return article


@transaction.atomic
def to_second_check(*, article_id: uuid.UUID, actor: User) -> Article:
    """Hand it to another person. Raises NotNow with every reason that is still in the way."""
    article = locked(article_id)
    found = check(article)
    if not found.passes:
        raise NotNow(*found.reasons)
    _void(article)
    _move(article, S.SECOND_CHECK, actor=actor)
    return article


@transaction.atomic
def approve_check(*, article_id: uuid.UUID, actor: User) -> Article:
    """The second person has read it cold; the writer now sees exactly this text (SEC-74)."""
    article = locked(article_id)
    if actor.pk == article.author_id:
        raise NotNow(_("Somebody other than the author checks it."))
    found = check(article)
    if not found.passes:
        raise NotNow(*found.reasons)
    article.text_hash = blocks_hash(article.blocks)
    article.checker, article.checked_at = actor, timezone.now()
    article.checked_hash = article.text_hash
    article.preview_ends_at = timezone.now() + timedelta(days=int(practice_setting("preview_days")))
    _move(article, S.WRITER_PREVIEW, actor=actor)
    notify_writer(article.question)
    return article


@transaction.atomic
def send_back(*, article_id: uuid.UUID, actor: User, reason: str) -> Article:
    """Back to disguising, with a reason; check and approval end."""
    article = locked(article_id)
    if len(reason.strip()) < 5:
        raise NotNow(_("Please say why, in a sentence."))
    _void(article)
    _move(article, S.DISGUISING, actor=actor, reason=reason)
    return article


@transaction.atomic
def writer_approves(*, article_id: uuid.UUID, text_hash: str, sooner: bool = False) -> Article:
    """The writer says yes to exactly the text that was shown. Raises NotNow when it has changed."""
    article = locked(article_id)
    if article.state != S.WRITER_PREVIEW:
        raise NotNow(_("This page is no longer waiting for you."))
    if text_hash != article.text_hash or article.checked_hash != article.text_hash:
        raise NotNow(_("The text has changed meanwhile. Please read it again."))
    problems = consent_problems(article.question)
    if problems:
        raise NotNow(*problems)
    now = timezone.now()
    article.approved_hash, article.approved_at = article.text_hash, now
    if sooner:
        article.earliest_at = min(article.earliest_at, now)
    article.scheduled_for = max(now, article.earliest_at)
    _move(article, S.SCHEDULED, actor=None, by_writer=True)
    return article


@transaction.atomic
def writer_refuses(*, article_id: uuid.UUID, reason: str) -> Article:
    """Too close, or no: back to disguising, and nothing goes online."""
    article = locked(article_id)
    if article.state not in (S.WRITER_PREVIEW, S.SCHEDULED):
        raise NotNow(_("This page is no longer waiting for you."))
    _void(article)
    _move(article, S.DISGUISING, actor=None, reason=reason, by_writer=True)
    return article


@transaction.atomic
def schedule(*, article_id: uuid.UUID, at: datetime, actor: User) -> Article:
    """Choose a later moment. Never before the delay is over (SEC-77)."""
    article = locked(article_id)
    if article.state != S.SCHEDULED:
        raise NotNow(_("Only an approved article can be scheduled."))
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
def publish(*, article_id: uuid.UUID, actor: User | None) -> PublicCopy:
    """Put it online. Consent, flags, both checks and the hash are read again, here (SEC-74).

    Raises NotNow with the reasons; nothing is changed then.
    """
    article = locked(article_id)
    question = Question.objects.select_for_update().get(pk=article.question_id)
    now = timezone.now()
    problems = consent_problems(question)
    actual = blocks_hash(article.blocks)
    if article.state != S.SCHEDULED:
        problems.append(_("It is not scheduled."))
    if not (actual == article.text_hash == article.checked_hash == article.approved_hash):
        problems.append(_("The text is not the one that was checked and approved."))
    if article.checker_id is None or article.checker_id == article.author_id:
        problems.append(_("A second person has to check it."))
    if article.earliest_at > now:
        problems.append(_("The delay is not over yet."))
    if problems:
        raise NotNow(*problems)
    blocks = article.blocks
    article.slug = _free_slug(str(blocks["title"]), article)
    article.published_at, article.unpublished_at = now, None
    _move(article, S.PUBLISHED, actor=actor)
    until = timedelta(days=int(practice_setting("comments_open_days")))
    copy = PublicCopy.objects.create(
        article=article,
        slug=article.slug,
        title=str(blocks["title"]) or _("A letter"),
        intro=blocks["intro"],
        blocks=blocks,
        text_hash=article.text_hash,
        search_text=text_of(blocks),
        byline=article.author.display_name,
        byline_role=article.author.role_label,
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
    if article.state not in (S.PUBLISHED, S.SCHEDULED):
        raise NotNow(_("It is not online."))
    copy = PublicCopy.objects.filter(article=article).first()
    if copy is not None:
        drop_copy(str(copy.pk))
        copy.delete()
    article.unpublished_at = timezone.now()
    _move(article, S.UNPUBLISHED, actor=actor, reason=reason, by_writer=by_writer)


@transaction.atomic
def begin_again(*, article_id: uuid.UUID, actor: User) -> None:
    """An article that was offline becomes a draft again; everything is checked anew."""
    article = locked(article_id)
    problems = consent_problems(article.question)
    if problems:
        raise NotNow(*problems)
    _void(article)
    article.published_at = None
    article.checklist = ""
    _move(article, S.DRAFT, actor=actor)


@transaction.atomic
def stop_for_consent(*, question_id: uuid.UUID) -> None:
    """The writer has withdrawn the consent: whatever stands online is offline in this transaction."""
    for article in Article.objects.filter(question_id=question_id):
        if article.state in (S.PUBLISHED, S.SCHEDULED):
            unpublish(article_id=article.pk, actor=None, reason="", by_writer=True)
        elif article.state not in (S.DRAFT, S.UNPUBLISHED):
            row = locked(article.pk)
            _void(row)
            _move(row, S.DRAFT, actor=None, by_writer=True)


def advance() -> dict[str, int]:
    """By the clock: publish what is due, take expired pages offline, end unanswered previews."""
    now = timezone.now()
    done = {"published": 0, "expired": 0, "silent": 0, "refused": 0}
    due = Article.objects.filter(state=S.SCHEDULED, scheduled_for__lte=now)
    for pk in list(due.values_list("pk", flat=True)[:50]):
        try:
            publish(article_id=pk, actor=None)
            done["published"] += 1
        except NotNow:
            done["refused"] += 1
    over = Article.objects.filter(state=S.PUBLISHED, expires_at__lte=now)
    for pk in list(over.values_list("pk", flat=True)[:50]):
        unpublish(article_id=pk, actor=None, reason=_("Its time is over."))
        done["expired"] += 1
    silent = Article.objects.filter(state=S.WRITER_PREVIEW, preview_ends_at__lte=now)
    for pk in list(silent.values_list("pk", flat=True)[:50]):
        end_preview(article_id=pk)
        done["silent"] += 1
    return done


@transaction.atomic
def end_preview(*, article_id: uuid.UUID) -> None:
    """Silence is no: the article goes back to draft (ARCHITECTURE "Settled" 2)."""
    article = locked(article_id)
    if article.state == S.WRITER_PREVIEW:
        _void(article)
        _move(article, S.DRAFT, actor=None, reason=_("The writer has not answered."))
