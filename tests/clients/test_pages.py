"""The caseload and the client's page: constant cost, names by beginnings, others' clients absent."""

from __future__ import annotations

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, reverse

from clients import urls
from clients.models import Case, CaseAssignment, Client, Goal, GoalRating
from clients.names import index_name, named
from clients.timeline import note_event, timeline
from coachdesk.safety.services import open_flag
from coachdesk.users.models import Role
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
    for client in clients:
        client.save(force_insert=True)
    cases = [Case(client=c, owner=coach, status="active") for c in clients]
    Case.objects.bulk_create(cases)
    CaseAssignment.objects.bulk_create([CaseAssignment(case=c, user=coach) for c in cases])


def test_the_caseload_costs_the_same_for_one_and_for_many():
    coach = make_staff()
    make_client(coach)
    browser = signed_in(coach)
    one = queries_of(browser, "/desk/clients/?show=all")
    many_clients(coach, 60)
    assert queries_of(browser, "/desk/clients/?show=all") == one <= 12


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
    assert many <= 12


def test_a_name_is_found_by_its_beginnings_and_by_nothing_else():
    coach = make_staff()
    client = make_client(coach, name="Zoë Ångström-Hart")
    index_name(client)
    found = lambda text: list(named(Client.objects.visible_to(coach), text))  # noqa: E731
    for text in ("z", "zoe", "ZOË", "ang", "hart zo"):
        assert found(text) == [client], text
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
            for extra in entry.pattern.converters:
                kwargs.setdefault(extra, uuid.uuid4())
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
