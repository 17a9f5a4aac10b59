"""What the users' floor reports becomes audit events."""

from __future__ import annotations

import uuid
from functools import partial
from typing import Any

from allauth.account.signals import password_changed
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db import transaction
from django.dispatch import receiver

from coachdesk.audit.models import AuditEvent
from coachdesk.audit.services import record
from coachdesk.lib.after_answer import after_answer
from coachdesk.lib.sealed import found_damaged
from coachdesk.users.models import User
from coachdesk.users.signals import happened


@receiver(happened)
def note(sender: Any, *, action: str, actor: User | None, **details: Any) -> None:
    details.pop("signal", None)
    record(action=action, actor=actor, **details)


@receiver(user_logged_in)
def note_login(sender: Any, *, request: Any, user: User, **kwargs: Any) -> None:
    record(action="login.ok", actor=user, target=user, request=request)


@receiver(user_logged_out)
def note_logout(sender: Any, *, request: Any, user: User | None, **kwargs: Any) -> None:
    if isinstance(user, User):
        record(action="logout", actor=user, target=user, request=request)


@receiver(user_login_failed)
def note_failed_login(sender: Any, **kwargs: Any) -> None:
    record(action="login.failed", actor=None, object_type="users.user")


@receiver(found_damaged)
def note_damage(sender: Any, *, table: str, column: str, row_id: str, **kwargs: Any) -> None:
    """A stored value does not open: the owner sees where, once; nobody waits for the writing."""
    after_answer(partial(_note_damage, f"{table}.{column}"[:60], _uuid(row_id)))


def _note_damage(place: str, row_id: uuid.UUID | None) -> None:
    told = AuditEvent.objects.filter(
        action="data.unreadable", object_type=place, object_id=row_id
    ).exists()
    if not told:
        with transaction.atomic():
            record(action="data.unreadable", actor=None, object_type=place, object_id=row_id)


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


@receiver([authenticator_added, authenticator_removed, authenticator_reset])
def note_factor(sender: Any, *, request: Any, user: User, **kwargs: Any) -> None:
    request.session.pop("factor_seen", None)
    record(action="factor.changed", actor=user, target=user, request=request)


@receiver(password_changed)
def note_password(sender: Any, *, request: Any, user: User, **kwargs: Any) -> None:
    record(action="password.changed", actor=user, target=user, request=request)
