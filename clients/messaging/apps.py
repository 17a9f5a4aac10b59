from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MessagingConfig(AppConfig):
    name = "clients.messaging"
    label = "messaging"
    verbose_name = "Messaging"

    def ready(self) -> None:
        from clients.messaging import desk_pages, news, receivers  # noqa: F401
        from clients.messaging.overview_panel import panel
        from clients.messaging.queries import unread_for_nav
        from clients.messaging.record_parts import KEYS, export_part
        from clients.messaging.timeline_lines import attention, timeline_entries
        from clients.page import tabs
        from clients.page.attention import register_attention
        from clients.page.timeline import register_timeline
        from clients.record.export import register_export
        from coachdesk.lib.nav_counts import register_count
        from coachdesk.users.models import Role
        from coachdesk.users.news import register_news

        register_export("messages", export_part, _("Messages"), keys=KEYS)
        register_count("messages", unread_for_nav)
        tabs.register_tab(
            "messaging:client", _("Messages"), position=50, for_workers=True, in_emergency=True
        )
        tabs.register_action(
            "messaging:client",
            _("Portal message"),
            position=20,
            icon="message-square-text",
            for_workers=True,
        )
        tabs.register_panel(
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
        desk_pages.register()
        register_news(news.news)
