"""What follows when a person changes how they prove who they are."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import password_changed, password_set
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.dispatch import receiver
from django.http import HttpRequest

from coachdesk.users import presence
from coachdesk.users.models import User
from coachdesk.users.services import end_sessions


@receiver([password_changed, password_set])
@receiver([authenticator_added, authenticator_removed, authenticator_reset])
def end_other_sessions(sender: Any, *, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Whoever is signed in elsewhere with the old proof is signed out (SEC-23)."""
    end_sessions(user=user, keep=request.session.session_key or "")


@receiver(authenticator_added)
def note_factor(
    sender: Any, *, request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any
) -> None:
    """Who has just shown a new app or key has it at hand (SEC-22)."""
    if authenticator.type in (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN):
        presence.note_proof(request, user, "mfa")
