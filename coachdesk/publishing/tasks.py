"""Work by the clock on the publishing floor."""

from __future__ import annotations

from coachdesk.publishing import online


def advance() -> None:
    """Every five minutes: scheduled articles, expired ones, unanswered previews."""
    online.advance()
