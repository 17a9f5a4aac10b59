"""Reading changes nothing: every page, by everybody who may open it (SEC-28)."""

from __future__ import annotations

import re

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from tests.access.sweep import places
from tests.access.world import NO_CACHE, World, build
from tests.routes.test_matrix import ROUTES

pytestmark = pytest.mark.django_db
_WRITES = re.compile(r'^(?:INSERT (?:OR IGNORE )?INTO|UPDATE|DELETE FROM) "(\w+)"')
# The row of who looked, the session's own clock, counters of limits.
_MAY = {
    "audit_auditevent",
    "django_session",
    "usersessions_usersession",
    "users_limitcounter",
}
# Of each kind one: the person of the sweep, and the persona of the route matrix.
_READERS = {
    "coach A": "coach",
    "supervisor": "supervisor",
    "editor": "editor",
    "front desk": "front_desk",
    "owner": "owner",
    "client 2": "client",
    "reader": "reader",
}
# What a GET may change, and why.
ALLOWED = {
    "users:exit": "leaving has to work from a plain link; it ends the visitor's own session",
}


def addresses(world: World, persona: str) -> list[tuple[str, str]]:
    """A page of every route that lets the persona read, with a row where it wants one."""
    known = {place.name: place for place in places()[0]}
    found = []
    for route in ROUTES:
        if "GET" not in route.methods or persona not in route.who or route.name in ALLOWED:
            continue
        kwargs = dict(route.kwargs or {})
        place = known.get(route.name)
        if place is not None:
            kwargs |= {key: world.rows(kind, 1)[0].pk for key, kind in place.rule.kinds.items()}
            kwargs |= {key: value for key, value in (("step", world.step),) if key in kwargs}
        try:
            found.append((route.name, reverse(route.name, kwargs=kwargs)))
        except NoReverseMatch:
            pytest.fail(f"no address of {route.name}")
    return found


@pytest.mark.proves("SEC-28")
def test_no_page_changes_anything_by_being_read(settings):
    settings.DEMO, settings.CACHES = True, NO_CACHE
    world = build()
    wrote: set[tuple[str, str]] = set()
    opened: set[str] = set()
    for who, persona in _READERS.items():
        browser = world.browsers[who]
        for name, address in addresses(world, persona):
            cookies = {key: morsel.value for key, morsel in browser.cookies.items()}
            connection.queries_log.clear()
            with transaction.atomic(), CaptureQueriesContext(connection) as done:
                status = browser.get(address).status_code
                transaction.set_rollback(True)
            browser.cookies.load(cookies)
            opened |= {name} if status == 200 else set()
            tables = {match[1] for q in done if (match := _WRITES.match(q["sql"]))}
            wrote |= {(name, table) for table in tables - _MAY}
    assert sorted(wrote) == []
    assert len(opened) > 100
