"""What letters do when a flag is cleared or a consent ends."""

from __future__ import annotations

import uuid
from typing import Any

from django.dispatch import receiver

from coachdesk.consents.models import ConsentKind
from coachdesk.consents.services import consent_withdrawn
from coachdesk.questions.models import Question, QuestionState
from coachdesk.questions.services import move
from coachdesk.safety.models import SafetyFlag
from coachdesk.safety.services import flag_cleared, open_flags


@receiver(flag_cleared)
def leave_the_hold(sender: Any, *, flag: SafetyFlag, **kwargs: Any) -> None:
    """With the last flag cleared the letter goes on where it stood; review stays compulsory."""
    question = Question.objects.select_for_update().filter(pk=flag.person_id).first()
    if question is None or question.state != QuestionState.SAFETY_HOLD:
        return
    if open_flags(question.pk).exists():
        return
    to = QuestionState.ASSIGNED if question.assignee_id else QuestionState.TRIAGED
    question.read_first = False
    move(question, to, actor=flag.ended_by, action="question.released")


@receiver(consent_withdrawn)
def note_publication_ended(sender: Any, *, person_id: uuid.UUID, kind: str, **kwargs: Any) -> None:
    if kind == ConsentKind.PUBLICATION:
        Question.objects.filter(pk=person_id).update(may_publish=False)
