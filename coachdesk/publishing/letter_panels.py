"""What publishing shows on the letters' pages."""

from __future__ import annotations

from typing import Any

from coachdesk.publishing.models import Article, ArticleState
from coachdesk.questions.letter_panels import Panel
from coachdesk.questions.models import Question, QuestionState


def reader_panel(question: Question, user: Any) -> Panel | None:
    """The writer's own article: waiting for a yes, scheduled or online."""
    shown = (ArticleState.WRITER_PREVIEW, ArticleState.SCHEDULED, ArticleState.PUBLISHED)
    article = Article.objects.filter(question=question, state__in=shown).first()
    return Panel("publishing/_reader_panel.html", {"article": article}) if article else None


def workbench_panel(question: Question, user: Any) -> Panel | None:
    """Make an article, or the way to the one there is."""
    if question.state not in (QuestionState.ANSWERED, QuestionState.CLOSED):
        return None
    article = Article.objects.filter(question=question).first()
    if article is None and not question.may_publish:
        return None
    return Panel("publishing/_workbench_panel.html", {"article": article, "question": question})
