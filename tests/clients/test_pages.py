"""The caseload and the client's page: constant cost, names by beginnings, others' clients absent."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, reverse
from django.urls.converters import IntConverter
from django.utils import timezone

from clients import urls
from clients.measures.models import CheckIn
from clients.messaging.models import Message
from clients.models import Case, CaseAssignment, Client, Goal, GoalRating
from clients.page.timeline import note_event, timeline, timeline_kinds
from clients.people.names import index_name, named
from clients.words.services import add_entry
from coachdesk.consents.services import publish_text, record_choice
from coachdesk.safety.services import open_flag
from coachdesk.users.models import Role, Supervision
from tests.coaching_sessions.makers import make_meeting
from tests.factories import make_client, make_staff, signed_in, with_fresh_proof

pytestmark = pytest.mark.django_db


def queries_of(browser, address) -> int:
    browser.get(address)  # the first look writes clocks and fills caches
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert browser.get(address).status_code == 200
    return len(captured)


def many_clients(coach, count: int) -> None:
    clients = [Client(code=f"M-{n}", name=f"Person {n}", status="active") for n in range(count)]
    Client.objects.bulk_create(clients, batch_size=1_000)
    cases = [Case(client=c, owner=coach, status="active") for c in clients]
    Case.objects.bulk_create(cases, batch_size=1_000)
    CaseAssignment.objects.bulk_create([CaseAssignment(case=c, user=coach) for c in cases])
    for client in clients[:40]:
        index_name(client)


def test_the_caseload_costs_the_same_for_one_and_for_many():
    coach = make_staff()
    make_client(coach)
    browser = signed_in(coach)
    one = queries_of(browser, "/desk/clients/?show=all")
    many_clients(coach, 5_000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as the database does by itself after a while
    for address in ("/desk/clients/?show=all", "/desk/clients/?show=open", "/desk/clients/?q=pers"):
        assert queries_of(browser, address) == one <= 12


def test_the_clients_page_costs_the_same_whatever_the_history():
    coach = make_staff()
    client = make_client(coach)
    browser = signed_in(coach)
    address = f"/desk/clients/{client.pk}/"
    few = queries_of(browser, address)
    case = client.cases.get()
    for number in range(30):
        goal = Goal(case=case, text=f"Say it plainly {number}", created_by=coach)
        goal.save(force_insert=True)
        for value in range(5):
            GoalRating.objects.create(goal=goal, value=value)
        note_event(client=client, kind="goal", line="x", actor=coach)
        open_flag(
            subject_kind="log",
            subject_id=uuid.uuid4(),
            person_id=client.pk,
            codes=["x"],
            urgent=True,
        )
    many = queries_of(browser, address)
    # A page without goals asks for no ratings; else the number is the same.
    assert many <= few + 1
    assert many <= 18


def fill_every_floor(client, coach, count: int, *, after: int = 0) -> None:
    """A history on all floors: sessions, homework, check-ins, messages, words, flags, events."""
    for number in range(after, after + count):
        at = timezone.now() - timedelta(days=number + 1)
        note_event(client=client, kind="contact", line="x", actor=coach)
        make_meeting(client, hours=-24 * (number + 2), state="completed")
        CheckIn.objects.create(client=client, on=at.date(), values={"own_effort": 3})
        Message.objects.create(
            client=client, author=client.user, from_client=True, text="x", at=at, due_at=at
        )
        add_entry(
            client=client, lane="done", source="seen_by_me", on=at.date(), text="x", actor=coach
        )
        open_flag(
            subject_kind="log",
            subject_id=uuid.uuid4(),
            person_id=client.pk,
            codes=["x"],
            urgent=True,
        )


@pytest.mark.parametrize(
    "page",
    ["timeline/", *(f"panel/{n}/" for n in ("sessions", "homework", "check-ins", "messages"))],
)
def test_the_timeline_and_each_panel_cost_the_same_whatever_the_history(page):
    coach = make_staff()
    client = make_client(coach)
    browser = signed_in(coach)
    fill_every_floor(client, coach, 1)
    address = f"/desk/clients/{client.pk}/{page}"
    few = queries_of(browser, address)
    fill_every_floor(client, coach, 40, after=1)
    assert queries_of(browser, address) == few <= 12


def test_the_overview_shows_every_floor_and_only_to_who_may_see_it():
    coach = make_staff()
    client = make_client(coach)
    with_supervision(client)
    supervisor = make_staff(Role.SUPERVISOR)
    Supervision.objects.create(supervisor=supervisor, coach=coach)
    fill_every_floor(client, coach, 2)
    address = f"/desk/clients/{client.pk}/"
    page = signed_in(coach).get(address).content.decode()
    for name in ("sessions", "homework", "check-ins", "messages"):
        assert f"{address}panel/{name}/" in page
        assert "<section" in signed_in(coach).get(f"{address}panel/{name}/").content.decode()
    # Supervision reads the work, not the messages, and is not shown doors that stay shut.
    page = signed_in(supervisor).get(address).content.decode()
    assert f"{address}panel/sessions/" in page
    assert f"{address}panel/messages/" not in page
    assert f"{address}messages/" not in page
    for tab in re.findall(rf'href="({address}[^"#?]*)"', page):
        assert signed_in(supervisor).get(tab).status_code == 200, tab
    assert signed_in(supervisor).get(f"{address}panel/messages/").status_code == 404
    assert signed_in(make_staff()).get(f"{address}panel/sessions/").status_code == 404


def with_supervision(client) -> None:
    text = publish_text(kind="supervision", version=1, title="Supervision", body="Yes.")
    record_choice(person_id=client.pk, kind="supervision", granted=True, method="portal", text=text)


def test_a_counselor_who_only_supervises_a_client_does_not_see_the_messages():
    coach = make_staff()
    client = make_client(coach)
    with_supervision(client)
    both = make_staff(Role.SUPERVISOR, Role.COUNSELOR)
    Supervision.objects.create(supervisor=both, coach=coach)
    Message.objects.create(
        client=client,
        author=client.user,
        from_client=True,
        text="for my coach only",
        due_at=timezone.now(),
    )
    address = f"/desk/clients/{client.pk}/"
    assert signed_in(both).get(f"{address}panel/messages/").content == b""
    assert b"for my coach only" in signed_in(coach).get(f"{address}panel/messages/").content


def test_each_kind_of_the_timeline_can_be_asked_for_alone():
    coach = make_staff()
    client = make_client(coach)
    fill_every_floor(client, coach, 1)
    address = f"/desk/clients/{client.pk}/timeline/"
    alone = {
        kind: signed_in(coach).get(address, {"kind": kind}).context["page"].entries
        for kind, _label in timeline_kinds()
    }
    everything = signed_in(coach).get(address).context["page"].entries
    assert sum(len(entries) for entries in alone.values()) == len(everything)
    for kind in ("contact", "safety", "words", "sessions", "check_in", "message"):
        assert len(alone[kind]) == 1, kind


def test_a_name_is_found_by_its_beginnings_and_by_nothing_else():
    coach = make_staff()
    client = make_client(coach, name="Zoë Ångström-Hart")
    index_name(client)
    found = lambda text: list(named(Client.objects.visible_to(coach), text))  # noqa: E731
    for text in ("z", "zoe", "ZOË", "ang", "hart zo"):
        assert found(text) == [client], text
    assert found(client.code.lower()) == [client]
    for text in ("oe", "harte", "zoe x"):
        assert found(text) == [], text
    page = signed_in(coach).get("/desk/clients/", {"q": "zo"})
    assert "Zoë" in page.content.decode()
    stranger = signed_in(make_staff()).get("/desk/clients/", {"q": "zo"})
    assert "Zoë" not in stranger.content.decode()


def test_the_timeline_pages_back_through_everything_once():
    coach = make_staff()
    client = make_client(coach)
    for number in range(70):
        note_event(client=client, kind="goal", line=f"line {number}", actor=coach)
    seen, before = [], ""
    while True:
        page = timeline(client, before=before)
        seen += [entry.line for entry in page.entries]
        before = page.older
        if not before:
            break
    assert seen == [f"line {n}" for n in reversed(range(70))]
    browser = signed_in(coach)
    address = f"/desk/clients/{client.pk}/timeline/"
    assert browser.get(address, {"before": "nonsense"}).status_code == 400
    assert b"line 69" in browser.get(address, HTTP_HX_REQUEST="true").content


@pytest.mark.parametrize(
    ("headers", "whole"),
    [
        ({}, True),
        ({"HX-Request": "true"}, False),
        ({"HX-Request": "true", "HX-Boosted": "true"}, True),
        ({"HX-Request": "yes"}, True),
    ],
)
def test_only_a_request_by_htmx_gets_the_card_of_the_timeline(headers, whole):
    coach = make_staff()
    client = make_client(coach)
    page = signed_in(coach).get(f"/desk/clients/{client.pk}/timeline/", headers=headers)
    assert (b"<html" in page.content) is whole


def routes_with_a_client() -> list[str]:
    names = []
    for entry in urls.urlpatterns:
        if isinstance(entry, URLPattern) and "clients/<uuid:pk>" in str(entry.pattern):
            names.append(f"clients:{entry.name}")
    return names


@pytest.mark.proves("SEC-10", "SEC-11", "SEC-12", "SEC-13b")
@pytest.mark.parametrize("name", routes_with_a_client())
def test_another_coachs_client_is_absent_for_every_page_and_act(name):
    client = make_client(make_staff())
    kwargs = _kwargs(name, client)
    strangers = [make_staff(), make_staff(Role.SUPERVISOR), make_staff(Role.COUNSELOR)]
    strangers.append(make_staff(Role.OWNER))
    for stranger in strangers:
        browser = with_fresh_proof(signed_in(stranger))
        for method in ("get", "post"):
            answer = getattr(browser, method)(reverse(name, kwargs=kwargs))
            assert answer.status_code in (403, 404, 405), (name, stranger.roles, method)
            assert client.name.encode() not in answer.content
    spouse = make_client(make_staff(), name="Other Person").user
    for method in ("get", "post"):
        answer = getattr(signed_in(spouse), method)(reverse(name, kwargs=kwargs))
        assert answer.status_code in (403, 405)


def _kwargs(name: str, client: Client) -> dict[str, object]:
    kwargs: dict[str, object] = {"pk": client.pk}
    for entry in urls.urlpatterns:
        if f"clients:{entry.name}" == name:
            for extra, kind in entry.pattern.converters.items():
                kwargs.setdefault(extra, 0 if isinstance(kind, IntConverter) else uuid.uuid4())
    return kwargs


def test_the_front_desk_sees_name_and_safe_contact_and_nothing_of_the_work():
    coach = make_staff()
    client = make_client(coach)
    case = client.cases.get()
    case.presenting_concern = "a very private sentence"
    case.save()
    Goal(case=case, text="a private goal", created_by=coach).save(force_insert=True)
    page = signed_in(make_staff(Role.FRONT_DESK)).get(f"/desk/clients/{client.pk}/")
    text = page.content.decode()
    assert "Ana Reyes" in text
    assert "private sentence" not in text
    assert "private goal" not in text
    assert "my husband" not in text
    listed = signed_in(make_staff(Role.FRONT_DESK)).get("/desk/clients/").content.decode()
    assert "Ana Reyes" in listed
    assert "One-partner" not in listed


def test_safe_contact_stands_on_every_page_about_one_client():
    coach = make_staff(Role.COUNSELOR, Role.SUPERVISOR, Role.OWNER)
    client = make_client(coach)
    meeting = make_meeting(client, hours=30)
    flag = open_flag(
        subject_kind="log", subject_id=uuid.uuid4(), person_id=client.pk, codes=["x"], urgent=True
    )
    browser = with_fresh_proof(signed_in(coach))
    page = f"/desk/clients/{client.pk}/"
    places = ["", "timeline/", "work/", "words/", "safety/", "documents/", "record/", "contact/"]
    addresses = [f"{page}{place}" for place in (*places, "edit/", "lockdown/")]
    addresses += [
        reverse(name, args=[client.pk])
        for name in (
            "sessions:client",
            "sessions:client_money",
            "homework:client",
            "homework:propose",
            "measures:client",
            "messaging:client",
        )
    ]
    addresses += [
        reverse(f"sessions:{name}", args=[meeting.pk]) for name in ("detail", "move", "cancel")
    ]
    addresses.append(reverse("safety:flag", args=[flag.pk]))
    without = [a for a in addresses if 'class="contact' not in browser.get(a).content.decode()]
    assert without == []
    # Whoever may not see the client learns no name from the flag either.
    other = signed_in(make_staff(Role.SUPERVISOR)).get(reverse("safety:flag", args=[flag.pk]))
    assert client.name not in other.content.decode()
