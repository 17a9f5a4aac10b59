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
        from clients.export import register_export
        from clients.intake import register_intake
        from clients.measures.overview import panel
        from clients.measures.panels import attention, timeline_entries
        from clients.measures.record import KEYS, export_part, intake_part
        from clients.measures.reports import outcomes
        from clients.reports import register_report
        from clients.timeline import register_timeline

        register_export("check-ins", export_part, _("Check-ins and scores"), keys=KEYS)
        register_intake("baseline", intake_part)
        pages.register_tab("measures:client", _("Check-ins"), position=40)
        pages.register_panel(
            "check-ins",
            _("Weekly check-ins"),
            template="measures/_overview.html",
            make=panel,
            url_name="measures:client",
            position=10,
        )
        register_timeline("check_in", _("Check-ins"), timeline_entries)
        register_report("outcomes", outcomes)
        register_attention("measures", attention)
