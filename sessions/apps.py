from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SessionsConfig(AppConfig):
    name = "sessions"
    label = "coaching_sessions"  # django.contrib.sessions owns "sessions"
    verbose_name = "Sessions"

    def ready(self) -> None:
        from clients import pages
        from clients.attention import register_attention
        from clients.erase import register_erase
        from clients.export import register_export
        from clients.measures.queries import register_marks
        from clients.timeline import register_timeline
        from coachdesk.lib.nav import register_count
        from sessions import panels, queries, record

        pages.register_tab("sessions:client", _("Sessions"), position=20)
        pages.register_action(
            "sessions:begin", _("Start session note"), position=10, icon="notebook-pen"
        )
        register_timeline("sessions", _("Sessions"), panels.timeline_entries)
        register_attention("sessions", panels.attention)
        register_marks(panels.marks)
        register_count("notes", queries.count_for_nav)
        register_export("sessions", record.export_part, _("Appointments and what we agreed"))
        register_erase("sessions", record.erase_plan, record.erase_run, covers=record.COVERED)
