"""The set-up assistant and the list of first steps: one subject a page, all of it may wait."""

from __future__ import annotations

import pytest
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client
from django.urls import reverse

from clients.models import Client as ClientRecord
from coachdesk.safety.models import HelpNumber
from coachdesk.users import assistant, first_steps, setup
from coachdesk.users.models import PracticeSetting, Role, User
from coachdesk.users.practice_settings import change_setting
from tests.factories import make_client, make_staff, signed_in
from tests.pages import seen
from tests.users.test_setup import FORM

pytestmark = pytest.mark.django_db
LIST = "/desk/set-up/"
KEYS = [
    "practice",
    "help-numbers",
    "mail",
    "roles",
    "team",
    "letters",
    "publishing",
    "site",
    "way-out",
]


def at(key: str, act: str = "") -> str:
    return f"{LIST}{key}/{act}"


@pytest.fixture
def desk():
    return signed_in(make_staff(Role.OWNER, Role.COUNSELOR, Role.SUPERVISOR, Role.EDITOR))


def states() -> dict[str, str]:
    return {place.step.key: place.state for place in assistant.places() if place.state}


@pytest.mark.django_db(transaction=True)
def test_from_the_link_to_the_first_invitation_the_password_is_asked_for_once():
    browser = Client()
    browser.post(reverse("users:set_up", args=[setup.make_link()]), FORM)
    assert browser.get("/in/")["Location"] == LIST
    factor = browser.get(LIST)["Location"]
    shown = browser.get(factor)
    assert shown.status_code == 200
    secret = shown.context["form"].secret
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    codes = browser.post(factor, {"code": code})
    assert codes["Location"] == reverse("mfa_view_recovery_codes")
    assert browser.get(codes["Location"]).status_code == 200
    assert browser.get("/in/")["Location"] == LIST
    assert browser.get(LIST).status_code == 200
    assert browser.get("/in/")["Location"] == "/desk/"
    sent = browser.post(
        "/desk/team/invite/", {"invite-address": "k@example.org", "invite-roles": "coach"}
    )
    assert sent["Location"] == "/desk/team/"


@pytest.mark.proves("SEC-22")
def test_a_chosen_password_is_no_proof_for_somebody_else():
    owner = make_staff(Role.OWNER)
    browser = signed_in(owner)
    session = browser.session
    del session["account_authentication_methods"]
    other = make_staff()
    session["password_chosen"] = session["factor_added"] = [str(other.pk), 4_000_000_000.0]
    session.save()
    answer = browser.post(
        "/desk/team/invite/", {"invite-address": "k@example.org", "invite-roles": "coach"}
    )
    assert answer.status_code == 401


def test_the_steps_come_in_their_order_and_each_leads_to_the_next(desk):
    assert [place.step.key for place in assistant.places()] == KEYS
    assert "Step 1 of 9." in desk.get(at("practice")).text
    typed = {
        "practice_name": "Elm Street",
        "practice_tagline": "Letters",
        "practice_zone": "Europe/Berlin",
        "practice_country": "DE",
    }
    answer = desk.post(at("practice"), seen(desk, at("practice"), **typed))
    assert answer["Location"] == at("help-numbers")
    stored = dict(PracticeSetting.objects.exclude(name="setup_steps").values_list("name", "value"))
    assert stored == typed
    assert desk.get(at("help-numbers"))["Location"] == reverse("safety:numbers")
    page = desk.get(reverse("safety:numbers"))
    assert "Set-up, 2 of 9" in page.text
    assert {row.country for row in page.context["first"]} <= {"DE", ""}
    assert desk.post(at("help-numbers", "later/"))["Location"] == at("mail")
    assert states() == {"practice": "done", "help-numbers": "later"}


def test_a_page_that_stands_anyway_shows_the_way_on_only_while_one_walks_through(desk):
    assert "Set-up, 5 of 9" not in desk.get("/desk/team/").text
    desk.get(at("team"))
    assert "Set-up, 5 of 9" in desk.get("/desk/team/").text
    assert "Set-up, 5 of 9" not in desk.get("/desk/outbox/mail/").text
    desk.get(LIST)
    assert "Set-up, 5 of 9" not in desk.get("/desk/team/").text


