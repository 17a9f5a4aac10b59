from __future__ import annotations

from django.apps import AppConfig


class QuestionsConfig(AppConfig):
    name = "coachdesk.questions"
    label = "questions"
    verbose_name = "Questions"

    def ready(self) -> None:
        from coachdesk.lib.nav import register_count
        from coachdesk.lib.shipped import register_shipped
        from coachdesk.questions import receivers  # noqa: F401
        from coachdesk.questions.queries import waiting
        from coachdesk.questions.shipped import load_topics

        register_shipped("topics", load_topics)
        register_count("questions", waiting)
