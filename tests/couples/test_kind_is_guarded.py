"""Work that both attend begins only where the client's safety lets it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from clients.models import Case, ClientStatus, Screening
from clients.people.services import change_status
from coachdesk.consents.models import ConsentGrant, ConsentText
from coachdesk.outbox.services import set_safe_contact
from tests.couples.people import at, flagged, screened
from tests.factories import make_client, signed_in
from tests.pages import seen

pytestmark = [pytest.mark.django_db, pytest.mark.proves("DOMAIN-8")]


@pytest.fixture
def mei():
    return make_client(name="Mei Lin")


def desk_of(client):
    return signed_in(client.cases.first().owner)


def changed_kind(client, kind):
    desk = desk_of(client)
    sent = seen(desk, f"/desk/clients/{client.pk}/work/", **{"kind-kind": kind})
    return desk.post(at(client.cases.get(), "kind"), sent)


def kinds(client):
    return sorted(client.cases.values_list("kind", "status"))


def older(client):
    screened(client)
    Screening.objects.update(taken_at=timezone.now() - timedelta(days=61))


def flag_beside_a_clear_screening(client):
    screened(client)
    flagged(client)


def nothing(client):
    """Never screened."""


def caution(client):
    screened(client, "substances")


STANDS_AGAINST = [nothing, older, caution, flag_beside_a_clear_screening]


def test_the_kind_is_no_field_of_what_brings_the_client(mei):
    case, desk = mei.cases.get(), desk_of(mei)
    page = f"/desk/clients/{mei.pk}/work/"
    sent = {"case-concern": "He is quiet.", "case-partner_label": "he", "case-kind": "couple"}
    assert desk.post(at(case, "change"), seen(desk, page, **sent)).status_code == 302
    case.refresh_from_db()
    assert (case.presenting_concern, case.kind) == ("He is quiet.", "one_partner")


@pytest.mark.parametrize("stands", STANDS_AGAINST)
def test_no_discernment(mei, stands):
    stands(mei)
    answer = changed_kind(mei, "discernment")
    assert "Safety stands against work with both" in answer.content.decode()
    assert (answer.status_code, kinds(mei)) == (409, [("one_partner", "active")])


@pytest.mark.parametrize("stands", STANDS_AGAINST)
@pytest.mark.parametrize(
    ("kind", "was", "act", "sent"),
    [
        ("discernment", "waitlist", "move", {"to": "active"}),
        ("discernment", "on_hold", "move", {"to": "active"}),
        ("couple", "on_hold", "move", {"to": "active"}),
        ("discernment", "closed", "follow", {}),
    ],
)
def test_no_other_way_to_work_with_both(mei, stands, kind, was, act, sent):
    closed = {"closed_at": timezone.now(), "closing_reason": "other"} if was == "closed" else {}
    Case.objects.update(kind=kind, status=was, **closed)
    stands(mei)
    answer = desk_of(mei).post(at(mei.cases.get(), act), sent, follow=True)
    assert "Safety stands against work with both" in answer.content.decode()
    assert kinds(mei) == [(kind, was)]


@pytest.mark.parametrize(
    ("kind", "yes", "stands"),
    [
        ("discernment", (), "active"),
        ("discernment", ("substances",), "inquiry"),
        ("couple", (), "inquiry"),  # begins when both have signed
    ],
)
def test_a_client_who_becomes_active_does_not_start_work_with_both_by_it(mei, kind, yes, stands):
    mei.status = ClientStatus.INTAKE
    mei.save()
    Case.objects.update(kind=kind, status="inquiry")
    for agreed in ("service", "privacy"):
        text = ConsentText.objects.create(kind=agreed, version=1, locale="en", body="x", hash="x")
        ConsentGrant.objects.create(person_id=mei.pk, kind=agreed, state="granted", text=text)
    set_safe_contact(
        person_id=mei.pk, channel="mail", address="", permission="never", actor=None,
        read_only_by_person=True,
    )  # fmt: skip
    screened(mei, *yes)
    change_status(client=mei, to=ClientStatus.ACTIVE, actor=mei.cases.get().owner)
    mei.refresh_from_db()
    assert (mei.status, kinds(mei)) == ("active", [(kind, stands)])


def test_with_nothing_against_it_the_kind_changes_and_the_page_says_so(mei):
    screened(mei)
    for kind in ("discernment", "individual", "one_partner"):
        assert changed_kind(mei, kind).status_code == 302
        assert kinds(mei) == [(kind, "active")]
    assert changed_kind(mei, "couple").status_code == 400
    assert kinds(mei) == [("one_partner", "active")]
