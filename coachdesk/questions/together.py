"""What the desk does with many letters at once. Letters that changed since the list was read stay."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import timezone

from coachdesk.lib.errors import Conflict, NotPossible
from coachdesk.questions.models import Outcome, QuestionState, ReplyState
from coachdesk.questions.services import MOVES, OUTCOME_TEXTS, assign, locked, move, notify_writer
from coachdesk.questions.shown import letter_stamp
from coachdesk.safety.services import open_flags
from coachdesk.users.models import User

S = QuestionState


@transaction.atomic
def assign_many(
    *,
    question_ids: Sequence[uuid.UUID],
    to: User,
    actor: User,
    shown: Mapping[uuid.UUID, str] | None = None,
) -> tuple[int, int]:
    """Assign each letter that can be assigned now; gives how many were, and how many were left
    because they are no longer what ``shown`` has of them."""
    done = changed = 0
    for question_id in sorted(question_ids):
        stamp = None if shown is None else shown.get(question_id, "")
        try:
            with transaction.atomic():
                assign(question_id=question_id, to=to, actor=actor, shown=stamp)
                done += 1
        except NotPossible:
            continue
        except Conflict:
            changed += 1
    return done, changed


@transaction.atomic
def answer_with_article(
    *,
    question_ids: Sequence[uuid.UUID],
    slug: str,
    actor: User,
    shown: Mapping[uuid.UUID, str] | None = None,
) -> tuple[int, int]:
    """Answer several letters with one published article; gives how many were answered, and how many
    were left because they are no longer what ``shown`` has of them."""
    done = changed = 0
    for question_id in sorted(question_ids):
        question = locked(question_id)
        if shown is not None and shown.get(question_id) != letter_stamp(question):
            changed += 1
            continue
        if S.ANSWERED not in MOVES[question.state] or open_flags(question.pk).exists():
            continue
        question.replies.exclude(state=ReplyState.SENT).delete()
        question.outcome, question.outcome_slug = Outcome.ARTICLE, slug
        question.outcome_text = OUTCOME_TEXTS[Outcome.ARTICLE]
        question.answered_at, question.unproven = timezone.now(), False
        move(question, S.ANSWERED, actor=actor, action="question.answered_by_article")
        notify_writer(question)
        done += 1
    return done, changed
