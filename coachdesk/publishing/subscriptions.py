"""Mail about new answers: asked for twice, left with one click, neutral words."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coachdesk.audit.services import record
from coachdesk.lib.errors import NotPossible
from coachdesk.lib.ids import new_token, token_hash
from coachdesk.lib.sealed import is_unreadable, keyed_hash
from coachdesk.lib.text import normalise_address
from coachdesk.outbox.models import Channel, OutboxMessage, Permission, SafeContact
from coachdesk.outbox.services import enqueue_mail, set_safe_contact
from coachdesk.publishing.models import PublicCopy, Subscription, SubscriptionState

ASK_AGAIN_AFTER = timedelta(hours=1)


@transaction.atomic
def ask(*, address: str) -> None:
    """Send one neutral mail to confirm. The same answer whether the address is known or not.

    At most one mail an address and hour leaves (SEC-48).
    """
    address_hash = keyed_hash("subscription", normalise_address(address))
    found = Subscription.objects.select_for_update().filter(address_hash=address_hash).first()
    now = timezone.now()
    if found is not None and (
        found.state == SubscriptionState.ACTIVE or now - found.asked_at < ASK_AGAIN_AFTER
    ):
        return
    confirm, leave = new_token(), new_token()
    row = found or Subscription(address_hash=address_hash)
    row.state, row.confirm_hash = SubscriptionState.ASKED, token_hash(confirm)
    row.leave_hash, row.leave_token = token_hash(leave), leave
    row.asked_at = now
    row.save()
    set_safe_contact(
        person_id=row.pk,
        channel=Channel.MAIL,
        address=address,
        permission=Permission.SAFE,
        actor=None,
        read_only_by_person=True,
    )
    enqueue_mail("subscription.confirm", person_id=row.pk, secret=confirm)


def fresh_confirm_token(message: OutboxMessage) -> str:
    """A new token for a mail that never left. Raises NotPossible when nobody waits for it."""
    rows = Subscription.objects.select_for_update()
    row = rows.filter(pk=message.person_id, state=SubscriptionState.ASKED).first()
    if row is None:
        raise NotPossible(_("This subscription is confirmed or left by now."))
    token = new_token()
    row.confirm_hash = token_hash(token)
    row.save(update_fields=["confirm_hash"])
    return token


@transaction.atomic
def confirm(*, token: str) -> bool:
    """The link of the mail was used; False for an unknown or used one."""
    rows = Subscription.objects.select_for_update()
    row = rows.filter(confirm_hash=token_hash(token), state=SubscriptionState.ASKED).first()
    if row is None:
        return False
    row.state, row.confirmed_at = SubscriptionState.ACTIVE, timezone.now()
    row.save(update_fields=["state", "confirmed_at"])
    record(action="subscription.confirmed", actor=None, target=row)
    return True


@transaction.atomic
def leave(*, token: str) -> bool:
    """One click, no log-in; the address is forgotten."""
    row = Subscription.objects.select_for_update().filter(leave_hash=token_hash(token)).first()
    if row is None:
        return False
    SafeContact.objects.filter(person_id=row.pk).delete()
    record(action="subscription.left", actor=None, target=row)
    row.delete()
    return True


def announce(copy: PublicCopy) -> int:
    """A neutral mail to each subscriber about a new answer; written with the publishing."""
    count = 0
    active = Subscription.objects.filter(state=SubscriptionState.ACTIVE)
    for row in active.iterator(500):
        if is_unreadable(row, "leave_token"):
            continue  # no mail without a way to leave
        enqueue_mail(
            "subscription.news",
            person_id=row.pk,
            secret=row.leave_token,
            dedupe_key=f"news:{copy.article_id}:{row.pk}",
        )
        count += 1
    return count
