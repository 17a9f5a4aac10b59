"""Personal calendar addresses of the team: made, shown once, revoked."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from coachdesk.audit.services import record
from coachdesk.lib.ids import new_token, token_hash
from coachdesk.users.models import User
from sessions.models import CoachingSession, FeedAddress


@transaction.atomic
def make_address(*, user: User, with_names: bool) -> str:
    """A new address; the old one stops working. Gives the token, which is not stored."""
    revoke_address(user=user)
    token = new_token()
    made = FeedAddress.objects.create(
        user=user, token_hash=token_hash(token), with_names=with_names
    )
    record(action="feed.made", actor=user, target=made)
    return token


@transaction.atomic
def revoke_address(*, user: User) -> bool:
    """Stop the address; False when there was none."""
    ended = FeedAddress.objects.filter(user=user, revoked_at=None).update(revoked_at=timezone.now())
    if ended:
        record(action="feed.revoked", actor=user)
    return bool(ended)


def feed_of(token: str) -> tuple[FeedAddress, list[CoachingSession]] | None:
    """The appointments behind an address, a month back and half a year ahead; None for an unknown
    or revoked one, and for somebody who left the team."""
    address = (
        FeedAddress.objects.filter(token_hash=token_hash(token), revoked_at=None)
        .select_related("user")
        .first()
    )
    if address is None or not address.user.is_active or address.user.is_client:
        return None
    now = timezone.now()
    rows = CoachingSession.objects.visible_to(address.user).filter(
        coach=address.user,
        starts_at__gt=now - timedelta(days=30),
        starts_at__lt=now + timedelta(days=183),
    )
    return address, list(rows.select_related("client").order_by("starts_at")[:1000])
