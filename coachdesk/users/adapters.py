"""How the account library is bent to our rules: invitations only, sealed factors, queued mail."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest

from coachdesk.lib.sealed import seal, unseal
from coachdesk.users.models import User
from coachdesk.users.signals import mail_requested

_FACTOR_CONTEXT = "mfa_authenticator.data"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue the mail; the alias is resolved when it leaves, the code travels sealed (SEC-05)."""
        user = context.get("user") or User.objects.filter(login_alias=email, is_active=True).first()
        if user is None:
            return
        kind = template_prefix.rsplit("/", 1)[-1]
        mail_requested.send(
            sender=AccountAdapter, kind=f"account.{kind}", user=user, secret=context.get("code", "")
        )

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        return None  # security notices appear in the app (SEC-08)

    def get_client_ip(self, request: HttpRequest) -> str:
        return str(super().get_client_ip(request) or "")


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    def encrypt(self, text: str) -> str:
        """Seal TOTP secrets and recovery seeds, which lie in clear otherwise (SEC-06)."""
        return str(seal(text, f"{settings.PRACTICE_ID}:{_FACTOR_CONTEXT}"))

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text, f"{settings.PRACTICE_ID}:{_FACTOR_CONTEXT}")

    def get_totp_label(self, user: User) -> str:
        return user.address

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return {**entity, "name": "Coach Desk"}
