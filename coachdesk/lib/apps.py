from __future__ import annotations

from django.apps import AppConfig


class LibConfig(AppConfig):
    """Helpers without models; an app only so that its template tags are found."""

    name = "coachdesk.lib"
    label = "lib"
