from __future__ import annotations

from django.apps import AppConfig


class QuestionsConfig(AppConfig):
    name = "coachdesk.questions"
    label = "questions"
    verbose_name = "Questions"
