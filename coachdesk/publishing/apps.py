from __future__ import annotations

from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "coachdesk.publishing"
    label = "publishing"
    verbose_name = "Publishing"

    def ready(self) -> None:
        from coachdesk.lib.nav import register_count
        from coachdesk.publishing import keeping, panels, queries, receivers  # noqa: F401
        from coachdesk.publishing.facts import facts_of
        from coachdesk.questions.keeping import register_use
        from coachdesk.questions.mirror import register_facts
        from coachdesk.questions.panels import (
            register_panel,
            register_published,
            register_related,
        )

        register_count("review", queries.waiting_for_review)
        register_count("comments", queries.waiting_comments)
        register_panel("reader", panels.reader_panel)
        register_panel("workbench", panels.workbench_panel)
        register_related(queries.related)
        register_published(queries.published_slug)
        register_facts(facts_of)
        register_use(keeping.letters_in_use, keeping.forget_letter)
