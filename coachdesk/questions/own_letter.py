"""What the writer does with the own letter, behind the six words."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coachdesk.audit.services import record
from coachdesk.consents.models import ConsentKind
from coachdesk.consents.services import record_choice
from coachdesk.consents.services import withdraw as withdraw_consent
from coachdesk.consents.shipped_texts import shipped_text
from coachdesk.lib.errors import Conflict, NotPossible
from coachdesk.outbox.models import Channel, Permission
from coachdesk.outbox.services import set_safe_contact
from coachdesk.questions.intake import NewLetter, read_letter
from coachdesk.questions.models import (
    OPEN,
    Question,
    QuestionState,
    ReplyState,
    WriterKind,
)
from coachdesk.questions.reading_code import code_fits, code_lookup
from coachdesk.questions.retention import erase
from coachdesk.questions.services import locked, move
from coachdesk.questions.shown import publication_stamp
from coachdesk.questions.working_days import due_date
from coachdesk.safety.services import open_flag
from coachdesk.safety.triage_reading import Reading, read_text

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
    question.triage_score = max(question.triage_score, reading.score)
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

    Raises NotPossible when it is too late for an addition, or the question back was used.
    """
    question = locked(question_id)
    if kind == WriterKind.FOLLOW_UP:
        if question.state not in (S.ANSWERED, S.CLOSED) or question.follow_up_used:
            raise NotPossible(
                _("You have asked back already. You are welcome to write a new letter.")
            )
        question.follow_up_used = True
        question.answered_at = question.answered_at or timezone.now()
    elif question.state not in OPEN:
        raise NotPossible(_("This letter has been answered. You can ask one question back."))
    message = question.writer_messages.create(kind=kind, body=body)
    record(action=f"question.{kind}", actor=None, target=question, person_id=question.pk)
    reading = read_text(body)
    if reading.held:
        hold(question, reading, subject_kind="writer_message", subject_id=message.pk)
    elif kind == WriterKind.FOLLOW_UP:
        # It waits like a new letter: with a day by which it is answered, and with somebody who is
        # there; where the old author has left, it is everybody's again.
        has = question.assignee is not None and question.assignee.is_active
        back_to = S.DRAFTING if has and question.state == S.ANSWERED else S.TRIAGED
        question.assignee = question.assignee if back_to == S.DRAFTING else None
        question.due_on = due_date(timezone.localdate())
        move(question, back_to, actor=None, action="question.follow_up")
    return message.pk


@transaction.atomic
def withdraw_letter(*, question_id: uuid.UUID, at_once: bool = False) -> None:
    """The writer takes the letter back: nothing of it is answered or published any more.

    The text is erased after 30 days, or now when the writer wants everything deleted; the id,
    the dates and the safety entries stay (DOMAIN-3, SEC-61).
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
def choose_publication(
    *, question_id: uuid.UUID, yes: bool, shown: str = "", stood: str | None = None
) -> None:
    """The writer changes the mind about publishing, in either direction, at any time.

    ``shown`` is the hash of the text that stood beside a yes, ``stood`` the stamp of what the writer
    had said before (None: no page asks). Raises NotPossible when the text is another one by now, and
    where the letter may not be published at all, and Conflict for a yes from a page that is older
    than the last no. A no counts from any page.
    """
    question = locked(question_id)
    if yes and not question.adult:
        raise NotPossible(_("Letters from people under 18 are never published."))
    if question.state == S.WITHDRAWN:
        raise NotPossible(_("This letter has been withdrawn."))
    if yes:
        text = shipped_text(ConsentKind.PUBLICATION)
        if shown != text.hash:
            raise NotPossible(_("The words you agree to have changed. Please read them again."))
        if stood is not None and not question.may_publish and stood != publication_stamp(question):
            raise Conflict(question)
        record_choice(
            person_id=question.pk,
            kind=ConsentKind.PUBLICATION,
            granted=True,
            method="letter_page",
            text=text,
        )
    else:
        withdraw_consent(person_id=question.pk, kind=ConsentKind.PUBLICATION)
    Question.objects.filter(pk=question.pk).update(may_publish=yes)


@transaction.atomic
def make_stricter(*, question_id: uuid.UUID, new: NewLetter) -> bool:
    """The form was sent again with other choices: a no to publishing, a young age and an answer
    that somebody is unsafe win over what was sent first; nothing else changes. True when something
    did."""
    question = locked(question_id)
    if question.state == S.WITHDRAWN:
        return False
    changed = False
    if question.may_publish and (new.publish is False or not new.adult):
        withdraw_consent(person_id=question.pk, kind=ConsentKind.PUBLICATION)
        question.refresh_from_db()
        changed = True
    if question.adult and not new.adult:
        question.adult = question.may_publish = False
        question.save(update_fields=["adult", "may_publish"])
        changed = True
    reading = read_letter(new)
    if reading.held and not question.was_held:
        hold(question, reading, subject_kind="question", subject_id=question.pk)
        changed = True
    return changed


@transaction.atomic
def agree_to_work(*, question_id: uuid.UUID, address: str, only_i_read: bool) -> None:
    """The writer accepts the offer and says where an invitation may go. Raises NotPossible without
    an offer, and for a second address: a page left open replaces none."""
    question = locked(question_id)
    if question.offered_contact_at is None or question.state == S.WITHDRAWN:
        raise NotPossible(_("There is no open offer for this letter."))
    if question.agreed_to_contact_at is not None:
        raise NotPossible(_("You said yes already. The invitation comes to the address you gave."))
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
