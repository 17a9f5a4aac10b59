from __future__ import annotations

from django.apps import AppConfig


class OperationConfig(AppConfig):
    name = "coachdesk.operation"
    label = "operation"
    verbose_name = "Operation"

    def ready(self) -> None:
        from coachdesk.operation import after_restore, desk_pages, journal, receivers  # noqa: F401
        from coachdesk.outbox.chores import register_chore

        after_restore.register()
        desk_pages.register()
        register_chore("operation.journal", journal.move_to_file, seconds=1)
