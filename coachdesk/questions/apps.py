from __future__ import annotations

from django.apps import AppConfig


class QuestionsConfig(AppConfig):
    name = "coachdesk.questions"
    label = "questions"
    verbose_name = "Questions"

    def ready(self) -> None:
        from coachdesk.audit.denials import register_person
        from coachdesk.lib.nav_counts import register_count
        from coachdesk.lib.shipped import register_shipped
        from coachdesk.outbox.stuck_mail import register_people
        from coachdesk.questions import (  # noqa: F401
            after_restore,
            desk_pages,
            leaving,
            news,
            receivers,
            today_lines,
        )
        from coachdesk.questions.models import Question
        from coachdesk.questions.queries import flag_subjects, letters_of, waiting
        from coachdesk.questions.shipped_topics import load_topics
        from coachdesk.questions.shown import sent_by
        from coachdesk.safety.shown import register_sent
        from coachdesk.safety.subjects import register_subjects
        from coachdesk.users.leaving import register_in_hand
        from coachdesk.users.news import register_news
        from coachdesk.users.today_lines import register_today_lines

        register_shipped("topics", load_topics)
        register_count("questions", waiting)
        register_people("questions:workbench", letters_of)
        register_person(Question)
        register_subjects(flag_subjects)
        register_sent(sent_by)
        after_restore.register()
        desk_pages.register()
        register_in_hand(leaving.in_hand, position=30)
        register_today_lines(today_lines.lines, position=10)
        register_news(news.news)
