from __future__ import annotations

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "coachdesk.outbox"
    label = "outbox"
    verbose_name = "Outbox"

    def ready(self) -> None:
        import coachdesk.celery  # noqa: F401 - ``shared_task`` binds to our application
        from coachdesk.outbox import desk_pages, news, queries, receivers, today_lines  # noqa: F401
        from coachdesk.users.mail_facts import register_mail_facts
        from coachdesk.users.news import register_news
        from coachdesk.users.today_lines import register_today_lines

        register_mail_facts(lambda: queries.mail_state().words, queries.fates_of)
        desk_pages.register()
        register_today_lines(today_lines.lines, position=5)
        register_news(news.news, mail_only=True)
