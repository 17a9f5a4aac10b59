"""Work by the clock on the publishing floor."""

from __future__ import annotations

from coachdesk.publishing import services


def advance() -> None:
    """Every five minutes: scheduled articles, expired ones, unanswered previews."""
    services.advance()
