"""How long letters are kept: words go when nothing needs them any more, ids and dates stay (SEC-60, SEC-61).

Floors above say which letters must stay (a published article, a legal hold) and forget with the
letter what they made of it.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from coachdesk.audit.services import record
from coachdesk.outbox.models import SafeContact
from coachdesk.questions import conflict_check
from coachdesk.questions.models import ContactWay, Question, QuestionState
from coachdesk.questions.services import locked
from coachdesk.safety.services import open_flags

# DOMAIN-10: letters that were not published 12 months after they ended.
UNPUBLISHED = timedelta(days=365)
_BATCH = 200
_OVER = (QuestionState.SPAM, QuestionState.DECLINED, QuestionState.CLOSED)

Ids = Collection[uuid.UUID]
_holds: list[Callable[[Ids], set[uuid.UUID]]] = []
_uses: list[Callable[[Ids], set[uuid.UUID]]] = []
_forgets: list[Callable[[uuid.UUID], None]] = []


def register_hold(find: Callable[[Ids], set[uuid.UUID]]) -> None:
    """``find`` names which of some letters nobody may erase now, not even on the writer's wish."""
    _holds.append(find)


def register_use(
    find: Callable[[Ids], set[uuid.UUID]], forget: Callable[[uuid.UUID], None]
) -> None:
    """``find`` names which of some letters are still used; ``forget`` removes the words that a
    floor made of one letter, in the transaction that erases it."""
    _uses.append(find)
    _forgets.append(forget)


def _kept(ids: Ids, rules: list[Callable[[Ids], set[uuid.UUID]]]) -> set[uuid.UUID]:
    return set().union(*(find(ids) for find in rules))


@transaction.atomic
def erase(*, question_id: uuid.UUID) -> None:
    """Remove every word of a letter, and every address; nothing opens it afterwards.

    Id, dates, state and safety entries stay. Erasing twice changes nothing.
    """
    question = locked(question_id)
    if question.erased_at is not None:
        return
    question.title = question.letter = question.asks = question.pseudonym = ""
    question.findings = question.safety_answers = question.outcome_text = ""
    question.country, question.code_check, question.code_lookup = "", "", None
    question.erase_after, question.contact = None, ContactWay.NONE
    question.erased_at = timezone.now()
    question.save()
    question.replies.all().delete()
    question.writer_messages.all().delete()
    question.staff_notes.all().delete()
    question.topics.clear()
    for forget in _forgets:
        forget(question.pk)
    conflict_check.forget(question.pk)
    SafeContact.objects.filter(person_id=question.pk).delete()
    record(action="question.erased", actor=None, target=question, person_id=question.pk)


def erase_withdrawn() -> int:
    """Erase withdrawn letters whose days are over; a legal hold stops it. Gives how many."""
    due = Question.objects.filter(
        state=QuestionState.WITHDRAWN, erase_after__lt=timezone.now(), erased_at=None
    )
    ids = list(due.order_by("erase_after").values_list("pk", flat=True)[:_BATCH])
    ids = [pk for pk in ids if pk not in _kept(ids, _holds)]
    for pk in ids:
        erase(question_id=pk)
    return len(ids)


def erase_old() -> int:
    """Erase letters that ended or were answered 12 months ago and serve nothing any more.

    An open safety flag, a legal hold and a published article keep a letter. Gives how many went;
    the audit log holds the run.
    """
    limit = timezone.now() - UNPUBLISHED
    over = Q(state__in=_OVER, ended_at__lt=limit)
    answered = Q(state=QuestionState.ANSWERED, answered_at__lt=limit)
    rows = Question.objects.filter(over | answered, erased_at=None).order_by("received_at", "pk")
    gone, batch = 0, rows
    while found := list(batch.values_list("received_at", "pk")[:_BATCH]):
        received, last = found[-1]
        batch = rows.filter(Q(received_at__gt=received) | Q(received_at=received, pk__gt=last))
        ids = [pk for _received, pk in found]
        kept = _kept(ids, [*_holds, *_uses])
        for pk in ids:
            if pk not in kept and not open_flags(pk).exists():
                erase(question_id=pk)
                gone += 1
    if gone:
        with transaction.atomic():
            record(action="retention.run", actor=None, object_type="question", fields=[str(gone)])
    return gone
