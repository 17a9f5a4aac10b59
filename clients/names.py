"""Finding a client by name without an index of clear names (ARCHITECTURE "Settled" 11)."""

from __future__ import annotations

import unicodedata

from django.db.models import QuerySet

from clients.models import Client, NameKey
from coachdesk.lib.sealed import keyed_hash
from coachdesk.lib.text import words

_LONGEST = 12


def _plain(word: str) -> str:
    split = unicodedata.normalize("NFKD", word.casefold())
    return "".join(ch for ch in split if not unicodedata.combining(ch))


def _key(beginning: str) -> str:
    return keyed_hash("name", beginning[:_LONGEST])


def beginnings(name: str) -> set[str]:
    """Keyed hashes of every beginning of every word of a name, up to twelve letters."""
    found = set()
    for word in words(name):
        plain = _plain(word)
        found |= {_key(plain[:length]) for length in range(1, min(len(plain), _LONGEST) + 1)}
    return found


def index_name(client: Client) -> None:
    """Store the keys of the client's present name and forget those of an earlier one."""
    NameKey.objects.filter(client=client).delete()
    hashes = sorted(beginnings(client.name))
    NameKey.objects.bulk_create([NameKey(client=client, hash=value) for value in hashes])


def named(clients: QuerySet[Client], text: str) -> QuerySet[Client]:
    """Those of ``clients`` in whose name every typed word begins a word; a typed code finds one."""
    code = text.strip().upper()
    by_code = clients.filter(code=code)
    if "-" in code and by_code.exists():
        return by_code
    for word in words(text):
        keys = NameKey.objects.filter(hash=_key(_plain(word)))
        clients = clients.filter(pk__in=keys.values("client_id"))
    return clients
