"""The account library's forms, fed with aliases; and the form of an invitation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from allauth.account import forms as library
from allauth.core import context, ratelimit
from allauth.mfa.webauthn.forms import LoginWebAuthnForm as LibraryPasskeyForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from coachdesk.lib.fields import TextLine
from coachdesk.lib.zones import ZoneField, practice_zone
from coachdesk.users import attempts
from coachdesk.users.models import Kind, NewsMail, Role, User, alias_for
from coachdesk.users.policies import SHOWN_TO_READERS
from coachdesk.users.role_words import role_choices


class SharedDevice(forms.Form):
    """The question whose device this is, asked at every door (SEC-21)."""

    shared = forms.BooleanField(
        label=_("Other people use this device"),
        help_text=_("We sign you out sooner."),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("shared") and not self.errors:
            context.request.session["shared_device"] = True
        return data


class ConfirmLoginCodeForm(SharedDevice, library.ConfirmLoginCodeForm):
    """The code that came by mail."""

    field_order = ("code", "shared")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs.pop("placeholder", None)


class PasskeyForm(SharedDevice, LibraryPasskeyForm):
    """What a passkey answered."""


class LoginForm(SharedDevice, library.LoginForm):
    """Address and password."""

    field_order = ("login", "password", "shared")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("remember", None)
        self.fields["login"].label = _("Email address")
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)

    def clean_login(self) -> str:
        return alias_for(self.cleaned_data["login"])


_TOO_OFTEN = forms.ValidationError(_("That was asked for often from here. Please wait a little."))


def _asked_for(address: str) -> tuple[str, User | None]:
    """The alias of an address for which a code is wanted, and whose it is: the same statements for
    everybody and for nobody (SEC-05). Raises ValidationError while it is too soon for another code
    from this network address (SEC-46)."""
    alias, request = alias_for(address), context.request
    wait = attempts.seconds_to_wait(attempts.CODE, alias, request)
    if wait:
        attempts.ask_to_wait(request, wait)
        raise _TOO_OFTEN
    attempts.count_try(attempts.CODE, alias, request)
    return alias, User.objects.filter(login_alias=alias, is_active=True).first()


class ResetPasswordForm(library.ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("Email address")
        self.fields["email"].widget.attrs.pop("placeholder", None)

    def clean_email(self) -> str:
        alias, user = _asked_for(self.cleaned_data["email"])
        self.users = [user] if user is not None else []
        return alias


class RequestLoginCodeForm(library.RequestLoginCodeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("Email address")
        self.fields["email"].widget.attrs.pop("placeholder", None)

    def clean_email(self) -> str:
        alias, self._user = _asked_for(self.cleaned_data["email"])
        if not ratelimit.consume(context.request, action="request_login_code", key=alias):
            attempts.ask_to_wait(context.request, 3600)
            raise _TOO_OFTEN
        return alias


class TeamPageForm(forms.Form):
    """Whether the public team page names the person."""

    on_team_page = forms.BooleanField(
        label=_("Show me on the public team page"),
        help_text=_("By name and role, to everybody. You can change it at any time."),
        required=False,
    )


class NewsMailForm(forms.Form):
    """When the person is told by mail that something came."""

    news_mail = forms.ChoiceField(
        label=_("A mail that something came"),
        choices=NewsMail.choices,
        widget=forms.RadioSelect,
        help_text=_("It names nobody and says nothing of what came."),
    )


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
    time_zone = ZoneField(required=False)
    password = forms.CharField(
        label=_("Choose a password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        max_length=128,
        strip=False,
    )

    def __init__(
        self, *args: Any, kind: str = Kind.CLIENT, roles: Iterable[str] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.initial.setdefault("time_zone", practice_zone())
        if kind == Kind.STAFF:
            self.fields["spoken_code"].help_text = _(
                "The six digits that whoever invited you tells you by voice. They are in no mail."
            )
            self.fields["display_name"].label = _("Your name")
            self.fields["display_name"].help_text = _("Your team and your clients see it.")
            if {*roles} & {*SHOWN_TO_READERS}:
                self.fields["on_team_page"] = TeamPageForm.base_fields["on_team_page"]
        shortest = 15 if kind == Kind.STAFF else 12
        self.fields["password"].help_text = _(
            "At least %(count)d characters. A short sentence works well."
        ) % {"count": shortest}

    def clean_time_zone(self) -> str:
        return self.cleaned_data["time_zone"] or practice_zone()

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, User(kind=self.kind))
        return password


class SetUpForm(forms.Form):
    """The owner of an empty practice: who, how to sign in, and what else this person does."""

    display_name = TextLine(
        label=_("Your name"), limit=40, help_text=_("Your team and your clients see it.")
    )
    address = forms.EmailField(
        label=_("Email address"),
        max_length=254,
        help_text=_("You sign in with it. It is shown to nobody."),
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )
    time_zone = ZoneField()
    clients = forms.ChoiceField(
        label=_("Do you see clients yourself?"),
        choices=[("", _("No")), *role_choices(Role.COACH, Role.COUNSELOR)],
        widget=forms.RadioSelect,
        required=False,
    )
    roles = forms.MultipleChoiceField(
        label=_("What else will you do?"),
        choices=role_choices(Role.SUPERVISOR, Role.EDITOR, Role.FRONT_DESK),
        initial=[Role.SUPERVISOR, Role.EDITOR],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("You are the owner in any case. Alone in the practice, choose all you need."),
    )
    password = forms.CharField(
        label=_("Choose a password"),
        help_text=_("At least %(count)d characters. A short sentence works well.") % {"count": 15},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        max_length=128,
        strip=False,
    )
    quiet_optional = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("time_zone", practice_zone())

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, User(kind=Kind.STAFF))
        return password

    def all_roles(self) -> list[str]:
        """The roles chosen in both questions."""
        return [
            role for role in (self.cleaned_data["clients"], *self.cleaned_data["roles"]) if role
        ]
