"""How often something may happen (SEC-46): atomic counters in the database, keys that name nobody."""

from __future__ import annotations

from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from coachdesk.lib.proof_of_work import LONGEST_SECONDS, ProofMixin
from coachdesk.lib.sealed import keyed_hash
from coachdesk.users.models import LimitCounter


def client_address(request: HttpRequest) -> str:
    """The visitor's network address, taking only our own proxies' word; IPv6 by its /64."""
    hops = [h.strip() for h in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if h.strip()]
    count = settings.TRUSTED_PROXIES
    raw = hops[-count] if count and len(hops) >= count else request.META.get("REMOTE_ADDR", "")
    try:
        address = ip_address(raw)
    except ValueError:
        return "unknown"
    if isinstance(address, IPv6Address):
        return str(ip_network(f"{address}/64", strict=False).network_address)
    return str(address)


def within_limit(name: str, who: str, *, times: int, per: timedelta) -> bool:
    """Count one more of ``name`` for ``who``; False when it is more than ``times`` in the window."""
    now = timezone.now()
    return _count(_key(name, who, per, now), now + per) <= times


def not_counted(name: str, who: str, *, per: timedelta) -> None:
    """Take back the newest count of ``within_limit``, where only failures count."""
    row = LimitCounter.objects.filter(key=_key(name, who, per, timezone.now()), count__gt=0)
    row.update(count=F("count") - 1)


def proven_once(form: ProofMixin) -> bool:
    """Whether the form passes the spam check with a proof that nobody has used in its 24 hours."""
    if not form.proven:
        return False
    key = keyed_hash("proof", form.cleaned_data["challenge"])
    return _count(key, timezone.now() + timedelta(seconds=LONGEST_SECONDS)) == 1


def _key(name: str, who: str, per: timedelta, now: datetime) -> str:
    window = int(now.timestamp() // per.total_seconds())
    return keyed_hash(f"limit:{now.date()}", f"{name}:{who}:{window}")


def _count(key: str, expires_at: datetime) -> int:
    with transaction.atomic():
        LimitCounter.objects.bulk_create(
            [LimitCounter(key=key, count=0, expires_at=expires_at)], ignore_conflicts=True
        )
        LimitCounter.objects.filter(key=key).update(count=F("count") + 1)
        return LimitCounter.objects.values_list("count", flat=True).get(key=key)


def forget_expired_limits() -> int:
    """Delete counters whose window is over (SEC-46: gone after a day)."""
    return LimitCounter.objects.filter(expires_at__lt=timezone.now()).delete()[0]


def forget_expired_entries() -> int:
    """Delete what the default cache holds beyond its time: the account library counts there, and
    its keys name network addresses."""
    table = connection.ops.quote_name(settings.CACHES["default"]["LOCATION"])
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE expires < %s", [now])  # noqa: S608 (our table)
        return int(cursor.rowcount)
