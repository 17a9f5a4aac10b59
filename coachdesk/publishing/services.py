"""An article before it is public: written, disguised, checked, shown to its writer (SEC-72).

Each step is one transaction with the row locked. What goes online and offline is in ``online``.
"""

from __future__ import annotations

import secrets
import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coachdesk.approvals.models import ObjectKind
from coachdesk.approvals.services import approve, note_contribution
from coachdesk.audit.services import record
from coachdesk.lib.errors import Conflict, NotPossible
from coachdesk.publishing.article_blocks import blocks_from, blocks_hash, replace_words
from coachdesk.publishing.article_checks import (
    check,
    consent_problems,
    findings_of,
    letter_of,
    mark_of,
    problems_of,
)
from coachdesk.publishing.models import (
    Article,
    ArticleRevision,
    ArticleState,
    ArticleStep,
    Decision,
    DetailDecision,
)
from coachdesk.publishing.shown import require_article
from coachdesk.questions.models import Question, QuestionState, ReplyState
from coachdesk.questions.services import locked as question_lock
from coachdesk.questions.services import notify_writer
from coachdesk.users.models import User
from coachdesk.users.practice_settings import practice_setting

S = ArticleState
# DOMAIN-3, "Article": from a state to the states it may move to.
MOVES: dict[str, frozenset[str]] = {
    S.DRAFT: frozenset({S.DISGUISING}),
    S.DISGUISING: frozenset({S.SECOND_CHECK, S.DRAFT}),
    S.SECOND_CHECK: frozenset({S.WRITER_PREVIEW, S.DISGUISING, S.DRAFT}),
    S.WRITER_PREVIEW: frozenset({S.SCHEDULED, S.DISGUISING, S.DRAFT}),
    S.SCHEDULED: frozenset({S.PUBLISHED, S.DISGUISING, S.UNPUBLISHED}),
    S.PUBLISHED: frozenset({S.UNPUBLISHED}),
    S.UNPUBLISHED: frozenset({S.DRAFT}),
}
# Nobody wrote a letter: after the second look there is no writer to ask.
TEAM_MOVES: dict[str, frozenset[str]] = {S.SECOND_CHECK: frozenset({S.SCHEDULED})}
EDITABLE = (S.DRAFT, S.DISGUISING)


def locked(article_id: uuid.UUID) -> Article:
    """The article's row and its letter's, locked until the transaction ends.

    The letter's comes first, as in every act of the writer: publishing and withdrawing never wait
    for each other in a circle.
    """
    letters = Article.objects.filter(pk=article_id).values_list("question_id", flat=True)
    letter = letters.get()
    if letter is not None:
        question_lock(letter)
    rows = Article.objects.select_for_update(of=("self",)).select_related("question", "author")
    return rows.get(pk=article_id)


def move(
    article: Article,
    to: str,
    *,
    actor: User | None,
    reason: str = "",
    by_writer: bool = False,
) -> None:
    """Take the one step to ``to``, with its row and its audit entry; saves the article.

    Raises NotPossible when the state does not lead there (DOMAIN-3, "Article").
    """
    by_team = TEAM_MOVES.get(article.state, frozenset()) if article.by_team else frozenset()
    if to not in MOVES[article.state] | by_team:
        raise NotPossible(_("This article has moved on. Open it again to see where it stands."))
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


