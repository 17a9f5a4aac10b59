"""Template tags of the session pages."""

from __future__ import annotations

from collections.abc import Sized
from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def timesince_short(moment: datetime) -> str:
    """ "38 min", "5 h", "3 days" since a time; the rounder the older."""
    minutes = int((timezone.now() - moment).total_seconds() // 60)
    if minutes < 60:
        return _("%(n)d min") % {"n": max(minutes, 0)}
    if minutes < 48 * 60:
        return _("%(n)d h") % {"n": minutes // 60}
    return _("%(n)d days") % {"n": minutes // (24 * 60)}


@register.filter
def add_length(number: int, rows: Sized) -> int:
    """The number and how many rows there are besides."""
    return number + (len(rows) if rows else 0)
