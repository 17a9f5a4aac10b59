"""Forms of the case review list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from clients.models import Client
from coachdesk.lib.fields import TextArea


class BringForm(forms.Form):
    """A case for supervision."""

    quiet_optional = True
    client = forms.ChoiceField(label=lazy("Client"))
    question = TextArea(label=lazy("What do you want to look at?"), limit=4000)

    def __init__(self, *args: Any, clients: list[Client], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.clients = {str(c.pk): c for c in clients}
        self.fields["client"].choices = [  # type: ignore[attr-defined]
            (pk, c.name) for pk, c in self.clients.items()
        ]


class OutcomeForm(forms.Form):
    """What came of it."""

    outcome = TextArea(label=lazy("What came of it?"), limit=4000)
