"""Writing, checking and sending the private answer."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from coachdesk.audit.services import record
from coachdesk.outbox.services import cancel, enqueue
from coachdesk.questions.models import (
    Outcome,
    Question,
    QuestionState,
    Reply,
    ReplyState,
    ReplyVersion,
)
from coachdesk.questions.services import NotNow, locked, move, notify_writer
from coachdesk.safety.services import open_flags
from coachdesk.users.models import Role, User
from coachdesk.users.practice import practice_setting

VERSION_EVERY = timedelta(minutes=5)
S = QuestionState


class Stale(Exception):
    """Somebody saved meanwhile (REL-06); ``current`` is what stands now."""

    def __init__(self, current: Reply) -> None:
        self.current = current


def empty_parts() -> dict[str, Any]:
    """The parts of an answer that nobody has begun."""
    return {"title": "", "opening": "", "answer": "", "points": [], "takeaways": []}


def is_empty(parts: dict[str, Any]) -> bool:
    """Whether there is nothing to send."""
    return not str(parts.get("answer", "")).strip()


def needs_review(question: Question, author: User | None) -> bool:
    """Whether another person must read the answer before it leaves (DOMAIN section 3).

    Always after a hold; and for coaches where the practice says so.
    """
    if question.was_held:
        return True
    if not practice_setting("coach_answers_need_review"):
        return False
    return author is not None and not author.has_role(Role.COUNSELOR, Role.SUPERVISOR)


@transaction.atomic
def save_reply(
    *, question_id: uuid.UUID, parts: dict[str, Any], version: int, actor: User
) -> Reply:
    """Save the draft. Takes the letter if nobody has it.

    Raises Stale for an old version, NotNow where nothing may be written.
    """
    question = locked(question_id)
    reply = question.replies.exclude(state=ReplyState.SENT).first()
    if reply is None:
        if question.state in (S.TRIAGED, S.RECEIVED):
            question.assignee, question.unproven = actor, False
            move(question, S.ASSIGNED, actor=actor, action="question.assigned")
        if question.state not in (S.ASSIGNED, S.DRAFTING):
            raise NotNow("This letter can’t be answered now. Open it again to see why.")
        if version != 0:
            raise NotNow("This answer is no longer there. Open the letter again.")
        number = question.replies.count() + 1
        reply = Reply(question=question, number=number, author=actor, parts=empty_parts())
    if reply.state != ReplyState.DRAFT:
        raise NotNow("This answer is on its way. Take it back before you change it.")
    if parts == reply.parts and reply.version:
        return reply  # the same words came twice, from a retry
    if reply.version != version:
        raise Stale(reply)
    reply.parts, reply.saved_at = parts, timezone.now()
    reply.version += 1
    reply.author = reply.author or actor
    reply.save()
    if question.state == S.ASSIGNED:
        move(question, S.DRAFTING, actor=actor, action="question.drafting")
    _keep_version(reply, actor)
    return reply


def _keep_version(reply: Reply, actor: User) -> None:
    """One version a person and five minutes; autosaves in between rewrite the newest."""
    last = reply.versions.first()
    fresh = last is not None and timezone.now() - last.at < VERSION_EVERY
    if last is not None and fresh and last.author_id == actor.pk:
        last.parts = reply.parts
        last.save(update_fields=["parts"])
    else:
        ReplyVersion.objects.create(
            reply=reply, number=reply.version, parts=reply.parts, author=actor
        )


@transaction.atomic
def restore_version(*, reply: Reply, number: int, actor: User) -> Reply:
    """Make an earlier wording the draft again; the present one stays among the versions."""
    reply = Reply.objects.select_for_update().get(pk=reply.pk)
    if reply.state != ReplyState.DRAFT:
        raise NotNow("This answer is on its way. Take it back before you change it.")
    old = reply.versions.get(number=number)
    reply.parts, reply.saved_at = old.parts, timezone.now()
    reply.version += 1
    reply.save()
    ReplyVersion.objects.create(reply=reply, number=reply.version, parts=old.parts, author=actor)
    record(action="reply.restored", actor=actor, target=reply, person_id=reply.question_id)
    return reply


def _open_reply(question: Question, state: str) -> Reply:
    reply = question.replies.filter(state=state).first()
    if reply is None:
        raise NotNow("This letter has moved on. Open it again to see where it stands.")
    return reply


@transaction.atomic
def submit_for_review(*, question_id: uuid.UUID, actor: User) -> None:
    """Hand the answer to another person."""
    question = locked(question_id)
    reply = _open_reply(question, ReplyState.DRAFT)
    if is_empty(reply.parts):
        raise NotNow("There is no answer yet.")
    reply.state = ReplyState.IN_REVIEW
    reply.save(update_fields=["state"])
    move(question, S.IN_REVIEW, actor=actor, action="reply.to_review")


@transaction.atomic
def send_back(*, question_id: uuid.UUID, actor: User, reason: str) -> None:
    """Back to the author with a reason, which also stands in the team's thread."""
    question = locked(question_id)
    reply = _open_reply(question, ReplyState.IN_REVIEW)
    reply.state = ReplyState.DRAFT
    reply.save(update_fields=["state"])
    question.staff_notes.create(author=actor, body=reason)
    move(question, S.DRAFTING, actor=actor, action="reply.sent_back", reason=reason)


