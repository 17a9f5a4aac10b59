"""Redis as a cache that may be away: then everything is a miss (REL-13).

For what can be worked out again, nothing else: limits and used codes stand in the default cache,
which is the database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

from coachdesk.lib.breaker import Breaker

T = TypeVar("T")
# Django makes a cache object for each thread; what one thread found out holds for all.
_breakers: dict[str, Breaker] = {}


def breaker_of(address: str) -> Breaker:
    """The breaker that all caches on this server share."""
    return _breakers.setdefault(address, Breaker("the cache"))


class SpeedCache(RedisCache):
    """Django's Redis cache in which a failure of Redis is a miss and never an error."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._breaker = breaker_of(str(server))

    def _ask(self, call: Callable[[], T], otherwise: T) -> T:
        if not self._breaker.may_try():
            return otherwise
        try:
            answer = call()
        except (RedisError, OSError) as error:
            self._breaker.failed(error)
            return otherwise
        self._breaker.worked()
        return answer

    def add(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        return self._ask(lambda: super(SpeedCache, self).add(key, value, timeout, version), True)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        return self._ask(lambda: super(SpeedCache, self).get(key, default, version), default)

    def set(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        self._ask(lambda: super(SpeedCache, self).set(key, value, timeout, version), None)

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return self._ask(lambda: super(SpeedCache, self).touch(key, timeout, version), False)

    def delete(self, key: str, version: int | None = None) -> bool:
        return self._ask(lambda: super(SpeedCache, self).delete(key, version), False)

    def get_many(self, keys: Iterable[str], version: int | None = None) -> dict[str, Any]:
        return self._ask(lambda: super(SpeedCache, self).get_many(keys, version), {})

    def has_key(self, key: str, version: int | None = None) -> bool:
        return self._ask(lambda: super(SpeedCache, self).has_key(key, version), False)

    def set_many(
        self, data: dict[Any, Any], timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> list[str]:
        return self._ask(lambda: super(SpeedCache, self).set_many(data, timeout, version), [])

    def delete_many(self, keys: Iterable[str], version: int | None = None) -> None:
        self._ask(lambda: super(SpeedCache, self).delete_many(keys, version), None)

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """Count up. Raises ValueError where the key is not known, as it is while Redis is away."""
        found = self._ask(lambda: super(SpeedCache, self).incr(key, delta, version), None)
        if found is None:
            raise ValueError("no such key")
        return found

    def clear(self) -> None:
        self._ask(lambda: super(SpeedCache, self).clear(), None)
