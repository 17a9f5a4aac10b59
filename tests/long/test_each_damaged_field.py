"""The demo with each sealed field damaged in turn: every page that has something on it stands."""

from __future__ import annotations

import pytest
from django.apps import apps

from coachdesk.field_classes import is_sealed
from coachdesk.lib import sealed
from coachdesk.lib.sealed import found_damaged
from tests.faults.crawl import crawl, open_all
from tests.faults.demo_people import load_demo, lose_the_key, starts_of
from tests.settings import FIELD_KEYS as KEYS

FIELDS = [
    field for model in apps.get_models() for field in model._meta.local_fields if is_sealed(field)
]


@pytest.mark.django_db
@pytest.mark.proves("SEC-52")
def test_every_page_stands_with_any_field_damaged(settings, tmp_path, monkeypatch):
    settings.DEMO = True
    browsers = load_demo(tmp_path)
    places = {name: crawl(browser, starts_of(name), each=1) for name, browser in browsers.items()}
    lose_the_key(settings)
    read = fields_read(browsers, places)
    settings.FIELD_KEYS = KEYS
    sealed._cipher.cache_clear()
    wrong = []
    for field in FIELDS:
        where = read.get((field.model._meta.db_table, field.column), {})
        with monkeypatch.context() as patched:
            # As if each value had been moved here from another column.
            patched.setattr(field, "context", lambda instance: "another place", raising=False)
            failed, _shown = open_all(browsers, where)
        wrong += [f"{field}: {each}" for each in failed]
    assert wrong == []


def fields_read(browsers, places) -> dict[tuple[str, str], dict[str, list[str]]]:
    """Which pages read which columns: found by letting none of them open."""
    read: dict[tuple[str, str], dict[str, list[str]]] = {}
    now: list[str] = []

    def note(table: str, column: str, **_kwargs: object) -> None:
        pages = read.setdefault((table, column), {}).setdefault(now[0], [])
        if now[1] not in pages:
            pages.append(now[1])

    found_damaged.connect(note)
    try:
        for name, addresses in places.items():
            for address in addresses:
                sealed._told.clear()
                now[:] = [name, address]
                browsers[name].get(address)
    finally:
        found_damaged.disconnect(note)
    return read
