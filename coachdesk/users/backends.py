"""Log-in by address: the typed address becomes its keyed hash before anything is looked up."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from coachdesk.users.models import User, alias_for


class AddressBackend(AuthenticationBackend):
    """The account library's backend over aliases instead of clear addresses (SEC-49)."""

    def authenticate(
        self, request: HttpRequest | None, **credentials: Any
    ) -> AbstractBaseUser | None:
        address = credentials.get("email") or credentials.get("username") or ""
        password = credentials.get("password")
        if not address or password is None:
            return None
        alias = address if address.endswith("@alias.invalid") else alias_for(address)
        user = User.objects.filter(login_alias=alias).first()
        if user is None:
            User().set_password(password)  # an unknown address costs one hash too (SEC-05)
            return None
        ok = user.check_password(password) and self.user_can_authenticate(user)
        return user if ok and _welcome(user) else None

    def get_user(self, user_id: Any) -> User | None:
        user = super().get_user(user_id)
        return user if user is not None and _welcome(user) else None


def _welcome(user: User) -> bool:
    """Demo log-ins are worth nothing where demo conveniences are off."""
    return settings.DEMO or not user.is_demo
