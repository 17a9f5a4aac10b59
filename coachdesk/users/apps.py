from __future__ import annotations

from django.apps import AppConfig


class UsersConfig(AppConfig):
    name = "coachdesk.users"
    label = "users"
    verbose_name = "People and doors"
