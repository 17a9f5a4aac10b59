from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MeasuresConfig(AppConfig):
    name = "clients.measures"
    label = "measures"
    verbose_name = "Measures"

    def ready(self) -> None:
        from clients.measures import news
        from clients.measures.overview_panel import panel
        from clients.measures.record_parts import KEYS, export_part, intake_part
        from clients.measures.reports import outcomes
        from clients.measures.timeline_lines import attention, scores_due, timeline_entries
        from clients.page import tabs
        from clients.page.attention import register_attention
        from clients.page.timeline import register_timeline
        from clients.people.intake import register_intake
        from clients.record.export import register_export
        from clients.reports.figures import register_report
        from coachdesk.users.news import register_news

        register_export("check-ins", export_part, _("Check-ins and scores"), keys=KEYS)
        register_intake("baseline", intake_part)
        tabs.register_tab("measures:client", _("Check-ins"), position=40, group="progress")
        tabs.register_panel(
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
        register_attention("scores", scores_due, quiet=True)
        register_news(news.news)
