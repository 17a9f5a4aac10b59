"""Names that can be seen, and one account for one mailbox however its address is written."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from clients.homework.yaml_reader import MAX_DEPTH, Unreadable, read_yaml
from clients.models import Client as ClientRecord
from coachdesk.lib.text import clean_text, normalise_address
from coachdesk.users.models import Kind, User
from coachdesk.users.services import create_user
from tests.factories import PASSWORD, make_client, signed_in
from tests.pages import seen

WRITTEN = ("ana@Bücher.example", "ana@xn--bcher-kva.example", "ａｎａ@ｂücher。example")


@pytest.mark.parametrize("name", ["\u3164", "\u2800 \u2800", "\u115f\u1160", "\u0301", "\u200d"])
def test_a_name_that_nobody_can_see_counts_as_empty(name):
    assert clean_text(name, max_length=40, multiline=False) == ""


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("\u200fדנה", "דנה"),
        ("Dana\u200e", "Dana"),
        ("नि\u200dता", "नि\u200dता"),
        ("\u3164Ana", "\u3164Ana"),
    ],
)
def test_marks_of_the_keyboard_go_and_letters_stay(typed, kept):
    assert clean_text(typed, max_length=40, multiline=False) == kept


def test_characters_that_turn_a_line_around_are_refused_in_words():
    with pytest.raises(ValidationError, match="hidden character"):
        clean_text("Ana\u202e", max_length=40, multiline=False)


@pytest.mark.django_db
def test_a_client_keeps_a_name_that_can_be_seen():
    client = make_client()
    desk = signed_in(client.cases.get().owner)
    page = f"/desk/clients/{client.pk}/edit/"
    answer = desk.post(page, seen(desk, page, name="\u3164\u3164", country="", at_home=""))
    assert answer.status_code == 400
    assert ClientRecord.objects.get(pk=client.pk).name == "Ana Reyes"


@pytest.mark.parametrize("address", WRITTEN)
def test_an_address_is_compared_as_it_is_read(address):
    assert normalise_address(address) == "ana@bücher.example"


def test_what_only_looks_like_another_domain_stays_apart():
    found = {normalise_address(f"ana@{domain}") for domain in ("gmail.com", "xn--gmail-.com")}
    assert found == {"ana@gmail.com", "ana@xn--gmail-.com"}
    assert normalise_address("x@straße.example") != normalise_address("x@strasse.example")


@pytest.mark.django_db
@pytest.mark.parametrize("address", WRITTEN)
def test_one_account_opens_by_every_way_of_writing_its_address(address):
    create_user(address=WRITTEN[0], kind=Kind.CLIENT, display_name="Ana", password=PASSWORD)
    browser = Client()
    answer = browser.post(reverse("account_login"), {"login": address, "password": PASSWORD})
    # A full stop of another script is no address to the form; every other way opens.
    assert answer.status_code == (200 if "。" in address else 302)


@pytest.mark.django_db
def test_accounts_of_before_are_found_again_and_a_second_one_stays_as_it_is():
    earlier = create_user(
        address=WRITTEN[1], kind=Kind.CLIENT, display_name="Ana", password=PASSWORD
    )
    alias = earlier.login_alias
    User.objects.filter(pk=earlier.pk).update(login_alias="old@alias.invalid")
    renew = import_module("coachdesk.users.migrations.0007_one_account_an_address")
    renew.renew_aliases(apps, None)
    assert User.objects.get(pk=earlier.pk).login_alias == alias
    twin = User.objects.create(
        address=WRITTEN[0], login_alias="twin@alias.invalid", kind=Kind.CLIENT
    )
    renew.renew_aliases(apps, None)
    twin.refresh_from_db()
    assert twin.login_alias == "twin@alias.invalid"


@pytest.mark.parametrize("opening", ["[", "{", "- ", "? ", "[{"])
def test_brackets_in_brackets_are_refused_where_they_become_too_deep(opening):
    with pytest.raises(Unreadable) as refused:
        read_yaml(opening * 5000)
    assert refused.value.problem.message == "nested too deeply"


def test_a_file_as_deep_as_programs_may_be_is_read():
    deep = "a: 1"
    for _level in range(MAX_DEPTH - 1):
        deep = "a:\n" + "\n".join("  " + line for line in deep.splitlines())
    assert read_yaml(deep).value["a"]["a"] is not None
