"""Work by the clock on the publishing floor."""

from __future__ import annotations

from coachdesk.publishing import publication, retention


def advance() -> None:
    """Every five minutes: scheduled articles, expired ones, unanswered previews."""
    publication.advance()


def keep() -> None:
    """Once a day: comments that were never shown and are older than they may be."""
    retention.drop_comments()
