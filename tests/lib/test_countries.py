"""All countries can be chosen, the common ones first; what was stored earlier stays valid."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from coachdesk.lib.countries import COMMON, common_countries, country_name, other_countries
from coachdesk.questions.forms import HandForm
from coachdesk.safety.shipped_help_numbers import shipped_numbers


def test_every_country_is_offered_once_and_has_a_name():
    codes = [code for code, _name in [*common_countries(), *other_countries()]]
    assert len(codes) == len(set(codes)) > 240
    assert all(len(code) == 2 and country_name(code) != code for code in codes)


def test_countries_with_help_numbers_stand_first():
    assert {number.country for number in shipped_numbers() if number.country} <= {*COMMON}
    assert [code for code, _name in common_countries()] == [*COMMON]


def test_names_are_in_the_language_of_the_reader():
    with override("de"):
        assert (country_name("DE"), country_name("GR")) == ("Deutschland", "Griechenland")
        names = [name for _code, name in other_countries()]
    assert "Ägypten" in names
    assert country_name("DE") == "Germany"


def test_a_code_without_a_name_is_shown_as_it_is():
    assert (country_name("XK"), country_name("")) == ("XK", "")


@pytest.mark.parametrize("code", ["", "XX", *COMMON, "IS", "UA", "TW"])
def test_the_form_takes_every_country_no_country_and_another_one(code):
    form = HandForm({"country": code})
    assert "country" not in form.errors
    assert form.cleaned_data["country"] == code


@pytest.mark.parametrize("code", ["ZZ", "us", "USA"])
def test_the_form_takes_nothing_else(code):
    assert "country" in HandForm({"country": code}).errors
