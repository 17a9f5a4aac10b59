from __future__ import annotations

from django.apps import AppConfig


class HomeworkConfig(AppConfig):
    name = "clients.homework"
    label = "homework"
    verbose_name = "Homework"

    def ready(self) -> None:
        from clients.homework.services import pause_for_flag
        from coachdesk.safety.services import flag_opened

        flag_opened.connect(pause_for_flag, dispatch_uid="homework.pause")
