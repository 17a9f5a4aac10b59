from __future__ import annotations

from django.apps import AppConfig


class SafetyConfig(AppConfig):
    name = "coachdesk.safety"
    label = "safety"
    verbose_name = "Safety"

    def ready(self) -> None:
        from coachdesk.lib.nav_counts import register_count
        from coachdesk.lib.shipped import register_shipped
        from coachdesk.safety import desk_pages, leaving, news, today_lines
        from coachdesk.safety.queries import numbers_for_nav, waiting
        from coachdesk.safety.shipped_help_numbers import load_help_numbers
        from coachdesk.users.leaving import register_in_hand
        from coachdesk.users.news import register_news
        from coachdesk.users.today_lines import register_today_lines

        register_shipped("help numbers", load_help_numbers)
        register_count("flags", waiting)
        register_count("numbers", numbers_for_nav)
        desk_pages.register()
        desk_pages.register_set_up()
        register_in_hand(leaving.in_hand, position=40)
        register_today_lines(today_lines.lines, position=40)
        register_news(news.news)
