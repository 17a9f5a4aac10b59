from __future__ import annotations

from django.apps import AppConfig


class UsersConfig(AppConfig):
    name = "coachdesk.users"
    label = "users"
    verbose_name = "People and doors"

    def ready(self) -> None:
        from coachdesk.lib.nav_counts import register_count
        from coachdesk.lib.zones import register_practice_zone
        from coachdesk.users import desk_pages, receivers, setup_steps  # noqa: F401
        from coachdesk.users.identity import practice_zone
        from coachdesk.users.leaving import pairs_of, register_in_hand
        from coachdesk.users.team import role_changes_for_nav

        desk_pages.register()
        setup_steps.register()
        register_in_hand(pairs_of, position=60)
        register_practice_zone(practice_zone)
        register_count("role_changes", role_changes_for_nav)
