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
        from clients.reports import register_report
        from clients.timeline import register_timeline
        from coachdesk.exports import Receiver
        from coachdesk.lib.nav import register_count
        from coachdesk.users.models import Role
        from coachdesk.users.policies import WORK_WITH_CLIENTS
        from sessions import overview, panels, queries, record, reports

        pages.register_tab("sessions:client", _("Sessions"), position=20)
        pages.register_action(
            "sessions:begin",
            _("Start session note"),
            position=10,
            icon="notebook-pen",
            for_workers=True,
        )
        pages.register_panel(
            "sessions",
            _("Sessions"),
            template="sessions/_overview.html",
            make=overview.panel,
            url_name="sessions:client",
            position=10,
            place="side",
            roles=(*WORK_WITH_CLIENTS, Role.OWNER),
        )
        register_timeline("sessions", _("Sessions"), panels.timeline_entries)
        register_report("missing-notes", reports.missing_notes)
        register_attention("sessions", panels.attention)
        register_marks(panels.marks)
        register_count("notes", queries.count_for_nav)
        register_export(
            "sessions",
            record.export_part,
            _("Appointments and what we agreed"),
            keys=record.KEYS,
        )
        register_export(
            "notes",
            record.notes_part,
            _("Signed notes"),
            keys=record.NOTE_KEYS,
            receivers=(Receiver.TWO_PERSONS,),
        )
        register_erase("sessions", record.erase_plan, record.erase_run, covers=record.COVERED)
