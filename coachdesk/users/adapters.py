"""How the account library is bent to our rules: invitations only, sealed factors, queued mail."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from coachdesk.lib.sealed import seal, unseal
from coachdesk.users import attempts
from coachdesk.users.models import User
from coachdesk.users.presence import proved_recently
from coachdesk.users.signals import mail_requested

_NO_CODE = "------"
_FACTOR_CONTEXT = "mfa_authenticator.data"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue the mail; the code travels sealed. Whose the alias is, and whether it is anybody's,
        is asked when the mail leaves, so that both cost the same here (SEC-05)."""
        kind = template_prefix.rsplit("/", 1)[-1]
        mail_requested.send(
            sender=AccountAdapter,
            kind=f"account.{kind}",
            user=None,
            alias=email,
            secret=context.get("code") or _NO_CODE,
        )

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse to hear another try while the account waits from this address (SEC-46)."""
        wait = attempts.seconds_to_wait(attempts.LOGIN, _account(credentials), request)
        if wait:
            attempts.ask_to_wait(request, wait)
            raise self.validation_error("too_many_login_attempts")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        user = super().authenticate(request, **credentials)
        if user is not None:
            attempts.forget_tries(attempts.LOGIN, _account(credentials), request)
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        attempts.count_try(attempts.LOGIN, _account(credentials), request)

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        return None  # security notices appear in the app (SEC-08)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """The library's own pages ask by the same rule as ours, a fresh log-in included (SEC-22)."""
        user = self.request.user
        if isinstance(user, User) and proved_recently(self.request, user):
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def get_client_ip(self, request: HttpRequest) -> str:
        return str(super().get_client_ip(request) or "")


def _account(credentials: dict[str, Any]) -> str:
    """The alias that somebody tries to sign in as, whether it exists or not."""
    return str(credentials.get("email") or credentials.get("username") or "")


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    def encrypt(self, text: str) -> str:
        """Seal TOTP secrets and recovery seeds, which lie in clear otherwise (SEC-06)."""
        return str(seal(text, f"{settings.PRACTICE_ID}:{_FACTOR_CONTEXT}"))

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text, f"{settings.PRACTICE_ID}:{_FACTOR_CONTEXT}")

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Whether another app or key stays. The team's last one goes only after the next was added,
        else a password alone would open the door to a new one (SEC-01)."""
        user = authenticator.user
        if user.is_client:
            return True
        proofs = Authenticator.objects.filter(
            user=user, type__in=(Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
        )
        return bool(proofs.exclude(pk=authenticator.pk).exists())

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": _(
            "This is your only second step. Add another app or key first, then take this one away."
        ),
        "incorrect_code": _(
            "This code doesn’t fit. Take the newest one, and see that the clock of your phone "
            "is set by itself."
        ),
    }

    def get_totp_label(self, user: User) -> str:
        return user.address

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return {**entity, "name": "Coach Desk"}
