"""A whole caseload goes to one colleague in one act; what cannot move is named and stays."""

from __future__ import annotations

import re

import pytest

from clients.models import Case
from coachdesk.audit.models import AuditEvent
from coachdesk.outbox.models import OutboxMessage
from coachdesk.users.models import Role
from sessions.models import CoachingSession
from tests.coaching_sessions.makers import make_meeting
from tests.factories import make_client, make_staff, signed_in, signed_in_earlier

pytestmark = pytest.mark.django_db
WHY = "He leaves the practice in May."
ADDRESS = "/desk/clients/board/hand-over/"
BOX = re.compile(r'value="([0-9a-f-]{36}:[0-9a-f-]{36})"\s*(checked)?')


@pytest.fixture
def browser():
    return signed_in(make_staff(Role.OWNER))


def owners():
    return {case.client.code: case.owner.display_name for case in Case.objects.all()}


def ticked(page):
    return [pair for pair, tick in BOX.findall(page) if tick]


def test_all_of_one_coach_are_ticked_and_go_in_one_act(browser, tomas, priya):
    clients = [make_client(tomas, name=f"Quiet Name{n}") for n in range(3)]
    other = make_client(make_staff(name="Morgan Fay"))
    meetings = [make_meeting(client, hours=24 * n) for n, client in enumerate(clients, 1)]
    page = browser.get(f"/desk/clients/board/?team=1&of={tomas.pk}").content.decode()
    chosen = ticked(page)
    assert sorted(chosen) == sorted(f"{c.cases.get().pk}:{tomas.pk}" for c in clients)
    assert "Quiet Name" not in page
    form = {"over-person": str(priya.pk), "over-reason": WHY, "chosen": chosen}
    answer = browser.post(ADDRESS, form, follow=True)
    assert answer.redirect_chain == [("/desk/clients/board/?team=1", 302)]
    assert "3 cases handed over to Priya Nair." in answer.content.decode()
    assert owners() == {client.code: "Priya Nair" for client in clients} | {
        other.code: "Morgan Fay"
    }
    coaches = CoachingSession.objects.filter(pk__in=[m.pk for m in meetings])
    assert {row.coach_id for row in coaches} == {priya.pk}
    assert OutboxMessage.objects.filter(user=priya).count() == 1
    assert AuditEvent.objects.filter(action="assignment.handed_over").count() == 3


def test_what_cannot_move_is_named_stays_and_stays_ticked(browser, tomas, priya):
    free, clash, gone, ended = (make_client(tomas) for _n in range(4))
    make_meeting(clash, hours=24)
    make_meeting(make_client(priya), hours=24)
    pairs = [f"{client.cases.get().pk}:{tomas.pk}" for client in (free, clash, gone, ended)]
    morgan = make_staff(name="Morgan Fay")
    Case.objects.filter(client=gone).update(owner=morgan)
    form = {"over-person": str(priya.pk), "over-reason": WHY, "chosen": [*pairs, "x", "y:z"]}
    answer = browser.post(ADDRESS, form)
    page = answer.content.decode()
    assert answer.status_code == 409
    found = owners()
    assert [found[client.code] for client in (free, clash, gone, ended)] == [
        "Priya Nair", "Tomas Lind", "Morgan Fay", "Priya Nair",
    ]  # fmt: skip
    assert "2 cases handed over to Priya Nair." in page
    named = page.split("These stay where they are:", 1)[1].split("</ul>", 1)[0]
    lines = [" ".join(re.sub("<[^>]+>", "", line).split()) for line in named.split("<li>")[1:]]
    assert sorted(line.split(":", 1)[0] for line in lines) == sorted([clash.code, gone.code])
    words = dict(line.split(": ", 1) for line in lines)
    assert words[gone.code] == "It went to somebody else meanwhile."
    assert "There is another appointment from" in words[clash.code]
    assert WHY in page
    assert sorted(ticked(page)) == sorted(
        [f"{clash.cases.get().pk}:{tomas.pk}", f"{gone.cases.get().pk}:{morgan.pk}"]
    )


def test_without_a_reason_a_colleague_or_a_case_nothing_moves_and_the_words_come_back(
    browser, tomas, priya
):
    client = make_client(tomas)
    whole = {
        "over-person": str(priya.pk),
        "over-reason": WHY,
        "chosen": [f"{client.cases.get().pk}:{tomas.pk}"],
    }
    for missing in whole:
        form = {key: value for key, value in whole.items() if key != missing}
        answer = browser.post(ADDRESS, form)
        assert answer.status_code == 400, missing
        assert (WHY in answer.content.decode()) == (missing != "over-reason")
        assert len(ticked(answer.content.decode())) == (missing != "chosen")
    assert owners()[client.code] == "Tomas Lind"


def test_it_is_an_act_of_the_owner_after_a_fresh_proof(tomas, priya):
    client = make_client(tomas)
    form = {
        "over-person": str(priya.pk),
        "over-reason": WHY,
        "chosen": [f"{client.cases.get().pk}:{tomas.pk}"],
    }
    assert signed_in(tomas).post(ADDRESS, form).status_code == 403
    assert signed_in_earlier(make_staff(Role.OWNER)).post(ADDRESS, form).status_code == 401
    assert owners() == {client.code: "Tomas Lind"}
