"""What the outbox tells the team: mail that got stuck, and the neutral mail that something came."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import ngettext

from coachdesk.outbox.models import OutboxMessage
from coachdesk.outbox.services import enqueue_mail
from coachdesk.outbox.stuck_mail import stuck_mail
from coachdesk.users.models import Kind, NewsMail, User
from coachdesk.users.news import News, news_since

KIND = "staff.news"
MORNING = range(7, 12)  # hours of the person's clock; a machine that sleeps is made up for
# What was being written while the last mail was: what was told already has a mail of its own.
_OVERLAP = timedelta(minutes=1)
_LOOK_BACK, _AT_MOST_BACK = timedelta(days=1), timedelta(days=3)


def news(user: User, since: datetime) -> list[News]:
    """One line for mail that failed, ran out or was withheld since then."""
    stuck = [one for one in stuck_mail(user) if one.written_at >= since]
    if not stuck:
        return []
    words = ngettext(
        "%(n)d mail did not reach its person", "%(n)d mails did not reach their people", len(stuck)
    ) % {"n": len(stuck)}
    return [News(stuck[0].written_at, words, stuck[0].url, "mail-x", hue="is-lamp")]


def tell_news() -> int:
    """Write the neutral mail to everybody of the team who wants it and for whom something came
    since the last one; gives how many. At once: for whatever is new. In the morning: once a day."""
    now = timezone.now()
    people = list(
        User.objects.filter(kind=Kind.STAFF, is_active=True, mail_muted=False).exclude(
            news_mail=NewsMail.NEVER
        )
    )
    last = dict(
        OutboxMessage.objects.filter(
            mail_kind=KIND, user__in=people, created_at__gt=now - _AT_MOST_BACK
        )
        .order_by()
        .values_list("user_id")
        .annotate(Max("created_at"))
    )
    return sum(_tell(person, last.get(person.pk), now) for person in people)


def _tell(person: User, last: datetime | None, now: datetime) -> bool:
    local = now.astimezone(ZoneInfo(person.time_zone))
    if person.news_mail == NewsMail.MORNING:
        told_today = last is not None and last.astimezone(local.tzinfo).date() == local.date()
        if told_today or local.hour not in MORNING:
            return False
    came = news_since(person, last - _OVERLAP if last else now - _LOOK_BACK)
    if not came:
        return False
    of = local.date() if person.news_mail == NewsMail.MORNING else came[0].at
    key = f"news:{person.pk}:{of.isoformat()}"
    if OutboxMessage.objects.filter(dedupe_key=key).exists():
        return False
    with transaction.atomic():
        enqueue_mail(KIND, user=person, dedupe_key=key)
    return True
