"""Forms about a record: who works on it, merging, and what takes a reason."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients.models import Client, ClientStatus
from clients.people.what_hangs import Ask
from coachdesk.lib.fields import TextArea, TextLine
from coachdesk.users.models import User
from coachdesk.users.policies import COACHES


class GlassForm(forms.Form):
    """One client by code, with a reason of 20 to 500 characters (SEC-18)."""

    code = TextLine(label=gettext_lazy("The client’s code"), limit=12)
    reason = TextArea(label=gettext_lazy("Reason"), limit=500, min_length=20)


def named_client(form: GlassForm) -> Client | None:
    """The client whose code was typed, who is not erased; None with the reason on the form."""
    if not form.is_valid():
        return None
    known = Client.objects.exclude(status=ClientStatus.PURGED)
    client = known.filter(code=form.cleaned_data["code"].upper()).first()
    if client is None:
        form.add_error("code", _("There is no client with this code."))
    return client


class PersonForm(forms.Form):
    """A coach other than the one who asks; taking a case oneself is an act of its own."""

    person = forms.ModelChoiceField(User.objects.none(), label=gettext_lazy("To whom"))

    def __init__(self, *args: Any, actor: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        others = User.objects.with_role(*COACHES).exclude(pk=actor.pk)
        field.queryset = others  # type: ignore[attr-defined]
        field.label_from_instance = lambda person: person.display_name  # type: ignore[attr-defined]


class HandOverForm(PersonForm):
    """Who takes a case over for good, and why; ``shown`` is whose case the page showed."""

    shown = forms.CharField(widget=forms.HiddenInput, max_length=40, required=False)
    reason = TextArea(label=gettext_lazy("Reason"), limit=500, min_length=20)
    word = TextArea(
        label=gettext_lazy("A first word to the client"),
        help_text=gettext_lazy(
            "It stands among the messages in the portal, under your name, after the line that says "
            "who works with them from now on."
        ),
        limit=1000,
        required=False,
    )

    def __init__(self, *args: Any, asks: Iterable[Ask] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = [ask.key for ask in asks]
        for ask in asks:
            self.fields[ask.key] = forms.ChoiceField(
                label=ask.label, choices=ask.choices, help_text=ask.note
            )

    @property
    def choices(self) -> dict[str, str]:
        """What was chosen about each thing that hangs on the case."""
        return {key: self.cleaned_data[key] for key in self.asked}


class HoldEndForm(forms.Form):
    """Why a legal hold may end; the second person reads it."""

    reason = TextArea(label=gettext_lazy("Why it may end"), limit=500, min_length=20)


class TakeForm(forms.Form):
    """Why somebody who runs the team takes a case themselves."""

    reason = TextArea(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("The second person reads it. The client sees that it happened."),
        limit=500,
        min_length=20,
    )


class CoverForm(PersonForm):
    """Who covers, from which day and until which; without a first day from now on."""

    since = forms.DateField(
        label=gettext_lazy("From"),
        help_text=gettext_lazy("Leave it empty to begin now."),
        widget=forms.DateInput(attrs={"type": "date"}),
        required=False,
    )
    until = forms.DateField(
        label=gettext_lazy("Until and with"), widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].label = _("Who covers")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        since, until = data.get("since"), data.get("until")
        if since and since < timezone.localdate():
            self.add_error("since", _("This day is over."))
        if until and until < (since or timezone.localdate()):
            self.add_error("until", _("A cover ends on its first day or later."))
        return data


class MergeForm(forms.Form):
    """The other record of the same person."""

    code = TextLine(
        label=gettext_lazy("Code of the other record"),
        help_text=gettext_lazy("Everything of it moves here. It can be undone."),
        limit=12,
    )
