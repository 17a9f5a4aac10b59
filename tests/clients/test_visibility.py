from __future__ import annotations

import pytest
from django.utils import timezone

from clients.models import CaseAssignment, Client
from coachdesk.consents.models import ConsentKind
from coachdesk.consents.services import publish_text, record_choice
from coachdesk.users.models import Role, Supervision
from tests.factories import make_client, make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.proves("SEC-10", "SEC-13b")]


def test_a_coach_sees_only_clients_on_whose_cases_they_work_now():
    coach, other = make_staff(), make_staff()
    mine, theirs = make_client(coach), make_client(other)
    assert list(Client.objects.visible_to(coach)) == [mine]
    CaseAssignment.objects.filter(user=coach).update(until=timezone.now())
    assert list(Client.objects.visible_to(coach)) == []
    assert list(Client.objects.visible_to(theirs.user)) == [theirs]


def test_a_supervisor_sees_a_supervised_coachs_client_only_with_the_clients_agreement():
    coach, lead = make_staff(), make_staff(Role.SUPERVISOR)
    client = make_client(coach)
    Supervision.objects.create(supervisor=lead, coach=coach)
    assert list(Client.objects.visible_to(lead)) == []
    publish_text(kind=ConsentKind.SUPERVISION, version=1, title="Supervision", body="Text")
    record_choice(person_id=client.pk, kind=ConsentKind.SUPERVISION, granted=True, method="portal")
    assert list(Client.objects.visible_to(lead)) == [client]
    assert list(Client.objects.editable_by(lead)) == []


@pytest.mark.parametrize("role", [Role.EDITOR, Role.OWNER, Role.FRONT_DESK])
def test_other_roles_open_no_record(role):
    make_client()
    person = make_staff(role)
    assert list(Client.objects.visible_to(person)) == []
    assert Client.objects.names_visible_to(person).exists() == (role == Role.FRONT_DESK)
