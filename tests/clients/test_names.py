"""A client is found however the name is typed."""

from __future__ import annotations

import unicodedata

import pytest

from clients.models import Client
from clients.people.names import index_name, named
from tests.factories import make_client

pytestmark = pytest.mark.django_db
NAMES = ("Niamh O’Brien", "Søren Łukasz Yıldız", "Anne-Marie Straße", "Zoë Ångström", "李 小龍")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("O’Brien", NAMES[0]),
        ("O'Brien", NAMES[0]),
        ("obrien", NAMES[0]),
        ("o brien", NAMES[0]),
        ("BRI niam", NAMES[0]),
        ("Soren", NAMES[1]),
        ("søren", NAMES[1]),
        ("lukasz yildiz", NAMES[1]),
        ("Łukasz", NAMES[1]),
        ("YILDIZ", NAMES[1]),
        ("annemarie", NAMES[2]),
        ("marie", NAMES[2]),
        ("strasse", NAMES[2]),
        (unicodedata.normalize("NFD", "Zoë"), NAMES[3]),
        ("zoe ang", NAMES[3]),
        ("小", NAMES[4]),
    ],
)
def test_a_name_is_found_as_people_type_it(typed, expected):
    for name in NAMES:
        index_name(make_client(name=name))
    assert [client.name for client in named(Client.objects.all(), typed)] == [expected]


@pytest.mark.parametrize("typed", ["’", "---", "  ", "nobody", "ien"])
def test_what_begins_no_word_finds_nobody(typed):
    for name in NAMES:
        index_name(make_client(name=name))
    assert list(named(Client.objects.all(), typed)) == []
