"""Writing, checking and sending the private answer."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coachdesk.approvals.models import ObjectKind
from coachdesk.approvals.services import READERS, approve, note_contribution, somebody_else_reads
from coachdesk.audit.services import record
from coachdesk.lib.as_shown import stamp_of
from coachdesk.lib.errors import Conflict, NotPossible
from coachdesk.lib.sealed import UnreadableDict, keyed_hash
from coachdesk.outbox.services import cancel, enqueue
from coachdesk.questions.models import (
    Outcome,
    Question,
    QuestionState,
    Reply,
    ReplyState,
    ReplyVersion,
)
from coachdesk.questions.services import MOVES, locked, move, notify_writer
from coachdesk.safety.services import flags_that_stop_answers
from coachdesk.users.models import Role, User
from coachdesk.users.practice_settings import practice_setting

VERSION_EVERY = timedelta(minutes=5)
S = QuestionState


def empty_parts() -> dict[str, Any]:
    """The parts of an answer that nobody has begun."""
    return {"title": "", "opening": "", "answer": "", "points": [], "takeaways": []}


def is_empty(parts: dict[str, Any]) -> bool:
    """Whether there is nothing to send."""
    return isinstance(parts, UnreadableDict) or not str(parts.get("answer", "")).strip()


def parts_hash(parts: dict[str, Any]) -> str:
    """The keyed hash of exactly these words, which an approval is bound to."""
    return keyed_hash("reply", json.dumps(parts, sort_keys=True, ensure_ascii=False))


def answer_stamp(reply: Reply, *, said: int) -> str:
    """Which words of an answer were shown to the second reader; ``said`` is how many messages its
    letter's writer had sent."""
    text = parts_hash(reply.parts)
    return stamp_of({"reply": reply.pk, "state": reply.state, "text": text, "said": said})


def needs_review(question: Question, author: User | None) -> bool:
    """Whether the answer needs a second look before it leaves (DOMAIN-3).

    For coaches where the practice says so; after a hold where somebody else can give it: a writer
    in danger does not wait a night because the practice is one person.
    """
    wanted = bool(practice_setting("coach_answers_need_review"))
    if question.was_held and (author is None or wanted or somebody_else_reads(author)):
        return True
    if not wanted:
        return False
    return author is not None and not author.has_role(Role.COUNSELOR, Role.SUPERVISOR)


def _write_only_own(question: Question, actor: User) -> None:
    """An answer is written and sent by whoever has the letter (SEC-00). Raises NotPossible."""
    if question.assignee_id != actor.pk:
        name = question.assignee.display_name if question.assignee else _("nobody")
        raise NotPossible(
            _("This letter is with %(name)s. Take it over before you write.") % {"name": name}
        )


@transaction.atomic
def save_reply(
    *, question_id: uuid.UUID, parts: dict[str, Any], version: int, actor: User
) -> Reply:
    """Save the draft. Takes the letter if nobody has it.

    Raises Conflict for an old version, NotPossible where nothing may be written.
    """
    question = locked(question_id)
    reply = question.replies.exclude(state=ReplyState.SENT).first()
    if reply is None:
        if question.state in (S.TRIAGED, S.RECEIVED):
            question.assignee, question.unproven = actor, False
            question.decline_proposed_by = None
            move(question, S.ASSIGNED, actor=actor, action="question.assigned")
        if question.state not in (S.ASSIGNED, S.DRAFTING):
            raise NotPossible(_("This letter can’t be answered now. Open it again to see why."))
        if version != 0:
            raise NotPossible(_("This answer is no longer there. Open the letter again."))
        number = question.replies.count() + 1
        reply = Reply(question=question, number=number, author=actor, parts=empty_parts())
    _write_only_own(question, actor)
    if reply.state != ReplyState.DRAFT:
        raise NotPossible(_("This answer is on its way. Take it back before you change it."))
    if parts == reply.parts and reply.version:
        return reply  # the same words came twice, from a retry
    if reply.version != version:
        raise Conflict(reply)
    reply.parts, reply.saved_at = parts, timezone.now()
    reply.version += 1
    reply.author = actor
    reply.save()
    note_contribution(object_id=reply.pk, person=actor)
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
def restore_version(*, reply: Reply, number: int, actor: User, version: int | None = None) -> Reply:
    """Make an earlier wording the draft again; the present one stays among the versions.

    Raises NotPossible where nothing may be written, and Conflict when ``version``, which the page
    compared with, is no longer the present one.
    """
    _write_only_own(locked(reply.question_id), actor)
    reply = Reply.objects.select_for_update().get(pk=reply.pk)
    if reply.state != ReplyState.DRAFT:
        raise NotPossible(_("This answer is on its way. Take it back before you change it."))
    if version is not None and version != reply.version:
        raise Conflict(reply)
    old = reply.versions.get(number=number)
    reply.parts, reply.saved_at = old.parts, timezone.now()
    reply.version += 1
    reply.author = actor
    reply.save()
    note_contribution(object_id=reply.pk, person=actor)
    ReplyVersion.objects.create(reply=reply, number=reply.version, parts=old.parts, author=actor)
    record(action="reply.restored", actor=actor, target=reply, person_id=reply.question_id)
    return reply


