"""The account library's forms, fed with aliases; and the form of an invitation."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as library
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from coachdesk.lib.fields import TextLine
from coachdesk.users.models import Kind, User, alias_for


class LoginForm(library.LoginForm):
    """Address, password, and the question whose device this is (SEC-21)."""

    shared = forms.BooleanField(
        label=_("Other people use this device"),
        help_text=_("We sign you out sooner."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("remember", None)
        self.fields["login"].label = _("Email address")
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)

    def clean_login(self) -> str:
        return alias_for(self.cleaned_data["login"])

    def login(self, request: Any, redirect_url: str | None = None) -> Any:
        response = super().login(request, redirect_url)
        if self.cleaned_data.get("shared"):
            request.session["shared_device"] = True
        return response


class ResetPasswordForm(library.ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("Email address")
        self.fields["email"].widget.attrs.pop("placeholder", None)

    def clean_email(self) -> str:
        self.cleaned_data["email"] = alias_for(self.cleaned_data["email"])
        return super().clean_email()


class RequestLoginCodeForm(library.RequestLoginCodeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("Email address")
        self.fields["email"].widget.attrs.pop("placeholder", None)

    def clean_email(self) -> str:
        self.cleaned_data["email"] = alias_for(self.cleaned_data["email"])
        return super().clean_email()


class AcceptInvitationForm(forms.Form):
    """The spoken code, a name to be called by, and a password of the person's choice."""

    spoken_code = TextLine(
        label=_("Code"),
        limit=40,
        help_text=_("The code your contact told you, by voice or in person."),
    )
    display_name = TextLine(
        label=_("What shall we call you?"),
        limit=40,
        help_text=_("A first name or an initial is enough."),
    )
    password = forms.CharField(
        label=_("Choose a password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        max_length=128,
        strip=False,
    )

    def __init__(self, *args: Any, kind: str = Kind.CLIENT, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        shortest = 15 if kind == Kind.STAFF else 12
        self.fields["password"].help_text = _(
            "At least %(count)d characters. A short sentence works well."
        ) % {"count": shortest}

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, User(kind=self.kind))
        return password
