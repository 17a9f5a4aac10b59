"""Open letters that somebody answers, when that person leaves the team."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import ngettext

from coachdesk.questions.models import OPEN, Question
from coachdesk.users.leaving import InHand
from coachdesk.users.models import User


def in_hand(user: User) -> list[InHand]:
    """Letters that wait for the person's answer; one query."""
    letters = Question.objects.filter(assignee=user, state__in=OPEN).count()
    if not letters:
        return []
    words = ngettext("%(n)d open letter", "%(n)d open letters", letters)
    return [InHand(words % {"n": letters}, f"{reverse('questions:inbox')}?assignee={user.pk}")]
