from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClientsConfig(AppConfig):
    name = "clients"
    label = "clients"
    verbose_name = "Clients"

    def ready(self) -> None:
        from clients import attention, queries, receivers, timeline
        from coachdesk.lib.nav import register_count
        from coachdesk.outbox.people import register_person_lookup

        register_person_lookup(receivers.person_id_of)
        register_count("clients", queries.count_for_nav)
        timeline.register_timeline("record", _("The record"), timeline.own_events)
        attention.register_attention("record", attention.own_reasons)
