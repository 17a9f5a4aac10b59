"""Finding a client by name without an index of clear names (SEC-53)."""

from __future__ import annotations

import unicodedata

from django.db.models import QuerySet

from clients.models import Client, NameKey
from coachdesk.lib.sealed import keyed_hash

_LONGEST = 12
# Letters that no accent turns into the plain one that people type instead.
_TYPED = str.maketrans(
    {
        "ø": "o",
        "œ": "oe",
        "æ": "ae",
        "ß": "ss",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ħ": "h",
        "ı": "i",
        "ŋ": "n",
    }
)


def _plain(text: str) -> str:
    """The text as somebody types it on any keyboard: small letters without accents."""
    split = unicodedata.normalize("NFKD", text.casefold())
    return "".join(ch for ch in split if not unicodedata.combining(ch)).translate(_TYPED)


def _words(name: str) -> set[str]:
    """The words of a name; what an apostrophe or a hyphen divides counts whole and in its parts:
    "O’Brien" is found as "obrien", "o'brien" and "brien"."""
    found = set()
    for chunk in _plain(name).split():
        parts = "".join(ch if ch.isalnum() else " " for ch in chunk).split()
        found |= {*parts, "".join(parts)}
    return found - {""}


def _key(beginning: str) -> str:
    return keyed_hash("name", beginning[:_LONGEST])


def beginnings(name: str) -> set[str]:
    """Keyed hashes of every beginning of every word of a name, up to twelve letters."""
    return {
        _key(word[:length])
        for word in _words(name)
        for length in range(1, min(len(word), _LONGEST) + 1)
    }


def index_name(client: Client) -> None:
    """Store the keys of the client's present name and forget those of an earlier one."""
    NameKey.objects.filter(client=client).delete()
    hashes = sorted(beginnings(client.name))
    NameKey.objects.bulk_create([NameKey(client=client, hash=value) for value in hashes])


def named(clients: QuerySet[Client], text: str) -> QuerySet[Client]:
    """Those of ``clients`` in whose name every typed word begins a word; a typed code finds one.

    Words are typed with or without accents, apostrophes and hyphens. A text without any letter
    finds nobody.
    """
    code = text.strip().upper()
    by_code = clients.filter(code=code)
    if "-" in code and by_code.exists():
        return by_code
    typed = ["".join(ch for ch in chunk if ch.isalnum()) for chunk in _plain(text).split()]
    if not any(typed):
        return clients.none()
    for word in filter(None, typed):
        keys = NameKey.objects.filter(hash=_key(word))
        clients = clients.filter(pk__in=keys.values("client_id"))
    return clients
