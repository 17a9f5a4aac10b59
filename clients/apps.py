from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClientsConfig(AppConfig):
    name = "clients"
    label = "clients"
    verbose_name = "Clients"

    def ready(self) -> None:
        from clients import after_restore, desk_pages, queries, receivers
        from clients.agreements import files
        from clients.agreements.texts import load_joint_texts
        from clients.cases import wishes
        from clients.models import Client
        from clients.page import tabs, timeline
        from clients.page.attention import register_attention
        from clients.people import leaving
        from clients.record import due_requests, erase, export, today_lines
        from clients.reports import figures
        from clients.words import services as words
        from coachdesk.audit.denials import register_person
        from coachdesk.lib.nav_counts import register_count
        from coachdesk.lib.shipped import register_shipped
        from coachdesk.operation.key_rotation import register_sealed_files
        from coachdesk.outbox.person_lookup import register_person_lookup
        from coachdesk.outbox.stuck_mail import register_people
        from coachdesk.questions.retention import register_hold
        from coachdesk.safety.subjects import register_subjects
        from coachdesk.users.leaving import register_in_hand
        from coachdesk.users.today_lines import register_today_lines

        register_shipped("texts for work with both", load_joint_texts)
        register_subjects(queries.flag_subjects)
        register_hold(erase.letters_held)
        register_person_lookup(receivers.person_id_of)
        register_people("clients:contact", Client.objects.editable_by)
        register_count("erasures", queries.erasures_for_nav)
        register_count("copies", queries.copies_for_nav)
        register_person(Client)
        timeline.register_timeline("safety", _("Safety"), timeline.flag_acts)
        timeline.register_timeline("words", _("Words and actions"), words.words_lines)
        figures.register_own_reports()
        export.register_own_parts()
        erase.register_erase("clients", erase.own_plan, erase.own_run)
        tabs.register_tab("clients:work", _("Goals and case"), position=41, group="progress")
        tabs.register_tab("clients:words", _("Words and actions"), position=42, group="progress")
        tabs.register_tab("clients:safety", _("Safety"), position=60)
        tabs.register_tab("clients:documents", _("Agreements"), position=70, group="file")
        tabs.register_tab("clients:contact", _("Safe contact"), position=71, group="file")
        tabs.register_tab("clients:record", _("Record"), position=72, group="file")
        after_restore.register()
        register_sealed_files("clients_document.file", files.reseal_files)
        desk_pages.register()
        register_in_hand(leaving.in_hand, position=10)
        register_today_lines(today_lines.lines, position=30)
        register_today_lines(wishes.today_lines, position=25)
        register_today_lines(due_requests.today_lines, position=26)
        register_attention("requests", due_requests.attention, page_only=True)
        register_attention("partner", wishes.attention, page_only=True)
