"""The practice's settings: who may change them, what counts, what is refused."""

from __future__ import annotations

import pytest

from coachdesk.audit.models import AuditEvent
from coachdesk.users.models import PracticeSetting, Role
from coachdesk.users.views.practice_settings import SECTIONS, PracticeForm, in_force
from tests.factories import make_staff, signed_in

pytestmark = pytest.mark.django_db
PAGE = "/desk/settings/"


def as_it_is(**changed: object) -> dict[str, object]:
    """What the page sends when nothing but ``changed`` was touched."""
    found = in_force() | changed
    found["as_shown"] = PracticeForm(initial=in_force()).stamp
    return {name: value for name, value in found.items() if value not in (None, False)}


@pytest.fixture
def owner():
    return make_staff(Role.OWNER)


def test_a_promise_stands_on_the_ask_page_once_it_is_set_and_goes_when_it_is_emptied(owner, client):
    desk = signed_in(owner)
    assert "12 days" not in client.get("/ask/").text
    assert desk.post(PAGE, as_it_is(answer_within_days=12)).status_code == 302
    assert "12 days" in client.get("/ask/").text
    desk.post(PAGE, as_it_is(answer_within_days=""))
    assert "12 days" not in client.get("/ask/").text


def test_only_what_changed_is_stored_and_noted(owner):
    signed_in(owner).post(PAGE, as_it_is(intake="closed"))
    assert list(PracticeSetting.objects.values_list("name", "value")) == [("intake", "closed")]
    noted = AuditEvent.objects.filter(action="setting.changed")
    assert [(event.actor_id, event.object_type) for event in noted] == [(owner.pk, "intake")]


def test_closed_letters_are_said_to_the_reader(owner, client):
    signed_in(owner).post(PAGE, as_it_is(intake="closed"))
    assert "Our desk is full at the moment." in client.get("/ask/").text


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("publish_after_days", 0),
        ("change_at_least", 1),
        ("preview_days", "soon"),
        ("working_days", []),
        ("urgent_read_within_hours", 1000),
    ],
)
def test_a_setting_that_would_endanger_somebody_is_refused_and_comes_back(owner, name, value):
    page = signed_in(owner).post(PAGE, as_it_is(**{name: value, "undo_seconds": 45}))
    assert page.status_code == 400
    assert 'value="45"' in page.text
    assert not PracticeSetting.objects.exists()


def test_every_setting_of_the_form_has_its_place_on_the_page():
    placed = [name for _title, names in SECTIONS for name in names]
    assert sorted(placed) == sorted(PracticeForm.base_fields)


@pytest.mark.proves("REL-06")
def test_an_old_tab_does_not_take_back_what_another_owner_chose(owner):
    old = as_it_is(answer_within_days=12)
    signed_in(make_staff(Role.OWNER)).post(PAGE, as_it_is(intake="closed", preview_days=20))
    answer = signed_in(owner).post(PAGE, old)
    stands = dict(PracticeSetting.objects.values_list("name", "value"))
    assert (answer.status_code, stands) == (409, {"intake": "closed", "preview_days": 20})
    text = answer.text
    assert [words in text for words in ("Closed for now", '<span class="pre-line">20</span>')] == [
        True,
        True,
    ]
    assert 'value="12"' in text


def test_a_country_that_stands_is_named_and_not_coded(owner):
    old = as_it_is()
    signed_in(make_staff(Role.OWNER)).post(PAGE, as_it_is(practice_country="DE"))
    text = signed_in(owner).post(PAGE, old).text
    assert '<span class="pre-line">Germany</span>' in text
