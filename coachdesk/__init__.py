"""Coach Desk."""

from __future__ import annotations

from coachdesk.celery import app as celery_app

__all__ = ["celery_app"]
