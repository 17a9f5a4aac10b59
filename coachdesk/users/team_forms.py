"""Forms of the team's page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from coachdesk.users.models import Role, User
from coachdesk.users.policies import COACHES
from coachdesk.users.role_words import role_choices


class InviteForm(forms.Form):
    address = forms.EmailField(label=gettext_lazy("Email address"), max_length=254)
    roles = forms.MultipleChoiceField(
        label=gettext_lazy("Roles"), choices=role_choices(), widget=forms.CheckboxSelectMultiple
    )


class RolesForm(forms.Form):
    roles = forms.MultipleChoiceField(
        label=gettext_lazy("Roles"),
        choices=Role.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


class PairForm(forms.Form):
    supervisor = forms.ModelChoiceField(User.objects.none(), label=gettext_lazy("Supervisor"))
    coach = forms.ModelChoiceField(User.objects.none(), label=gettext_lazy("Coach"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, roles in (
            ("supervisor", (Role.SUPERVISOR,)),
            ("coach", COACHES),
        ):
            field = self.fields[name]
            field.queryset = User.objects.with_role(*roles)  # type: ignore[attr-defined]
            field.label_from_instance = lambda person: person.display_name  # type: ignore[attr-defined]
