from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClientsConfig(AppConfig):
    name = "clients"
    label = "clients"
    verbose_name = "Clients"

    def ready(self) -> None:
        from clients import (
            erase,
            export,
            pages,
            queries,
            receivers,
            reports,
            timeline,
            words,
        )
        from coachdesk.lib.nav import register_count
        from coachdesk.outbox.people import register_person_lookup
        from coachdesk.questions.keeping import register_hold

        register_hold(erase.letters_held)
        register_person_lookup(receivers.person_id_of)
        register_count("clients", queries.count_for_nav)
        timeline.register_timeline("safety", _("Safety"), timeline.flag_acts)
        timeline.register_timeline("words", _("Words and actions"), words.words_lines)
        reports.register_own_reports()
        export.register_own_parts()
        erase.register_erase("clients", erase.own_plan, erase.own_run)
        pages.register_tab("clients:documents", _("Agreement and consent"), position=70)
        pages.register_tab("clients:work", _("Work"), position=10)
        pages.register_tab("clients:safety", _("Safety"), position=60)
        pages.register_tab("clients:words", _("Words"), position=50)
        pages.register_tab("clients:record", _("Record"), position=80)
