from __future__ import annotations

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "coachdesk.audit"
    label = "audit"
    verbose_name = "Audit"

    def ready(self) -> None:
        from coachdesk.audit import desk_pages, receivers  # noqa: F401

        desk_pages.register()
