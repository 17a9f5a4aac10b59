"""Wrong tries slow down, one account from one network address at a time (SEC-46).

Who fails from one address waits longer each time; the right secret from an address that has not
failed gets in at once, so that nobody is shut out by a stranger. Unknown accounts count as known
ones do (SEC-05).
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Case, F, Value, When
from django.http import HttpRequest
from django.utils import timezone

from coachdesk.lib.sealed import keyed_hash
from coachdesk.users.models import LimitCounter
from coachdesk.users.rate_limits import client_address

LOGIN, CODE = "login", "code"
_FREE = {LOGIN: 5, CODE: 3}
_FIRST = {LOGIN: timedelta(seconds=15), CODE: timedelta(minutes=5)}
_LONGEST = {LOGIN: timedelta(minutes=15), CODE: timedelta(hours=1)}
_FORGOTTEN = timedelta(hours=2)  # after the last try


def seconds_to_wait(act: str, account: str, request: HttpRequest) -> int:
    """How long until another try of ``act`` for the account from here is heard; 0 for now."""
    now = timezone.now()
    row = LimitCounter.objects.filter(pk=_key(act, account, request), expires_at__gt=now).first()
    if row is None:
        return 0
    left = row.expires_at - _FORGOTTEN + _delay(act, row.count) - now
    return max(0, -int(-left.total_seconds() // 1))


def count_try(act: str, account: str, request: HttpRequest) -> None:
    """Count one more try; one statement decides, whatever others do at the same time."""
    key, now = _key(act, account, request), timezone.now()
    fresh = LimitCounter(key=key, count=0, expires_at=now + _FORGOTTEN)
    with transaction.atomic():
        LimitCounter.objects.bulk_create([fresh], ignore_conflicts=True)
        LimitCounter.objects.filter(pk=key).update(
            count=Case(When(expires_at__lte=now, then=Value(1)), default=F("count") + 1),
            expires_at=now + _FORGOTTEN,
        )


def forget_tries(act: str, account: str, request: HttpRequest) -> None:
    """The right secret came: the tries before it from this address were slips."""
    LimitCounter.objects.filter(pk=_key(act, account, request)).delete()


def ask_to_wait(request: HttpRequest, seconds: int) -> None:
    """Let the answer to this request be 429 with the time after which to try again."""
    request.retry_after = seconds  # type: ignore[attr-defined]


def _delay(act: str, tries: int) -> timedelta:
    """Nothing for the first tries, then twice as long each time, up to a bound."""
    over = tries - _FREE[act]
    if over < 0:
        return timedelta(0)
    return min(_FIRST[act] * (1 << min(over, 20)), _LONGEST[act])


def _key(act: str, account: str, request: HttpRequest) -> str:
    """A key that names nobody and is another one tomorrow (SEC-46)."""
    day = timezone.now().date()
    return keyed_hash(f"tries:{day}", f"{act}:{account.lower()}:{client_address(request)}")
