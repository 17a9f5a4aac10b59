"""A colleague has lost the second step of sign-in: it is taken away by two persons, or after a day.

Afterwards the password opens only the enrolment of a new one (SEC-01, SEC-17, SEC-23).
"""

from __future__ import annotations

from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coachdesk.lib.errors import NotAllowed, NotPossible
from coachdesk.users.models import FactorReset, Kind, Role, User
from coachdesk.users.services import end_sessions
from coachdesk.users.signals import happened, mail_requested

COOLING_OFF = timedelta(hours=24)
ASKED, DONE = "staff.factor_asked", "staff.factor_reset"


def _owner(actor: User) -> None:
    if not actor.has_role(Role.OWNER):
        raise NotAllowed


def _another_owner(*people: User) -> bool:
    """Whether an owner is left who may give the second yes: none of these people."""
    taken = [person.pk for person in people]
    return User.objects.with_role(Role.OWNER).exclude(pk__in=taken).exists()


def _refuse_without_factor(user: User) -> None:
    if not Authenticator.objects.filter(user=user).exists():
        raise NotPossible(_("This account has no second step; it is set up at the next sign-in."))


def _tell(kind: str, *people: User | None) -> None:
    for person in people:
        if person is not None:
            mail_requested.send(sender=FactorReset, kind=kind, user=person)


def _note(action: str, user: User, actor: User | None) -> None:
    happened.send(
        sender=FactorReset, action=action, actor=actor, object_type="users.user", object_id=user.pk
    )


@transaction.atomic
def ask_for_reset(*, user: User, actor: User) -> FactorReset:
    """Ask that a colleague's second step be taken away. Another owner confirms it; where there is
    none, the one who asked, 24 hours later. Both are told by mail.

    Raises NotAllowed for oneself and for anybody but an owner, NotPossible with a sentence where
    there is nothing to reset.
    """
    _owner(actor)
    if actor.pk == user.pk:
        raise NotAllowed
    _refuse_without_factor(user)
    FactorReset.objects.filter(user=user, done_at=None).delete()
    alone = not _another_owner(actor, user)
    reset = FactorReset.objects.create(
        user=user,
        asked_by=actor,
        not_before=timezone.now() + (COOLING_OFF if alone else timedelta(0)),
    )
    _note("factor.reset_asked", user, actor)
    _tell(ASKED, user, actor)
    return reset


def may_confirm(reset: FactorReset, actor: User) -> bool:
    """Whether this person may carry the reset out now."""
    if not actor.has_role(Role.OWNER) or actor.pk == reset.user_id or reset.done_at:
        return False
    if actor.pk != reset.asked_by_id:
        return True
    return reset.not_before <= timezone.now() and not _another_owner(actor, reset.user)


@transaction.atomic
def confirm_reset(*, reset: FactorReset, actor: User) -> None:
    """Take the second step away; the person's sessions end and both are told.

    Raises NotAllowed when this person may not, or not yet.
    """
    row = FactorReset.objects.select_for_update(of=("self",)).select_related("user", "asked_by")
    reset = row.get(pk=reset.pk)
    if not may_confirm(reset, actor):
        raise NotAllowed
    reset.done_at, reset.confirmed_by = timezone.now(), actor
    reset.save(update_fields=["done_at", "confirmed_by"])
    _take_away(reset.user, actor)
    _tell(DONE, reset.user, reset.asked_by)


@transaction.atomic
def cancel_reset(*, reset: FactorReset, actor: User) -> None:
    """Take the wish back: any owner may, at any time before it is done."""
    _owner(actor)
    if FactorReset.objects.filter(pk=reset.pk, done_at=None).delete()[0]:
        _note("factor.reset_cancelled", reset.user, actor)


@transaction.atomic
def reset_from_terminal(*, user: User) -> None:
    """The operator's way, who has the machine and so the data: at once, noted and told.

    Raises NotPossible with a sentence where there is nothing to reset.
    """
    if user.kind != Kind.STAFF:
        raise NotPossible(_("This is a client’s account."))
    _refuse_without_factor(user)
    FactorReset.objects.filter(user=user, done_at=None).delete()
    _take_away(user, None)
    _tell(DONE, user)


def _take_away(user: User, actor: User | None) -> None:
    Authenticator.objects.filter(user=user).delete()
    end_sessions(user=user)
    _note("factor.reset", user, actor)
