"""What Today says about letters: the open queue, the own ones, those to read over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coachdesk.questions.models import OPEN, OPEN_QUEUE, Question, QuestionState
from coachdesk.users.models import User
from coachdesk.users.policies import TRIAGES_LETTERS, WORK_WITH_LETTERS
from coachdesk.users.today_lines import TodayLine

_READ = 200  # letters looked at for the lines; more are said as "200"


def lines(user: User, counts: Mapping[str, Any]) -> list[TodayLine]:
    """At most three lines, from one query; none for whoever works with no letters."""
    if not user.has_role(*WORK_WITH_LETTERS):
        return []
    fields = ("state", "received_at", "due_on", "assignee_id")
    rows = list(
        Question.objects.visible_to(user)
        .filter(state__in=OPEN, erased_at=None)
        .order_by("received_at")
        .values_list(*fields)[:_READ]
    )
    inbox = reverse("questions:inbox")
    found = []
    queue = [at for state, at, _due, _who in rows if state in OPEN_QUEUE]
    if queue:
        words = ngettext(
            "%(n)d letter has nobody yet", "%(n)d letters have nobody yet", len(queue)
        ) % {"n": len(queue)}
        found.append(TodayLine(words, inbox, _("Open the letters"), "inbox", queue[0]))
    mine = [(at, due) for _state, at, due, who in rows if who == user.pk]
    if mine:
        late = sum(1 for _at, due in mine if due is not None and due < timezone.localdate())
        words = ngettext("%(n)d letter is yours", "%(n)d letters are yours", len(mine)) % {
            "n": len(mine)
        }
        detail = (
            ngettext("%(n)d is past its day.", "%(n)d are past their day.", late) % {"n": late}
            if late
            else ""
        )
        found.append(
            TodayLine(words, f"{inbox}?view=mine", _("Go on"), "feather", mine[0][0], detail)
        )
    if user.has_role(*TRIAGES_LETTERS):
        over = [
            at for state, at, _d, who in rows if state == QuestionState.IN_REVIEW and who != user.pk
        ]
        if over:
            words = ngettext(
                "%(n)d answer to read over", "%(n)d answers to read over", len(over)
            ) % {"n": len(over)}
            url = f"{inbox}?view=in_review"
            found.append(TodayLine(words, url, _("Read over"), "check", over[0]))
    return found
