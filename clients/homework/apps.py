from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeworkConfig(AppConfig):
    name = "clients.homework"
    label = "homework"
    verbose_name = "Homework"

    def ready(self) -> None:
        from clients import pages
        from clients.attention import register_attention
        from clients.export import register_export
        from clients.homework import measuring, record
        from clients.homework.advice import published_steps
        from clients.homework.library import load_shipped_programs
        from clients.homework.overview import panel
        from clients.homework.panels import attention, timeline_entries
        from clients.homework.services import pause_for_flag
        from clients.homework.small import (
            task_from_declined,
            task_from_low_contentment,
            task_from_worry,
        )
        from clients.measures.queries import register_marks
        from clients.measures.schedules import register_schedules
        from clients.measures.signals import contentment_low
        from clients.signals import agreement_declined, case_closed, worry_wanted_as_step
        from clients.timeline import register_timeline
        from coachdesk.exports import Receiver
        from coachdesk.lib.shipped import register_shipped
        from coachdesk.questions.program_steps import register_steps
        from coachdesk.safety.services import flag_opened

        register_export(
            "homework",
            record.export_part,
            _("Programs, tasks and own pages"),
            keys=record.KEYS,
            receivers=(Receiver.CLIENT,),
        )
        register_export(
            "homework_shared",
            record.record_part,
            _("Programs and tasks"),
            keys=record.KEYS,
            receivers=(Receiver.TWO_PERSONS,),
        )
        case_closed.connect(record.stop_with_case, dispatch_uid="homework.stop")
        agreement_declined.connect(task_from_declined, dispatch_uid="homework.declined")
        worry_wanted_as_step.connect(task_from_worry, dispatch_uid="homework.worry")
        contentment_low.connect(task_from_low_contentment, dispatch_uid="homework.contentment")
        register_schedules(measuring.schedules)
        register_marks(measuring.marks)
        register_shipped("programs", load_shipped_programs)
        register_steps(published_steps)
        flag_opened.connect(pause_for_flag, dispatch_uid="homework.pause")
        pages.register_tab("homework:client", _("Homework"), position=30)
        pages.register_panel(
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
