"""The desk's navigation: ten entries at most, and each page belongs to exactly one of them."""

from __future__ import annotations

import re
from itertools import combinations

import pytest
from django.urls import resolve, reverse

from coachdesk.users.desk_nav import navigation, places_of
from coachdesk.users.models import Role, RoleChange
from coachdesk.users.policies import STAFF, policy_of
from tests.factories import make_client, make_staff, signed_in
from tests.routes.test_matrix import ROUTES

pytestmark = pytest.mark.django_db


def labels(*roles: Role) -> list[str]:
    return [link.label for link in navigation(make_staff(*roles), "sessions:today").entries]


def test_each_role_finds_its_places():
    coach = ["Today", "Letters", "Clients", "Calendar", "Waiting", "Safety", "Pages"]
    assert labels(Role.COACH) == [*coach, "Programs"]
    assert labels(Role.EDITOR) == ["Today", "Letters", "Safety", "Pages", "Comments"]
    assert labels(Role.FRONT_DESK) == ["Today", "Clients", "Calendar", "Billing"]
    assert labels(Role.SUPERVISOR) == [*coach, "Comments", "Programs", "Practice"]
    assert labels(Role.OWNER) == ["Today", "Calendar", "Practice"]


def test_nobody_has_more_than_ten_entries_whatever_roles_are_held_together():
    for size in range(1, len(Role) + 1):
        for roles in combinations(Role, size):
            assert len(labels(*roles)) <= 10, roles


def test_every_desk_page_lights_exactly_one_entry_for_everybody_whom_it_lets_in():
    people = {role: make_staff(role) for role in Role}
    lost = []
    for route in ROUTES:
        name, address = route.name, reverse(route.name, kwargs=route.kwargs)
        policy = policy_of(resolve(address).func, name)
        if policy is None or policy.audience != STAFF or not address.startswith("/desk/"):
            continue
        if name == "sessions:find":  # stands above the entries
            continue
        for role, person in people.items():
            if policy.roles and not person.has_role(*policy.roles):
                continue
            lit = [link.key for link in navigation(person, name).entries if link.current]
            if len(lit) != 1:
                lost.append((name, role.value, lit, places_of(name)))
    assert lost == []


@pytest.mark.parametrize("name", ["sessions:today", "users:practice", "clients:retention"])
def test_the_page_itself_marks_one_entry_of_the_side_bar(name):
    page = signed_in(make_staff(*Role)).get(reverse(name)).content.decode()
    side = page[page.index('class="side"') : page.index("</header>")]
    assert len(re.findall(r"aria-current=", side)) == 1


def test_a_page_below_an_entry_shows_the_way_back():
    client = make_client()
    page = signed_in(client.cases.get().owner).get(reverse("clients:detail", args=[client.pk]))
    assert f'<a href="{reverse("clients:list")}">' in page.content.decode()


def test_practice_counts_what_waits_for_a_second_yes():
    asks, confirms, coach = make_staff(Role.OWNER), make_staff(Role.OWNER), make_staff(Role.COACH)
    browser = signed_in(confirms)
    RoleChange.objects.create(
        user=coach, roles=["editor"], asked_by=asks, not_before="2020-01-01T00:00:00Z"
    )
    nav = navigation(confirms, "users:practice_index")
    assert [(link.label, link.count) for link in nav.house] == [("Practice", 1)]
    team = [link for _title, links in nav.practice for link in links if link.label == "Team"]
    assert [link.count for link in team] == [1]
    assert "Team" in browser.get("/desk/practice/").content.decode()
