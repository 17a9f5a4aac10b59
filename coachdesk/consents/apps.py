from __future__ import annotations

from django.apps import AppConfig


class ConsentsConfig(AppConfig):
    name = "coachdesk.consents"
    label = "consents"
    verbose_name = "Consents"

    def ready(self) -> None:
        from coachdesk.consents import desk_pages
        from coachdesk.consents.shipped_texts import load_consent_texts
        from coachdesk.lib.shipped import register_shipped

        register_shipped("consent texts", load_consent_texts)
        desk_pages.register()
