from __future__ import annotations

from django.apps import AppConfig


class ConsentsConfig(AppConfig):
    name = "coachdesk.consents"
    label = "consents"
    verbose_name = "Consents"
