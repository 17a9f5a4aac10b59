"""A program translated side by side: what is missing, what stays, how it is published."""

from __future__ import annotations

import pytest
from django.urls import reverse

from clients.homework.editor.plain_data import to_yaml
from clients.homework.editor.translation import blank_translation, pairs, put_words, words_of
from clients.homework.library import SHIPPED, load_shipped_programs
from clients.homework.models import ProgramVersion
from clients.homework.program_format import parse_program
from coachdesk.users.models import Role
from tests.factories import make_staff, signed_in

pytestmark = pytest.mark.django_db
SOURCES = {p.stem: parse_program(p.read_text(encoding="utf-8")) for p in SHIPPED.glob("*.yaml")}


@pytest.fixture
def source():
    load_shipped_programs()
    return ProgramVersion.objects.get(program__slug="steady-yourself")


@pytest.fixture
def lead():
    return signed_in(make_staff(Role.COACH, Role.SUPERVISOR))


def begin(browser, source, locale="de"):
    return browser.post(
        reverse("homework:edit_translate", args=[source.pk]), {"locale": locale}, follow=True
    )


def write(browser, draft, step="", **changed):
    """Fill a part's boxes with the source's words in capitals, as a translator would fill them."""
    draft.refresh_from_db()
    name = "edit_step_words" if step else "edit_words"
    page = reverse(f"homework:{name}", args=[draft.pk, step] if step else [draft.pk])
    rows = pairs(SOURCES["steady-yourself"], draft.data)
    boxes = {
        p.source.name: p.source.text.upper().replace("{PARTNER}", "{partner}")
        for p in rows
        if p.source.step == step
    }
    return browser.post(page, {"seen": draft.edit_version, **boxes, **changed})


@pytest.mark.parametrize("name", sorted(SOURCES))
def test_every_text_people_read_is_translated_and_nothing_else(name):
    data = SOURCES[name]
    made = blank_translation(data, "de")
    put_words(made, {w.name: w.text for w in words_of(data)})
    made.pop("translation_of")
    assert made | {"locale": "en"} == data
    empty = to_yaml(blank_translation(data, "de"))
    for text in (data["summary"], data["steps"][0]["activities"][0]["instructions"]):
        assert text[:40] not in empty


def test_a_translation_says_what_is_missing_and_is_published_when_nothing_is(source, lead):
    page = begin(lead, source)
    draft = ProgramVersion.objects.get(locale="de")
    assert f"{len(list(words_of(source.data)))} texts are missing" in page.text
    publish = reverse("homework:edit_publish", args=[draft.pk])
    assert lead.post(publish, {"seen": draft.edit_version}).status_code == 400
    for step in ["", *(s["key"] for s in source.data["steps"])]:
        assert write(lead, draft, step).status_code == 302
    words = reverse("homework:edit_words", args=[draft.pk])
    assert "No text is missing." in lead.get(words).text
    draft.refresh_from_db()
    assert lead.post(publish, {"seen": draft.edit_version}).status_code == 302
    draft.refresh_from_db()
    assert (draft.state, draft.title) == ("published", source.title.upper())
    assert parse_program(draft.source)["translation_of"] == f"steady-yourself/{source.version}/en"


def test_two_translators_at_once_lose_nothing(source, lead):
    begin(lead, source)
    draft = ProgramVersion.objects.get(locale="de")
    page = reverse("homework:edit_words", args=[draft.pk])
    stale = draft.edit_version
    lead.post(page, {"seen": stale, "title": "Erster Titel"})
    answer = lead.post(page, {"seen": stale, "title": "Zweiter Titel"})
    assert answer.status_code == 409
    assert "Erster Titel" in answer.text
    assert "Zweiter Titel" in answer.text


@pytest.mark.parametrize("locale", ["", "German!", "../de", "x" * 40, "en"])
def test_a_language_that_is_none_or_is_there_is_refused_with_words(source, lead, locale):
    answer = begin(lead, source, locale)
    assert answer.status_code == 400
    assert ProgramVersion.objects.filter(program=source.program).count() == 1


def test_words_with_another_brace_come_back_with_a_reason(source, lead):
    begin(lead, source)
    draft = ProgramVersion.objects.get(locale="de")
    answer = write(lead, draft, title="Mit {name}")
    assert answer.status_code == 400
    assert "Mit {name}" in answer.text
    assert "only word that may stand in braces" in answer.text


def test_a_version_that_translates_nothing_has_no_such_page(source, lead):
    assert lead.get(reverse("homework:edit_words", args=[source.pk])).status_code == 404


def test_a_program_is_read_without_the_sign_for_the_partner(source, lead):
    shown = lead.get(reverse("homework:program", args=[source.pk])).content.decode()
    assert "{partner}" in str(source.data)
    assert "{partner}" not in shown
