"""What the writer does with the own letter, behind the six words."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from coachdesk.audit.services import record
from coachdesk.consents.models import ConsentKind
from coachdesk.consents.services import record_choice
from coachdesk.consents.services import withdraw as withdraw_consent
from coachdesk.consents.shipped import shipped_text
from coachdesk.outbox.models import Channel, Permission
from coachdesk.outbox.services import set_safe_contact
from coachdesk.questions.codes import code_fits, code_lookup
from coachdesk.questions.keeping import erase
from coachdesk.questions.models import (
    OPEN,
    Question,
    QuestionState,
    ReplyState,
    WriterKind,
)
from coachdesk.questions.services import NotNow, locked, move
from coachdesk.safety.reading import Reading, read_text
from coachdesk.safety.services import open_flag

ERASE_AFTER = timedelta(days=30)  # SEC-61
S = QuestionState


def open_with_code(code: str) -> Question | None:
    """The letter that six words open, or None. Erased letters open no more."""
    found = Question.objects.filter(code_lookup=code_lookup(code)).first()
    if found is None or not code_fits(code, found.code_check):
        return None
    return found


def hold(question: Question, reading: Reading, *, subject_kind: str, subject_id: uuid.UUID) -> None:
    """Put a locked letter on top of the desk because of what was found; drafts stop."""
    open_flag(
        subject_kind=subject_kind,
        subject_id=subject_id,
        person_id=question.pk,
        codes=reading.codes,
        urgent=reading.urgent,
        findings=reading.findings,
    )
    question.was_held = question.read_first = True
    question.urgent = question.urgent or reading.urgent
    question.replies.exclude(state=ReplyState.SENT).update(
        state=ReplyState.DRAFT, leaves_at=None, approved_by=None
    )
    if question.state == S.SAFETY_HOLD:
        question.save()
    else:
        move(question, S.SAFETY_HOLD, actor=None, action="question.held")


@transaction.atomic
def write_more(*, question_id: uuid.UUID, kind: str, body: str) -> uuid.UUID:
    """One question back after an answer, or something added before it. Triaged like the letter.

    Raises NotNow when it is too late for an addition, or the question back was used.
    """
    question = locked(question_id)
    if kind == WriterKind.FOLLOW_UP:
        if question.state not in (S.ANSWERED, S.CLOSED) or question.follow_up_used:
            raise NotNow("You have asked back already. You are welcome to write a new letter.")
        question.follow_up_used = True
        question.answered_at = question.answered_at or timezone.now()
    elif question.state not in OPEN:
        raise NotNow("This letter has been answered. You can ask one question back.")
    message = question.writer_messages.create(kind=kind, body=body)
    record(action=f"question.{kind}", actor=None, target=question, person_id=question.pk)
    reading = read_text(body)
    if reading.held:
        hold(question, reading, subject_kind="writer_message", subject_id=message.pk)
    elif kind == WriterKind.FOLLOW_UP:
        back_to = S.DRAFTING if question.assignee_id and question.state == S.ANSWERED else S.TRIAGED
        move(question, back_to, actor=None, action="question.follow_up")
    return message.pk


@transaction.atomic
def withdraw_letter(*, question_id: uuid.UUID, at_once: bool = False) -> None:
    """The writer takes the letter back: nothing of it is answered or published any more.

    The text is erased after 30 days, or now when the writer wants everything deleted; the id,
    the dates and the safety entries stay (DOMAIN section 3, SEC-61).
    """
    question = locked(question_id)
    for kind in (ConsentKind.PUBLICATION, ConsentKind.ANSWER, ConsentKind.FOLLOW_UP):
        withdraw_consent(person_id=question.pk, kind=kind)
    question.refresh_from_db()
    question.may_publish = False
    question.erase_after = timezone.now() if at_once else timezone.now() + ERASE_AFTER
    if question.state != S.WITHDRAWN:
        move(question, S.WITHDRAWN, actor=None, action="question.withdrawn")
    else:
        question.save()
    if at_once:
        erase(question_id=question.pk)


@transaction.atomic
def choose_publication(*, question_id: uuid.UUID, yes: bool) -> None:
    """The writer changes the mind about publishing, in either direction, at any time."""
    question = locked(question_id)
    if yes and not question.adult:
        raise NotNow("Letters from people under 18 are never published.")
    if question.state == S.WITHDRAWN:
        raise NotNow("This letter has been withdrawn.")
    if yes:
        record_choice(
            person_id=question.pk,
            kind=ConsentKind.PUBLICATION,
            granted=True,
            method="letter_page",
            text=shipped_text(ConsentKind.PUBLICATION),
        )
    else:
        withdraw_consent(person_id=question.pk, kind=ConsentKind.PUBLICATION)
    Question.objects.filter(pk=question.pk).update(may_publish=yes)


@transaction.atomic
def agree_to_work(*, question_id: uuid.UUID, address: str, only_i_read: bool) -> None:
    """The writer accepts the offer and says where an invitation may go."""
    question = locked(question_id)
    if question.offered_contact_at is None or question.state == S.WITHDRAWN:
        raise NotNow("There is no open offer for this letter.")
    set_safe_contact(
        person_id=question.pk,
        channel=Channel.MAIL,
        address=address,
        permission=Permission.SAFE,
        actor=None,
        read_only_by_person=only_i_read,
    )
    question.agreed_to_contact_at = timezone.now()
    question.save(update_fields=["agreed_to_contact_at"])
    record(action="question.agreed_to_work", actor=None, target=question, person_id=question.pk)


@transaction.atomic
def mark_read(*, question_id: uuid.UUID) -> None:
    """The writer opened the answer: the team sees that it arrived."""
    question = locked(question_id)
    question.replies.filter(state=ReplyState.SENT, read_at=None).update(read_at=timezone.now())
