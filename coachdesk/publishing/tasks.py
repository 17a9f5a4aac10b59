"""Work by the clock on the publishing floor."""

from __future__ import annotations

from coachdesk.publishing import keeping, online


def advance() -> None:
    """Every five minutes: scheduled articles, expired ones, unanswered previews."""
    online.advance()


def keep() -> None:
    """Once a day: comments that were never shown and are older than they may be."""
    keeping.drop_comments()
