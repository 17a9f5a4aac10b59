"""What a client switched on for the portal itself."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from clients.models import Client


class HomeScreen(models.Model):
    """The client wants the portal's neutral sign on the home screen; without a row it is off."""

    client = models.OneToOneField(Client, models.CASCADE, related_name="home_screen")
    since = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.client_id)
