from __future__ import annotations

from django.apps import AppConfig
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
