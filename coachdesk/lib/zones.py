"""Time zones: the practice's, and the choice of a person's own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

_chosen: list[Callable[[], str]] = []


def register_practice_zone(chosen: Callable[[], str]) -> None:
    """Let ``chosen()`` say which zone the practice has; it is asked each time."""
    _chosen[:] = [chosen]


def practice_zone() -> str:
    """The zone of a person who has not said where she is."""
    return _chosen[0]() if _chosen else str(settings.TIME_ZONE)


def zone_choices() -> list[tuple[str, Any]]:
    """Zones by the part of the world they lie in, in the words of the zone database."""
    parts: dict[str, list[tuple[str, str]]] = {}
    for name in sorted(available_timezones()):
        area, _slash, place = name.partition("/")
        if place and area not in ("Etc", "posix", "right", "SystemV", "US", "Brazil", "Mexico"):
            parts.setdefault(area, []).append((name, place.replace("_", " ")))
    return [("UTC", "UTC"), *parts.items()]


def time_there(zone: str) -> datetime:
    """The present moment as it is in ``zone``."""
    return timezone.now().astimezone(ZoneInfo(zone))


class ZoneField(forms.ChoiceField):
    """Where a person's clock runs. The page says the time there, so that a wrong one is seen."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Your time zone"))
        super().__init__(choices=zone_choices, **kwargs)
        self.widget.attrs |= {"data-zone": "", "autocomplete": "off"}


class ZoneForm(forms.Form):
    """One zone, for the settings of a person."""

    time_zone = ZoneField()
