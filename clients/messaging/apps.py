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
        from clients.messaging.panels import attention, timeline_entries
        from clients.timeline import register_timeline

        pages.register_tab("messaging:client", _("Messages"), position=50)
        register_timeline("message", _("Messages"), timeline_entries)
        register_attention("messaging", attention)
