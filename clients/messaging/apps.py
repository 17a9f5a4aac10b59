from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MessagingConfig(AppConfig):
    name = "clients.messaging"
    label = "messaging"
    verbose_name = "Messaging"

    def ready(self) -> None:
        from clients import pages
        from clients.attention import register_attention
        from clients.export import register_export
        from clients.messaging.overview import panel
        from clients.messaging.panels import attention, timeline_entries
        from clients.messaging.queries import unread_for_nav
        from clients.messaging.record import KEYS, export_part
        from clients.timeline import register_timeline
        from coachdesk.lib.nav import register_count
        from coachdesk.users.models import Role

        register_export("messages", export_part, _("Messages"), keys=KEYS)
        register_count("messages", unread_for_nav)
        pages.register_tab(
            "messaging:client", _("Messages"), position=50, for_workers=True, in_emergency=True
        )
        pages.register_action(
            "messaging:client",
            _("Portal message"),
            position=20,
            icon="message-square-text",
            for_workers=True,
        )
        pages.register_panel(
            "messages",
            _("Messages"),
            template="messaging/_overview.html",
            make=panel,
            url_name="messaging:client",
            position=20,
            roles=(Role.COACH, Role.COUNSELOR, Role.OWNER),
        )
        register_timeline("message", _("Messages"), timeline_entries)
        register_attention("messaging", attention)
