"""A client never reaches another client's anything by any id: every address of the portal, both ways."""

from __future__ import annotations

import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from clients.homework.homework_tasks import give_task, save_journal
from clients.homework.models import JournalEntry, Reflection
from clients.homework.submissions import add_log, save_reflection
from clients.homework.upgrades import offer_upgrade
from clients.messaging.services import send_message
from tests.factories import make_client, signed_in
from tests.homework.makers import agree, give, newer
from tests.routes.table_homework import ROUTES

pytestmark = pytest.mark.django_db
FIRST = "start-with-yourself"
SECRET = "the lantern by the third gate"  # only in Ana's rows


@pytest.fixture
def ana():
    """A client with a row of every kind, each holding the secret words."""
    client = make_client(name="Ana Reyes")
    agree(client)
    given = give(client)
    owner = given.case.owner
    client.entry = add_log(
        assignment=given,
        step_key=FIRST,
        activity_key="something-for-me",
        answers={"what": SECRET},
        on=timezone.localdate(),
        user=client.user,
    )
    save_reflection(
        assignment=given,
        step_key=FIRST,
        answers={"noticed": SECRET},
        hidden=[],
        version=0,
        user=client.user,
    )
    client.page = uuid.uuid4()
    save_journal(
        client=client, entry_id=client.page, text=SECRET, shared=True, version=0, actor=client.user
    )
    client.task = give_task(client=client, whose="client", text=SECRET, due_on=None, actor=owner)
    send_message(client=client, author=owner, text=SECRET, file=("s.txt", SECRET.encode()))
    client.given, client.offer = given, give(client, "steady-yourself", accept=False)
    client.newer = newer(aim=SECRET)
    offer_upgrade(assignment=given, version=client.newer, actor=owner)
    return client


def addresses(ana) -> list[str]:
    """Every address of the portal with Ana's ids in it; a route without a line here fails."""
    step = {"pk": ana.given.pk, "step": FIRST}
    offered = {"pk": ana.given.pk, "version": ana.newer.pk}
    kwargs = {
        "portal:journal_page": {"pk": ana.page},
        "portal:journal_page_save": {"pk": ana.page},
        "portal:journal_page_delete": {"pk": ana.page},
        "portal:task": {"pk": ana.task.pk},
        "portal:proposal": {"pk": ana.offer.pk},
        "portal:proposal_accept": {"pk": ana.offer.pk},
        "portal:proposal_decline": {"pk": ana.offer.pk},
        "portal:upgrade": {"pk": ana.given.pk},
        "portal:upgrade_accept": offered,
        "portal:upgrade_decline": offered,
        "portal:entry": {"pk": ana.given.pk, "entry": ana.entry.pk},
        "portal:want": step,
        "portal:step": step,
        "portal:save": step,
        "portal:hand_in": step,
        "portal:activity": {**step, "activity": "something-for-me"},
    }
    mine = [r for r in ROUTES if r.name.startswith("portal:")]
    assert {r.name for r in mine if r.kwargs} == set(kwargs)
    found = [reverse(r.name, kwargs=kwargs.get(r.name)) for r in mine]
    return [*found, reverse("portal:file", args=[ana.messages.get().document_id])]


def test_the_owner_sees_the_words_so_that_the_next_tests_can_fail(ana):
    browser = signed_in(ana.user)
    seen = [a for a in addresses(ana) if SECRET in browser.get(a).text]
    assert len(seen) >= 7


def test_no_address_shows_another_client_anything(ana):
    other = make_client(name="Bo Lind")
    agree(other)
    give(other)
    stranger = signed_in(other.user)
    shown = [a for a in addresses(ana) if SECRET in stranger.get(a).text]
    assert shown == []


def test_no_address_lets_another_client_change_anything(ana):
    other = make_client(name="Bo Lind")
    agree(other)
    stranger = signed_in(other.user)
    sent = {
        "text": "Taken over",
        "version": "1",
        "noticed": "Taken over",
        "what": "Taken over",
        "form_key": str(uuid.uuid4()),
    }
    for address in addresses(ana):
        if str(ana.pk) not in address:
            answer = stranger.post(address, sent)
            assert answer.status_code in (200, 204, 302, 400, 404, 405, 409)
            assert SECRET not in answer.text if answer.status_code != 302 else True
    ana.task.refresh_from_db()
    ana.given.refresh_from_db()
    ana.offer.refresh_from_db()
    assert JournalEntry.objects.get(pk=ana.page).text == SECRET
    assert Reflection.objects.get(assignment=ana.given).answers == {"noticed": SECRET}
    assert (ana.task.done_at, ana.offer.state) == (None, "proposed")
    assert ana.given.offered_version_id is not None
    assert [e.kind for e in ana.given.step_events.all()] == []
    assert [row.answers for row in ana.given.logs.all()] == [{"what": SECRET}]
    assert ana.messages.count() == 1
