from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MeasuresConfig(AppConfig):
    name = "clients.measures"
    label = "measures"
    verbose_name = "Measures"

    def ready(self) -> None:
        from clients import pages
        from clients.attention import register_attention
        from clients.measures.panels import attention, timeline_entries
        from clients.timeline import register_timeline

        pages.register_tab("measures:client", _("Check-ins"), position=40)
        register_timeline("check_in", _("Check-ins"), timeline_entries)
        register_attention("measures", attention)
