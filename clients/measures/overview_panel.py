"""What check-ins show on the overview of a client's page."""

from __future__ import annotations

from typing import Any

from clients.measures.queries import weekly_lines
from clients.models import Client
from coachdesk.users.models import User


def panel(client: Client, user: User) -> dict[str, Any] | None:
    """The sliders of the last twelve weeks, each with its sentence; one query."""
    lines = weekly_lines(client)
    answered = any(value is not None for line in lines for value in line.values)
    rows = zip(lines[0].labels, *(line.values for line in lines), strict=True)
    return {
        "lines": lines if answered else [],
        "columns": ["", *(line.slider.name for line in lines)],
        "rows": list(rows),
    }