def test_after_the_last_step_what_was_left_out_comes_and_then_the_list(desk):
    for key in KEYS[1:]:
        answer = desk.post(at(key, "later/"))
    assert answer["Location"] == at("practice")
    assert desk.post(at("practice", "later/"))["Location"] == LIST
    assert "0 of 9 done." in desk.get(LIST).text


def test_what_is_done_stays_done_when_it_is_put_off(desk):
    desk.post(at("team", "done/"))
    desk.post(at("team", "later/"))
    assert states() == {"team": "done"}


def test_a_mistake_comes_back_and_the_step_stays_open(desk):
    answer = desk.post(
        at("way-out"), seen(desk, at("way-out"), sender_name="Our practice", exit_url="x")
    )
    assert answer.status_code == 400
    assert "must not name the practice" in answer.text
    assert states() == {}


@pytest.mark.proves("REL-06")
def test_an_old_page_of_a_step_takes_nothing_back(desk):
    typed = {"home_text": "Mine", "about_text": ""}
    old = seen(desk, at("site"), **typed)
    desk.post(at("site"), seen(desk, at("site"), home_text="Theirs", about_text=""))
    answer = desk.post(at("site"), old)
    stands = dict(PracticeSetting.objects.exclude(name="setup_steps").values_list("name", "value"))
    assert (answer.status_code, stands) == (409, {"home_text": "Theirs"})


def test_what_the_site_says_stands_on_its_pages(desk, client):
    desk.post(at("site"), seen(desk, at("site"), home_text="Write <us>.", about_text="We are two."))
    assert "Write &lt;us&gt;." in client.get("/").text
    assert "We are two." in client.get("/team/").text


def test_an_unknown_step_is_not_found(desk):
    assert [desk.get(at("x")).status_code, desk.post(at("x", "done/")).status_code] == [404, 404]
    assert desk.post(at("team")).status_code == 404


def test_who_is_alone_is_told_how_the_second_yes_works_and_who_is_not_as_well(desk):
    assert "You are alone" in desk.get(at("publishing")).text
    make_staff(Role.EDITOR)
    assert "With a second reader" in desk.get(at("publishing")).text


def test_the_list_says_how_many_numbers_of_the_country_are_not_verified(desk):
    HelpNumber.objects.create(country="DE", kind="crisis", label="A", number="1")
    HelpNumber.objects.create(country="FR", kind="crisis", label="B", number="2")
    change_setting(name="practice_country", value="DE", actor=None)
    places = dict((place.step.key, missing) for place, missing in desk.get(LIST).context["places"])
    assert places["help-numbers"] == "1 number to verify."


def steps(browser) -> list[tuple[str, bool]]:
    return [(step.label, step.is_done) for step in browser.get(LIST).context["first_steps"]]


def test_first_steps_are_read_from_what_is_there(desk):
    assert steps(desk) == [
        ("The first letter", False),
        ("The first answer", False),
        ("The first page", False),
        ("The first client", False),
        ("The first program", False),
    ]
    make_client()
    assert dict(steps(desk))["The first client"] is True


def test_today_shows_them_to_the_owner_until_they_are_put_away(desk):
    assert "Put this list away" in desk.get("/desk/").text
    assert "Put this list away" not in signed_in(make_staff(Role.COUNSELOR)).get("/desk/").text
    desk.post("/desk/set-up/first-steps/away/")
    assert "Put this list away" not in desk.get("/desk/").text
    assert "Show them on Today again" in desk.get(LIST).text
    desk.post("/desk/set-up/first-steps/back/")
    assert "Put this list away" in desk.get("/desk/").text


def test_nobody_is_led_to_a_page_that_the_roles_do_not_open():
    owner = User.objects.get(pk=make_staff(Role.OWNER).pk)
    urls = [step.url for step in first_steps.first_steps(owner)]
    assert urls[:4] == ["/ask/", "", "", ""]


def test_the_list_is_one_query_more(desk, django_assert_num_queries):
    owner = User.objects.with_role(Role.OWNER).get()
    _ = owner.roles
    assistant.places()
    with django_assert_num_queries(1):
        first_steps.first_steps(owner)
    assert ClientRecord.objects.count() == 0


def test_the_mail_page_says_how_to_work_without_mail(desk, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    page = desk.get("/desk/outbox/mail/").text
    assert "COACHDESK_SMTP_HOST" in page
    assert "Everything works by hand:" in page
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "mail.example.org"
    assert "Mail goes to mail.example.org" in desk.get("/desk/outbox/mail/").text
