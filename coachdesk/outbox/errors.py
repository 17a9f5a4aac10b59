"""What a task may raise about its own message instead of failing."""

from __future__ import annotations

from datetime import datetime


class Postpone(Exception):
    """Raised by a task: run this message again at ``until`` without counting it as a failure."""

    def __init__(self, until: datetime) -> None:
        self.until = until


class Withhold(Exception):
    """Raised by a task: this message must not leave; ``reason`` is a key of gate.REASONS."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