def void(article: Article) -> None:
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

    Raises NotPossible unless the letter is answered, its writer of age and willing, and no flag open.
    """
    question = Question.objects.select_for_update().get(pk=question.pk)
    found = Article.objects.filter(question=question).first()
    if found is not None:
        return found
    problems = consent_problems(question)
    if question.state not in (QuestionState.ANSWERED, QuestionState.CLOSED):
        problems.insert(0, _("The letter is answered first."))
    if problems:
        raise NotPossible(*problems)
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
    note_contribution(object_id=article.pk, person=author)
    note_contribution(object_id=article.pk, person=actor)
    record(action="article.begun", actor=actor, target=article, person_id=question.pk)
    return article


@transaction.atomic
def begin_by_team(*, blocks: dict[str, Any], actor: User) -> Article:
    """A page of the house without a letter: the same blocks, checks and second look, no writer to
    ask and no delay. A draft of the same words that this person began and left is given back."""
    text_hash = blocks_hash(blocks)
    found = Article.objects.filter(
        question=None, author=actor, state=S.DRAFT, text_hash=text_hash
    ).first()
    if found is not None:
        return found
    article = Article.objects.create(
        question=None,
        blocks=blocks,
        text_hash=text_hash,
        author=actor,
        earliest_at=timezone.now(),
    )
    _keep_revision(article, actor)
    note_contribution(object_id=article.pk, person=actor)
    record(action="article.begun", actor=actor, target=article)
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
    Raises Conflict for an old version, NotPossible while it is public or scheduled.
    """
    article = locked(article_id)
    if article.state in (S.PUBLISHED, S.SCHEDULED, S.UNPUBLISHED):
        raise NotPossible(_("Take it back first; then it can be changed."))
    if article.version != version:
        raise Conflict(article)
    new_hash = blocks_hash(blocks)
    changed = new_hash != article.text_hash
    article.blocks, article.text_hash, article.topic = blocks, new_hash, topic
    article.comments_open, article.expires_at = comments_open, expires_at
    if checklist is not None:
        article.checklist = checklist
    article.changed_at = timezone.now()
    note_contribution(object_id=article.pk, person=actor)
    if changed and article.state not in EDITABLE:
        void(article)
        move(article, S.DISGUISING, actor=actor, reason=_("The text was changed."))
    elif article.state == S.DRAFT:
        move(article, S.DISGUISING, actor=actor)
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

    Raises NotPossible for a kept detail without a reason, when the text may not be changed now, and
    for a detail that stands there no more or was settled meanwhile: only open ones are offered.
    """
    article = locked(article_id)
    if article.state not in EDITABLE:
        raise NotPossible(_("Take it back to disguising first."))
    mark = mark_of(kind, words)
    if article.decisions.filter(mark=mark, decision=Decision.KEEP).exists():
        raise NotPossible(_("Somebody has settled this detail meanwhile. Look at it again."))
    if decision == Decision.KEEP and len(reason.strip()) < 10:
        raise NotPossible(_("Say in a few words why this may stay."))
    if (
        decision == Decision.KEEP
        and article.decisions.filter(mark=mark).exists()
        and mark not in {f.mark for f in findings_of(article, letter_of(article))}
    ):
        # Words that were taken out: kept beforehand they would pass unseen when they come back.
        raise NotPossible(_("These words are no longer in the text."))
    if decision in (Decision.CHANGE, Decision.GENERALISE) and not instead.strip():
        raise NotPossible(_("Write what shall stand there instead."))
    if decision != Decision.KEEP:
        blocks = replace_words(
            article.blocks, words, instead if decision != Decision.REMOVE else ""
        )
        if blocks == article.blocks:
            raise NotPossible(_("These words are no longer in the text."))
        article.blocks, article.text_hash = blocks, blocks_hash(blocks)
    DetailDecision.objects.update_or_create(
        article=article,
        mark=mark,
        defaults={
            "kind": kind,
            "decision": decision,
            "words": words,
            "instead": instead,
            "reason": reason,
            "actor": actor,
            "at": timezone.now(),
        },
    )
    note_contribution(object_id=article.pk, person=actor)
    article.version += 1
    article.changed_at = timezone.now()
    if article.state == S.DRAFT:
        move(article, S.DISGUISING, actor=actor)
    else:
        article.save()
    _keep_revision(article, actor)
    return article


@transaction.atomic
def to_second_check(*, article_id: uuid.UUID, actor: User, version: int | None = None) -> Article:
    """Hand it to another person. Raises NotPossible with every reason that is still in the way, and
    Conflict when ``version``, which was saved just before, is no longer the newest."""
    article = locked(article_id)
    if version is not None and version != article.version:
        raise Conflict(article)
    found = check(article)
    if not found.passes:
        raise NotPossible(*found.reasons)
    void(article)
    note_contribution(object_id=article.pk, person=actor)
    move(article, S.SECOND_CHECK, actor=actor)
    return article


@transaction.atomic
def approve_check(*, article_id: uuid.UUID, actor: User, shown: str | None = None) -> Article:
    """The second look is done; the writer now sees exactly this text (SEC-74). A page by the team
    goes online next.

    ``shown`` is the stamp of what was read. Raises Conflict when it is another text by now,
    NotPossible for somebody who may not give it, and with every reason in the way.
    """
    article = locked(article_id)
    if article.state != S.SECOND_CHECK:
        raise NotPossible(_("This article has moved on. Open it again to see where it stands."))
    require_article(article, shown)
    found = check(article)
    if not found.passes:
        raise NotPossible(*found.reasons)
    article.text_hash = blocks_hash(article.blocks)
    approve(
        object_kind=ObjectKind.ARTICLE,
        object_id=article.pk,
        text_hash=article.text_hash,
        person=actor,
        author_id=article.author_id,
    )
    article.checker, article.checked_at = actor, timezone.now()
    article.checked_hash = article.text_hash
    if article.question is None:
        # The team's own words: the second look is the last yes.
        article.approved_hash, article.approved_at = article.text_hash, timezone.now()
        article.scheduled_for = max(timezone.now(), article.earliest_at)
        move(article, S.SCHEDULED, actor=actor)
        return article
    article.preview_ends_at = timezone.now() + timedelta(days=int(practice_setting("preview_days")))
    move(article, S.WRITER_PREVIEW, actor=actor)
    notify_writer(article.question)
    return article


@transaction.atomic
def send_back(*, article_id: uuid.UUID, actor: User, reason: str) -> Article:
    """Back to disguising, with a reason; check and approval end."""
    article = locked(article_id)
    if len(reason.strip()) < 5:
        raise NotPossible(_("Please say why, in a sentence."))
    void(article)
    move(article, S.DISGUISING, actor=actor, reason=reason)
    return article


@transaction.atomic
def writer_approves(*, article_id: uuid.UUID, text_hash: str, sooner: bool = False) -> Article:
    """The writer says yes to exactly the text that was shown. Raises NotPossible when it has changed."""
    article = locked(article_id)
    if article.state != S.WRITER_PREVIEW:
        raise NotPossible(_("This page is no longer waiting for you."))
    if text_hash != article.text_hash or article.checked_hash != article.text_hash:
        raise NotPossible(_("The text has changed meanwhile. Please read it again."))
    problems = problems_of(article)
    if problems:
        raise NotPossible(*problems)
    now = timezone.now()
    article.approved_hash, article.approved_at = article.text_hash, now
    if sooner:
        article.earliest_at = min(article.earliest_at, now)
    article.scheduled_for = max(now, article.earliest_at)
    move(article, S.SCHEDULED, actor=None, by_writer=True)
    return article


@transaction.atomic
def writer_refuses(*, article_id: uuid.UUID, reason: str) -> Article:
    """Too close, or no: back to disguising, and nothing goes online."""
    article = locked(article_id)
    if article.state not in (S.WRITER_PREVIEW, S.SCHEDULED):
        raise NotPossible(_("This page is no longer waiting for you."))
    void(article)
    move(article, S.DISGUISING, actor=None, reason=reason, by_writer=True)
    return article
