from __future__ import annotations

from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "coachdesk.publishing"
    label = "publishing"
    verbose_name = "Publishing"

    def ready(self) -> None:
        from coachdesk.lib.nav_counts import register_count
        from coachdesk.outbox.services import fresh_secrets
        from coachdesk.publishing import (  # noqa: F401
            after_restore,
            desk_pages,
            letter_panels,
            news,
            queries,
            receivers,
            retention,
            today_lines,
        )
        from coachdesk.publishing.letter_facts import facts_of
        from coachdesk.publishing.subscriptions import fresh_confirm_token
        from coachdesk.questions.conflict_check import register_facts
        from coachdesk.questions.letter_panels import (
            register_panel,
            register_published,
            register_related,
        )
        from coachdesk.questions.retention import register_use
        from coachdesk.safety.subjects import register_subjects
        from coachdesk.users.news import register_news
        from coachdesk.users.today_lines import register_today_lines

        register_subjects(queries.flag_subjects)
        fresh_secrets["subscription.confirm"] = fresh_confirm_token
        register_count("review", queries.waiting_for_review)
        register_count("comments", queries.waiting_comments)
        register_panel("reader", letter_panels.reader_panel)
        register_panel("workbench", letter_panels.workbench_panel)
        register_related(queries.related)
        register_published(queries.published_slug)
        register_facts(facts_of)
        register_use(retention.letters_in_use, retention.forget_letter)
        after_restore.register()
        desk_pages.register()
        register_today_lines(today_lines.lines, position=20)
        register_news(news.news)
