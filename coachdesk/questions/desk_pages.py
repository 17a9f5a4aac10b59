"""The letters in the desk's navigation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coachdesk.questions.models import Question, Reply, ReplyState
from coachdesk.users.desk_nav import (
    Entry,
    PracticePage,
    register_entry,
    register_place,
    register_practice_page,
)
from coachdesk.users.first_steps import FirstStep, register_first_step


def register() -> None:
    """The inbox, and the saved replies under Practice."""
    register_entry(
        Entry(
            "letters",
            "questions:inbox",
            _("Letters"),
            "inbox",
            20,
            counts=("questions",),
            hot=True,
            bar=2,
        )
    )
    register_place(("letters",), "questions:")
    register_practice_page(
        PracticePage(
            "questions:passages",
            _("Saved replies"),
            _("Pieces of answers that everybody may insert."),
            "forms",
            54,
        ),
        otherwise="letters",
    )
    register_first_step(
        FirstStep(
            "letter",
            _("The first letter"),
            _("Write a test letter to yourself, as a reader does."),
            "questions:ask",
            10,
            Question.objects.all,
        )
    )
    register_first_step(
        FirstStep(
            "answer",
            _("The first answer"),
            _("Take the letter, answer it, and see it arrive."),
            "questions:inbox",
            20,
            lambda: Reply.objects.filter(state=ReplyState.SENT),
        )
    )
