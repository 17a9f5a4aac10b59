"""Celery application: workers run outbox rows by id, nothing else travels in the queue."""

from __future__ import annotations

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coachdesk.settings")
app = Celery("coachdesk")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
