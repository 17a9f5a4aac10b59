from __future__ import annotations

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "coachdesk.outbox"
    label = "outbox"
    verbose_name = "Outbox"

    def ready(self) -> None:
        from coachdesk.outbox import receivers  # noqa: F401
