"""What readers sent since yesterday: letters, questions back, additions."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coachdesk.questions.models import Question, QuestionState, WriterKind, WriterMessage
from coachdesk.questions.queries import letters_of
from coachdesk.users.models import User
from coachdesk.users.news import AT_MOST, News, one_line
from coachdesk.users.policies import WORK_WITH_LETTERS

_NO_NEWS = (QuestionState.SPAM, QuestionState.WITHDRAWN)


def news(user: User, since: datetime) -> list[News]:
    """One line for the letters that came, one for each writer who wrote again; two queries."""
    if not user.has_role(*WORK_WITH_LETTERS):
        return []
    letters = Question.objects.visible_to(user).filter(received_at__gte=since, erased_at=None)
    found = one_line(
        letters.exclude(state__in=_NO_NEWS),
        "received_at",
        lambda n: ngettext("%(n)d letter came", "%(n)d letters came", n) % {"n": n},
        reverse("questions:inbox"),
        "inbox",
    )
    again = (
        WriterMessage.objects.filter(at__gte=since, question__in=letters_of(user).values("pk"))
        .exclude(question__state__in=_NO_NEWS)
        .select_related("question")
        .order_by("-at")
    )
    for row in again[:AT_MOST]:
        words = _("asked back") if row.kind == WriterKind.FOLLOW_UP else _("added to the letter")
        found.append(
            News(
                row.at,
                words,
                reverse("questions:workbench", args=[row.question_id]),
                "corner-down-left",
                who=row.question.pseudonym or _("A reader"),
            )
        )
    return found
