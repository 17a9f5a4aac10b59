from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SessionsConfig(AppConfig):
    name = "sessions"
    label = "coaching_sessions"  # django.contrib.sessions owns "sessions"
    verbose_name = "Sessions"

    def ready(self) -> None:
        from clients.measures.queries import register_marks
        from clients.page import tabs
        from clients.page.attention import register_attention
        from clients.page.timeline import register_timeline
        from clients.people.what_hangs import register_asks
        from clients.record.erase import register_erase
        from clients.record.export import register_export
        from clients.reports.figures import register_report
        from coachdesk.exports import Receiver
        from coachdesk.lib.nav_counts import register_count
        from coachdesk.users.leaving import register_in_hand
        from coachdesk.users.models import Role
        from coachdesk.users.policies import WORK_WITH_CLIENTS
        from sessions import (
            after_restore,
            desk_pages,
            leaving,
            overview_panel,
            record_parts,
            reports,
            timeline_lines,
        )
        from sessions.calendar import handing_on
        from sessions.log import queries
        from sessions.notes import left_behind  # noqa: F401  listens to handing on

        register_asks(handing_on.asks)
        tabs.register_tab("sessions:client", _("Sessions"), position=20)
        tabs.register_action(
            "sessions:begin",
            _("Start session note"),
            position=10,
            icon="notebook-pen",
            for_workers=True,
        )
        tabs.register_panel(
            "sessions",
            _("Sessions"),
            template="sessions/_overview.html",
            make=overview_panel.panel,
            url_name="sessions:client",
            position=10,
            place="side",
            roles=(*WORK_WITH_CLIENTS, Role.OWNER),
        )
        register_timeline("sessions", _("Sessions"), timeline_lines.timeline_entries)
        register_report("missing-notes", reports.missing_notes)
        register_attention("sessions", timeline_lines.attention)
        register_marks(timeline_lines.marks)
        register_count("sessions", queries.waiting_for_nav)
        register_count("cosign", queries.cosign_for_nav)
        register_export(
            "sessions",
            record_parts.export_part,
            _("Appointments and what we agreed"),
            keys=record_parts.KEYS,
        )
        register_export(
            "notes",
            record_parts.notes_part,
            _("Signed notes"),
            keys=record_parts.NOTE_KEYS,
            receivers=(Receiver.TWO_PERSONS,),
        )
        register_erase(
            "sessions", record_parts.erase_plan, record_parts.erase_run, covers=record_parts.COVERED
        )
        after_restore.register()
        desk_pages.register()
        register_in_hand(leaving.in_hand, position=20)
