"""One act, one address: a page of the portal takes no act, and Enter hands nothing in."""

from __future__ import annotations

import re
import uuid

import pytest
from django.urls import reverse

from clients.homework.homework_tasks import save_journal
from clients.homework.models import Assignment, JournalEntry
from clients.homework.upgrades import offer_upgrade
from clients.portal.models import HomeScreen
from tests.factories import make_client, signed_in
from tests.homework.makers import agree, give, newer

pytestmark = pytest.mark.django_db
FIRST = "start-with-yourself"


def test_a_page_takes_no_act(ana):
    given, offer = give(ana), give(ana, "steady-yourself", accept=False)
    offer_upgrade(assignment=given, version=newer(aim="Anew."), actor=given.case.owner)
    before = list(Assignment.objects.order_by("pk").values())
    browser = signed_in(ana.user)
    for place in (
        reverse("portal:proposal", args=[offer.pk]),
        reverse("portal:upgrade", args=[given.pk]),
        reverse("portal:step", args=[given.pk, FIRST]),
        reverse("portal:journal_page", args=[uuid.uuid4()]),
        reverse("portal:home_screen"),
    ):
        assert browser.post(place, {"answer": "yes", "to": "on"}).status_code == 405, place
    assert list(Assignment.objects.order_by("pk").values()) == before
    assert not JournalEntry.objects.exists()
    assert not HomeScreen.objects.exists()


def test_an_offered_program_is_turned_down_from_its_page(ana):
    offer = give(ana, accept=False)
    browser = signed_in(ana.user)
    decline = reverse("portal:proposal_decline", args=[offer.pk])
    assert decline in browser.get(reverse("portal:proposal", args=[offer.pk])).text
    assert browser.post(decline).url == reverse("portal:today")
    offer.refresh_from_db()
    assert offer.state == "declined"
    assert browser.post(reverse("portal:proposal_accept", args=[offer.pk])).status_code == 404


def test_a_page_of_ones_own_is_deleted_and_nobody_elses_is(ana):
    page = uuid.uuid4()
    save_journal(
        client=ana, entry_id=page, text="Only mine", shared=False, version=0, actor=ana.user
    )
    delete = reverse("portal:journal_page_delete", args=[page])
    other = make_client(name="Bo Lind")
    agree(other)
    assert signed_in(other.user).post(delete).status_code == 404
    assert JournalEntry.objects.filter(pk=page).exists()
    browser = signed_in(ana.user)
    assert delete in browser.get(reverse("portal:journal_page", args=[page])).text
    assert browser.post(delete).url == reverse("portal:journal")
    assert not JournalEntry.objects.exists()


def test_a_page_that_is_refused_comes_back_with_what_was_typed(ana):
    page = uuid.uuid4()
    save = reverse("portal:journal_page_save", args=[page])
    browser = signed_in(ana.user)
    assert browser.post(save, {"text": "First", "version": 0}).status_code == 302
    stale = browser.post(save, {"text": "Second", "version": 0, "shared": "1"})
    assert (stale.status_code, "First" in stale.text, "Second" in stale.text) == (409, True, True)
    faulty = browser.post(save, {"text": "Third", "version": "x"})
    assert (faulty.status_code, "Third" in faulty.text) == (400, True)
    assert JournalEntry.objects.get().text == "First"


def test_enter_in_a_steps_form_saves_and_does_not_hand_in(ana):
    given = give(ana)
    text = signed_in(ana.user).get(reverse("portal:step", args=[given.pk, FIRST])).text
    form = text[text.index("data-autosave") :]
    first, second = re.findall(r"<button[^>]*>", form[: form.index("</form>")])
    assert "formaction" not in first
    assert reverse("portal:hand_in", args=[given.pk, FIRST]) in second
