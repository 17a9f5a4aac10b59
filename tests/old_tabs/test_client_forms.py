"""Two tabs over one record: what the old one sends changes nothing and nothing of it is lost."""

from __future__ import annotations

import pytest

from coachdesk.outbox.models import Channel, ContactFreeze, SafeContact
from coachdesk.outbox.services import set_safe_contact
from tests.factories import make_client, signed_in
from tests.pages import seen, stamps

pytestmark = [pytest.mark.django_db, pytest.mark.proves("REL-06")]


@pytest.fixture
def ana():
    return make_client()


def mail_of(client):
    return SafeContact.objects.get(person_id=client.pk, channel=Channel.MAIL)


SAFE = {
    "channel": "mail",
    "mail-permission": "safe",
    "mail-address": "ana@example.org",
    "mail-read_only_by_person": "on",
    "mail-who_else": "Nobody at home",
    "mail-wording": "neutral",
}


def test_an_old_tab_of_the_coach_does_not_undo_the_clients_never(ana):
    set_safe_contact(
        person_id=ana.pk, channel="mail", address="ana@example.org", permission="safe",
        actor=None, read_only_by_person=True,
    )  # fmt: skip
    desk, portal = signed_in(ana.cases.get().owner), signed_in(ana.user)
    page = f"/desk/clients/{ana.pk}/contact/"
    old = seen(desk, page, **SAFE)
    assert portal.post("/my/me/contact/mail/", {"mail-permission": "never"}).status_code == 302
    asked_at = mail_of(ana).confirmed_at

    answer = desk.post(page, old)
    text = answer.content.decode()
    assert (answer.status_code, mail_of(ana).permission, mail_of(ana).confirmed_at) == (
        409, "never", asked_at,
    )  # fmt: skip
    assert "This was changed after you opened the page." in text
    assert [words in text for words in ("<b>May we use it?</b>", "Nobody at home")] == [True] * 2

    # Asked afresh, with the new answer in sight.
    assert desk.post(page, seen(desk, page, **SAFE)).status_code == 302
    assert mail_of(ana).permission == "safe"


def test_a_form_without_a_stamp_counts_as_old(ana):
    set_safe_contact(
        person_id=ana.pk, channel="mail", address="ana@example.org", permission="never", actor=None
    )
    desk = signed_in(ana.cases.get().owner)
    assert desk.post(f"/desk/clients/{ana.pk}/contact/", SAFE).status_code == 409
    assert mail_of(ana).permission == "never"


def test_never_wins_from_any_page(ana):
    desk = signed_in(ana.cases.get().owner)
    page = f"/desk/clients/{ana.pk}/contact/"
    assert desk.post(page, SAFE | {"mail-permission": "never"}).status_code == 302
    assert mail_of(ana).permission == "never"


def test_the_second_tab_on_a_name_gets_both_texts(ana):
    desk = signed_in(ana.cases.get().owner)
    page = f"/desk/clients/{ana.pk}/edit/"
    first = seen(desk, page, name="Ana K.", country="PT", at_home="Ring the upper bell.")
    second = seen(desk, page, name="Ana K.", country="PT", at_home="Never call on Sundays.")
    assert desk.post(page, first).status_code == 302
    answer = desk.post(page, second)
    text = answer.content.decode()
    ana.refresh_from_db()
    assert (answer.status_code, ana.at_home) == (409, "Ring the upper bell.")
    assert [words in text for words in ("Ring the upper bell.", "Never call on Sundays.")] == [
        True
    ] * 2

    # The page that came back knows both: pressed again it counts.
    again = second | {"as_shown": stamps(desk, page)["as_shown"]}
    assert desk.post(page, again).status_code == 302
    ana.refresh_from_db()
    assert ana.at_home == "Never call on Sundays."


def test_an_old_page_that_offers_to_freeze_never_thaws(ana):
    desk = signed_in(ana.cases.get().owner)
    for _press in range(2):
        assert desk.post(f"/desk/clients/{ana.pk}/lockdown/").status_code == 302
    assert ContactFreeze.objects.filter(person_id=ana.pk, ended_at=None).count() == 1
    assert desk.post(f"/desk/clients/{ana.pk}/lockdown/end/").status_code == 302
    assert not ContactFreeze.objects.filter(person_id=ana.pk, ended_at=None).exists()
