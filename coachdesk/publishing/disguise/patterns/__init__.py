"""Patterns of details: each belongs to a kind. None was written for one letter."""

from __future__ import annotations

from coachdesk.publishing.disguise.detail import Kind
from coachdesk.publishing.disguise.patterns.capitals import CASED
from coachdesk.publishing.disguise.patterns.events import EVENTS
from coachdesk.publishing.disguise.patterns.forms import FORMS
from coachdesk.publishing.disguise.patterns.lives import LIVES

PLAIN: tuple[tuple[Kind, str], ...] = (*FORMS, *LIVES, *EVENTS)

__all__ = ["CASED", "PLAIN"]