def _open_reply(question: Question, state: str) -> Reply:
    reply = question.replies.filter(state=state).first()
    if reply is None:
        raise NotPossible(_("This letter has moved on. Open it again to see where it stands."))
    return reply


@transaction.atomic
def submit_for_review(*, question_id: uuid.UUID, actor: User, version: int | None = None) -> None:
    """Hand the answer to another person. Raises NotPossible where there is none to hand in, and
    Conflict when ``version``, which was saved just before, is no longer the newest."""
    question = locked(question_id)
    _write_only_own(question, actor)
    reply = _open_reply(question, ReplyState.DRAFT)
    if version is not None and version != reply.version:
        raise Conflict(question)
    if is_empty(reply.parts):
        raise NotPossible(_("There is no answer yet."))
    reply.state = ReplyState.IN_REVIEW
    reply.save(update_fields=["state"])
    note_contribution(object_id=reply.pk, person=actor)
    move(question, S.IN_REVIEW, actor=actor, action="reply.to_review")


@transaction.atomic
def send_back(*, question_id: uuid.UUID, actor: User, reason: str) -> None:
    """Back to the author with a reason, which also stands in the team's thread."""
    question = locked(question_id)
    reply = _open_reply(question, ReplyState.IN_REVIEW)
    if actor.pk != question.assignee_id and not actor.has_role(*READERS):
        raise NotPossible(_("An editor or a supervisor gives the second look."))
    reply.state = ReplyState.DRAFT
    reply.save(update_fields=["state"])
    question.staff_notes.create(author=actor, body=reason)
    move(question, S.DRAFTING, actor=actor, action="reply.sent_back", reason=reason)


@transaction.atomic
def send(
    *,
    question_id: uuid.UUID,
    actor: User,
    shown: str | None = None,
    version: int | None = None,
    said: int | None = None,
) -> Reply:
    """Let the answer leave after the undo window.

    ``shown`` is the stamp of the answer that a second reader read (``answer_stamp``); blank is an
    old page, None somebody who sends the own words, then as ``version``, and after having read
    ``said`` messages of the writer. Raises Conflict when it is another answer by now or the writer
    has sent more, NotPossible while a flag is open, when there is nothing to send, or when another
    person has to read it first.
    """
    question = locked(question_id)
    if said is not None and said != question.writer_messages.count():
        raise Conflict(question)
    if shown is not None:
        read = question.replies.filter(state=ReplyState.IN_REVIEW).first()
        said = question.writer_messages.count()
        if read is None or shown != answer_stamp(read, said=said):
            raise Conflict(question)
    if flags_that_stop_answers(question.pk).exists():
        raise NotPossible(
            _("A safety flag is open. A supervisor clears it, or lets the answer leave, first.")
        )
    reply = question.replies.filter(state__in=[ReplyState.DRAFT, ReplyState.IN_REVIEW]).first()
    if reply is None or is_empty(reply.parts):
        raise NotPossible(_("There is no answer yet."))
    if version is not None and version != reply.version:
        raise Conflict(question)
    if reply.state == ReplyState.DRAFT and needs_review(question, reply.author):
        raise NotPossible(
            _("Another person reads this answer before it leaves. Send it to review.")
        )
    if reply.state == ReplyState.IN_REVIEW:
        approve(
            object_kind=ObjectKind.REPLY,
            object_id=reply.pk,
            text_hash=parts_hash(reply.parts),
            person=actor,
            author_id=reply.author_id,
        )
        reply.approved_by = actor
    else:
        _write_only_own(question, actor)
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
    """Take an answer back before it has left. Raises NotPossible when it has."""
    question = locked(question_id)
    reply = _open_reply(question, ReplyState.LEAVING)
    if actor.pk not in (question.assignee_id, reply.approved_by_id):
        raise NotPossible(_("Whoever sent this answer takes it back."))
    if not cancel(dedupe_key=_key(reply)):
        raise NotPossible(_("It has just left."))
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
    if flags_that_stop_answers(question.pk).exists() or S.ANSWERED not in MOVES[question.state]:
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
