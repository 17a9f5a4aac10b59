from __future__ import annotations

from django.apps import AppConfig


class SafetyConfig(AppConfig):
    name = "coachdesk.safety"
    label = "safety"
    verbose_name = "Safety"

    def ready(self) -> None:
        from coachdesk.lib.nav import register_count
        from coachdesk.lib.shipped import register_shipped
        from coachdesk.safety.queries import waiting
        from coachdesk.safety.shipped import load_help_numbers

        register_shipped("help numbers", load_help_numbers)
        register_count("flags", waiting)
