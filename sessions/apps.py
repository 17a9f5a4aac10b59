from __future__ import annotations

from django.apps import AppConfig


class SessionsConfig(AppConfig):
    name = "sessions"
    label = "coaching_sessions"  # django.contrib.sessions owns "sessions"
    verbose_name = "Sessions"
