"""What happened to letters after a backup holds after its restore too."""

from __future__ import annotations

from coachdesk.operation.journal import Line, register_act
from coachdesk.questions.models import Question, QuestionState
from coachdesk.questions.own_letter import withdraw_letter
from coachdesk.questions.retention import erase


def register() -> None:
    """Withdrawn and erased letters."""
    register_act("question.withdrawn", _withdraw)
    register_act("question.erased", _erase)


def _withdraw(line: Line) -> None:
    letters = Question.objects.filter(pk=line.object_id).exclude(state=QuestionState.WITHDRAWN)
    for question_id in letters.values_list("pk", flat=True):
        withdraw_letter(question_id=question_id)


def _erase(line: Line) -> None:
    for question_id in Question.objects.filter(pk=line.object_id).values_list("pk", flat=True):
        erase(question_id=question_id)
