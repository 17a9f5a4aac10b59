"""Emergency access reads and writes nothing, and somebody else looks at it within three days."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.apps import apps
from django.utils import timezone

from clients.models import BreakGlass, Client, SafetyOverride
from clients.record import services as records
from clients.record.today_lines import lines
from coachdesk.users.models import Role
from tests.access.relations import person_of
from tests.access.sweep import Sweep, places
from tests.access.world import NO_CACHE, WHY, build
from tests.factories import make_client, make_staff, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.proves("SEC-18")]
# What a request may write by itself: who read, and the clocks of the session.
CLOCKS = {
    "audit_auditevent",
    "django_session",
    "usersessions_usersession",
    "users_limitcounter",
}


def of_client(client, kinds):
    """Ids of rows of the client for an address; None where there is no such row."""
    ids = {}
    for key, kind in kinds.items():
        every = apps.get_model(kind)._base_manager.all()
        row = next((row for row in every if person_of(row) == client), None)
        if row is None or isinstance(row, BreakGlass):
            return None
        ids[key] = row.pk
    return ids


@pytest.mark.parametrize(("persona", "reads_safety"), [("supervisor", 200), ("owner", 403)])
def test_an_emergency_opens_no_act_of_any_page(settings, persona, reads_safety):
    settings.DEMO, settings.CACHES = True, NO_CACHE
    world = build()
    client = Client.objects.get(code=world.known[1].code)
    BreakGlass.objects.all().update(ended_at=timezone.now())
    sweep = Sweep(world)
    posts = [
        (place, ids)
        for place in places()[0]
        if "POST" in place.methods and (ids := of_client(client, place.rule.kinds))
    ]

    def walk():
        found = {}
        for place, ids in posts:
            answer = sweep._ask(persona, place, "POST", ids)
            found[place.name] = answer.status, sorted(set(answer.wrote) - CLOCKS)
        return found

    before = walk()
    records.break_glass(actor=world.people[persona], code=client.code, reason=WHY)
    page = world.browsers[persona].get(f"/desk/clients/{client.pk}/safety/")
    assert (page.status_code, "Let gated work go on" in page.text) == (reads_safety, False)
    assert walk() == before
    assert {"clients:override_give", "clients:contact", "clients:case_change"} < set(before)


def test_an_override_is_no_act_of_an_emergency():
    client, lead = make_client(), make_staff(Role.SUPERVISOR)
    records.break_glass(actor=lead, code=client.code, reason=WHY)
    sent = {"reason": "Lives apart now, checked with the shelter."}
    answer = signed_in(lead).post(f"/desk/clients/{client.pk}/safety/override/", sent)
    assert (answer.status_code, SafetyOverride.objects.count()) == (404, 0)


def told(user):
    """What the person's Today says of reviews: words and what is late."""
    return [(line.words, line.detail) for line in lines(user, {})]


ONE = "1 emergency access waits for a review"


def test_a_review_stands_on_another_supervisors_today_and_late_with_the_owner():
    client, lead = make_client(), make_staff(Role.SUPERVISOR)
    other, owner = make_staff(Role.SUPERVISOR), make_staff(Role.OWNER)
    glass = records.break_glass(actor=lead, code=client.code, reason=WHY)
    people = (lead, other, owner, client.cases.get().owner)
    assert [told(user) for user in people] == [[], [(ONE, "")], [], []]
    BreakGlass.objects.update(review_by=timezone.localdate())
    assert [told(user) for user in people] == [[], [(ONE, "")], [], []]
    BreakGlass.objects.update(review_by=timezone.localdate() - timedelta(days=1))
    late = [(ONE, "1 is late")]
    assert [told(user) for user in people] == [[], late, late, []]
    page = signed_in(owner).get("/desk/").text
    assert [ONE in page, "1 is late" in page] == [True, True]
    assert "late since" in signed_in(other).get("/desk/clients/emergency/").text
    records.review_glass(glass=glass, finding="It was right.", actor=other)
    assert [told(user) for user in people] == [[], [], [], []]


def test_where_no_other_supervisor_is_the_owner_is_asked_at_once():
    client, lead, owner = make_client(), make_staff(Role.SUPERVISOR), make_staff(Role.OWNER)
    records.break_glass(actor=lead, code=client.code, reason=WHY)
    assert [told(user) for user in (lead, owner)] == [[], [(ONE, "")]]
