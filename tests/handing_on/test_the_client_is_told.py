"""A hand-over is told to the client: in the portal by name, outside of it only through the gate."""

from __future__ import annotations

import pytest

from clients.messaging.models import Message
from clients.messaging.services import send_message
from coachdesk.outbox.models import OutboxMessage
from coachdesk.users.models import Role
from tests.factories import make_client, make_staff, signed_in
from tests.homework.makers import agree

pytestmark = pytest.mark.django_db
WHY = "She moves to another town."
WORD = "I am glad to go on with you where Tomas and you stand."


@pytest.fixture
def luis():
    client = make_client(make_staff(name="Tomas Lind"), name="Luis Vega")
    agree(client)
    return client


def form(client, to, **more):
    shown = str(client.cases.get().owner_id)
    return {
        "over-person": str(to.pk), "over-reason": WHY, "over-shown": shown, "over-word": WORD,
    } | more  # fmt: skip


def test_the_client_reads_the_name_and_the_first_word_and_what_waits_goes_on_waiting(luis, priya):
    tomas = luis.cases.get().owner
    asked = send_message(client=luis, author=luis.user, text="May I ask something?")
    address = f"/desk/clients/cases/{luis.cases.get().pk}/hand-over/"
    assert signed_in(tomas).post(address, form(luis, priya)).status_code == 302
    told = Message.objects.get(from_client=False)
    assert (told.client, told.author, told.text) == (
        luis, tomas, f"Priya Nair works with you from now on.\n\n{WORD}",
    )  # fmt: skip
    asked.refresh_from_db()
    assert (asked.settled_at, asked.read_at) == (None, None)
    page = signed_in(luis.user).get("/my/messages/").content.decode()
    assert ("Priya Nair works with you from now on." in page, WORD in page) == (True, True)
    # Outside the portal only the neutral notice waits, as for every message.
    rows = [(row.task, row.mail_kind) for row in OutboxMessage.objects.filter(mail_kind="")]
    assert ("messaging.notify", "") in rows
    assert not OutboxMessage.objects.filter(person_id=luis.pk).exists()
    # The new coach finds the question on the own list.
    assert "Luis" in signed_in(priya).get("/desk/waiting/").content.decode()


def test_without_a_word_the_name_alone_is_told(luis, priya):
    tomas = luis.cases.get().owner
    address = f"/desk/clients/cases/{luis.cases.get().pk}/hand-over/"
    signed_in(tomas).post(address, form(luis, priya, **{"over-word": ""}))
    assert [m.text for m in Message.objects.all()] == ["Priya Nair works with you from now on."]


def test_a_refused_hand_over_tells_nobody_and_gives_the_word_back(luis, priya):
    address = f"/desk/clients/cases/{luis.cases.get().pk}/hand-over/"
    browser = signed_in(luis.cases.get().owner)
    short = browser.post(address, form(luis, priya, **{"over-reason": "short"}))
    old = browser.post(address, form(luis, priya, **{"over-shown": str(priya.pk)}))
    assert [(a.status_code, WORD in a.content.decode()) for a in (short, old)] == [
        (400, True), (409, True),
    ]  # fmt: skip
    assert not Message.objects.exists()


def test_every_client_of_a_whole_caseload_is_told(luis, priya):
    tomas = luis.cases.get().owner
    clients = [luis, make_client(tomas)]
    chosen = [f"{client.cases.get().pk}:{tomas.pk}" for client in clients]
    sent = {"over-person": str(priya.pk), "over-reason": WHY, "over-word": WORD, "chosen": chosen}
    signed_in(make_staff(Role.OWNER)).post("/desk/clients/board/hand-over/", sent)
    found = {message.client_id: message.text for message in Message.objects.all()}
    words = f"Priya Nair works with you from now on.\n\n{WORD}"
    assert found == {client.pk: words for client in clients}
