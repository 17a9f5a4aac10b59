from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeworkConfig(AppConfig):
    name = "clients.homework"
    label = "homework"
    verbose_name = "Homework"

    def ready(self) -> None:
        from clients.homework import after_restore, desk_pages, news, questionnaires, record_parts
        from clients.homework.advice_steps import published_steps
        from clients.homework.homework_tasks import (
            task_from_declined,
            task_from_low_contentment,
            task_from_worry,
        )
        from clients.homework.library import load_shipped_programs
        from clients.homework.overview_panel import panel
        from clients.homework.queries import steps_for_nav
        from clients.homework.services import pause_for_flag
        from clients.homework.timeline_lines import attention, timeline_entries
        from clients.measures.queries import register_marks
        from clients.measures.schedules import register_schedules
        from clients.measures.signals import contentment_low
        from clients.page import tabs
        from clients.page.attention import register_attention
        from clients.page.timeline import register_timeline
        from clients.record.export import register_export
        from clients.signals import agreement_declined, case_closed, worry_wanted_as_step
        from coachdesk.exports import Receiver
        from coachdesk.lib.nav_counts import register_count
        from coachdesk.lib.shipped import register_shipped
        from coachdesk.questions.program_steps import register_steps
        from coachdesk.safety.services import flag_opened
        from coachdesk.users.news import register_news

        register_export(
            "homework",
            record_parts.export_part,
            _("Programs, tasks and own pages"),
            keys=record_parts.KEYS,
            receivers=(Receiver.CLIENT,),
        )
        register_export(
            "homework_shared",
            record_parts.record_part,
            _("Programs and tasks"),
            keys=record_parts.KEYS,
            receivers=(Receiver.TWO_PERSONS,),
        )
        case_closed.connect(record_parts.stop_with_case, dispatch_uid="homework.stop")
        agreement_declined.connect(task_from_declined, dispatch_uid="homework.declined")
        worry_wanted_as_step.connect(task_from_worry, dispatch_uid="homework.worry")
        contentment_low.connect(task_from_low_contentment, dispatch_uid="homework.contentment")
        register_schedules(questionnaires.schedules)
        register_marks(questionnaires.marks)
        register_shipped("programs", load_shipped_programs)
        register_steps(published_steps)
        flag_opened.connect(pause_for_flag, dispatch_uid="homework.pause")
        tabs.register_tab("homework:client", _("Homework"), position=30)
        tabs.register_panel(
            "homework",
            _("Homework"),
            template="homework/_overview.html",
            make=panel,
            url_name="homework:client",
            position=20,
            place="side",
        )
        register_timeline("homework", _("Homework"), timeline_entries)
        register_attention("homework", attention)
        register_count("steps", steps_for_nav)
        after_restore.register()
        desk_pages.register()
        register_news(news.news)