@transaction.atomic
def send(*, question_id: uuid.UUID, actor: User) -> Reply:
    """Let the answer leave after the undo window.

    Raises NotNow while a flag is open, when there is nothing to send, or when another person has
    to read it first.
    """
    question = locked(question_id)
    if open_flags(question.pk).exists():
        raise NotNow("A safety flag is open. A supervisor clears it first.")
    reply = question.replies.filter(state__in=[ReplyState.DRAFT, ReplyState.IN_REVIEW]).first()
    if reply is None or is_empty(reply.parts):
        raise NotNow("There is no answer yet.")
    if reply.state == ReplyState.DRAFT and needs_review(question, reply.author):
        raise NotNow("Another person reads this answer before it leaves. Send it to review.")
    if reply.state == ReplyState.IN_REVIEW:
        if actor.pk == reply.author_id:
            raise NotNow("Somebody else checks this answer.")
        reply.approved_by = actor
    window = int(practice_setting("undo_seconds"))
    reply.state = ReplyState.LEAVING
    reply.leaves_at = timezone.now() + timedelta(seconds=window)
    reply.byline = reply.author.display_name if reply.author else ""
    reply.save()
    record(action="reply.leaving", actor=actor, target=reply, person_id=question.pk)
    if window:
        enqueue(
            "questions.deliver",
            dedupe_key=_key(reply),
            available_at=reply.leaves_at,
            reply_id=reply.pk,
        )
    else:
        deliver(reply_id=reply.pk)
        reply.refresh_from_db()
    return reply


def _key(reply: Reply) -> str:
    moment = reply.leaves_at.timestamp() if reply.leaves_at else 0
    return f"deliver:{reply.pk}:{moment}"


@transaction.atomic
def undo_send(*, question_id: uuid.UUID, actor: User) -> None:
    """Take an answer back before it has left. Raises NotNow when it has."""
    question = locked(question_id)
    reply = _open_reply(question, ReplyState.LEAVING)
    if not cancel(dedupe_key=_key(reply)):
        raise NotNow("It has just left.")
    reply.state = ReplyState.IN_REVIEW if question.state == S.IN_REVIEW else ReplyState.DRAFT
    reply.leaves_at, reply.approved_by = None, None
    reply.save()
    record(action="reply.taken_back", actor=actor, target=reply, person_id=question.pk)


@transaction.atomic
def deliver(*, reply_id: uuid.UUID) -> None:
    """The window is over: the reader can open the answer, and a neutral mail leaves if allowed."""
    found = Reply.objects.filter(pk=reply_id).first()
    if found is None:
        return
    question = locked(found.question_id)
    reply = Reply.objects.select_for_update().get(pk=reply_id)
    if reply.state != ReplyState.LEAVING:
        return
    if open_flags(question.pk).exists() or question.state == S.WITHDRAWN:
        reply.state, reply.leaves_at, reply.approved_by = ReplyState.DRAFT, None, None
        reply.save()
        if question.state == S.IN_REVIEW:
            move(question, S.DRAFTING, actor=None, action="reply.stopped")
        return
    now = timezone.now()
    reply.state, reply.sent_at = ReplyState.SENT, now
    reply.save()
    question.answered_at, question.outcome = now, Outcome.ANSWERED
    move(question, S.ANSWERED, actor=reply.author, action="question.answered")
    notify_writer(question)
