from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.core.management import call_command
from django.db.models.signals import post_migrate
from django.forms import BooleanField, ChoiceField, Field
from django.utils.translation import gettext_lazy as _


class LibConfig(AppConfig):
    """Helpers without models; an app only so that its template tags are found."""

    name = "coachdesk.lib"
    label = "lib"

    def ready(self) -> None:
        # An error says how to put it right (design, "Voice"); forms may say it more exactly.
        Field.default_error_messages["required"] = _("Please fill this in.")
        ChoiceField.default_error_messages["required"] = _("Please choose one.")
        BooleanField.default_error_messages = {"required": _("Please tick this to go on.")}
        post_migrate.connect(_make_cache_table, dispatch_uid="lib.cache_table")


def _make_cache_table(sender: AppConfig, using: str, **_kwargs: Any) -> None:
    """The table of the default cache comes with the others; nobody has to know of it.

    Django sends the signal for apps with models only, which this one is not: once, after another.
    """
    if sender.label == "contenttypes":
        call_command("createcachetable", database=using, verbosity=0)
