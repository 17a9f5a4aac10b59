"""Who the practice is stands in its settings: pages, mail, promises and exits follow."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from coachdesk.lib.shipped import load_shipped
from coachdesk.lib.zones import practice_zone
from coachdesk.outbox.mail_texts import sender
from coachdesk.users import identity
from coachdesk.users.models import PracticeSetting, Role, User
from coachdesk.users.practice_settings import forget_kept_settings
from coachdesk.users.views.practice_settings import PracticeForm, in_force
from tests.factories import make_client, make_staff, signed_in

pytestmark = pytest.mark.django_db
PAGE = "/desk/settings/"
NEW = {
    "practice_name": "Talk & Walk",
    "practice_tagline": "Letters, slowly",
    "practice_zone": "Europe/Berlin",
    "practice_country": "DE",
    "sender_name": "K. Post",
    "exit_url": "https://weather.example/today",
}


def save(**changed: object):
    found = in_force() | changed | {"as_shown": PracticeForm(initial=in_force()).stamp}
    form = {name: value for name, value in found.items() if value not in (None, False)}
    return signed_in(make_staff(Role.OWNER)).post(PAGE, form)


def test_everything_that_names_the_practice_follows_at_once(client):
    assert save(**NEW).status_code == 302
    home = client.get("/").text
    assert "<title>Talk &amp; Walk</title>" in home
    assert "Letters, slowly" in home
    assert 'data-exit="https://weather.example/today"' in home
    assert "<title>Talk &amp; Walk</title>" in client.get(reverse("publishing:feed")).text
    assert client.get("/exit/")["Location"] == "https://weather.example/today"
    assert "The sender shows as “K. Post”" in client.get("/ask/").text
    assert sender() == '"K. Post" <notes@localhost>'
    assert sender(named=True) == "Talk & Walk <notes@localhost>"
    assert (practice_zone(), make_client().time_zone) == ("Europe/Berlin", "Europe/Berlin")
    assert make_staff().time_zone == "Europe/Berlin"


def test_public_times_are_the_practices_and_the_others_stay_the_persons(client, settings):
    seen: list[str] = []
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "tests.users.test_identity.ZoneProbe"]
    ZoneProbe.seen = seen
    save(practice_zone="Asia/Kolkata")
    seen.clear()
    client.get("/help/")
    coach = make_staff()
    User.objects.filter(pk=coach.pk).update(time_zone="America/New_York")
    signed_in(coach).get("/desk/clients/")
    assert seen == ["Asia/Kolkata", "America/New_York"]
    assert timezone.get_current_timezone_name() == "UTC"


class ZoneProbe:
    """Notes the zone that a view is called in."""

    seen: list[str] = []

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, *args):
        self.seen.append(timezone.get_current_timezone_name())


def test_the_practices_country_stands_first_among_the_help_numbers(client):
    load_shipped()
    before = client.get("/help/").context["countries"]
    assert before[0][0] != "Germany"
    save(practice_country="DE")
    after = client.get("/help/").context["countries"]
    assert after[0][0] == "Germany"
    assert sorted(name for name, _rows in after) == sorted(name for name, _rows in before)


def test_people_who_are_here_keep_their_zone():
    coach = make_staff()
    save(practice_zone="Europe/Berlin")
    coach.refresh_from_db()
    assert coach.time_zone == "UTC"


def test_only_what_differs_from_the_default_is_kept():
    save(practice_name="Talk & Walk")
    assert list(PracticeSetting.objects.values_list("name", "value")) == [
        ("practice_name", "Talk & Walk")
    ]
    save(practice_name=identity.default_of("practice_name"), practice_tagline="")
    assert list(PracticeSetting.objects.values_list("name", "value")) == [("practice_tagline", "")]
    assert identity.identity("practice_tagline") == ""


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("exit_url", "javascript:alert(1)"),
        ("exit_url", "http://weather.example/"),
        ("exit_url", "data:text/html,x"),
        ("exit_url", "https://weather.example@evil.example/"),
        ("exit_url", "//weather.example\\@x"),
        ("exit_url", "https://testserver/answers/"),
        ("exit_url", ""),
        ("practice_name", "Harbor\u202egnik"),
        ("practice_name", "Har\u00adbor"),
        ("practice_name", "\u3164\u3164"),
        ("practice_name", "..."),
        ("practice_name", "x" * 81),
        ("practice_zone", "Mars/Olympus"),
        ("practice_country", "Germany"),
        ("sender_name", "K. Post <x@evil.example>"),
        ("sender_name", "our PRACTICE, by mail"),
        ("sender_name", "Our Practice"),
        ("sender_name", "K. Post\nBcc: x@evil.example"),
    ],
)
def test_what_would_mislead_or_endanger_is_refused_and_comes_back(name, value):
    answer = save(**{name: value, "practice_tagline": "kept words"} if value else {name: " "})
    assert answer.status_code == 400
    assert answer.context["form"].errors.keys() == {name}
    assert not PracticeSetting.objects.exists()


def test_what_the_environment_sets_is_locked_and_says_so(settings, client):
    settings.VARIABLES_SET = frozenset(("COACHDESK_PRACTICE_NAME", "COACHDESK_EXIT_URL"))
    settings.PRACTICE_NAME, settings.EXIT_URL = "From Outside", "https://outside.example"
    PracticeSetting.objects.create(name="practice_name", value="Stored before")
    forget_kept_settings()
    page = signed_in(make_staff(Role.OWNER)).get(PAGE).text
    assert "Set by COACHDESK_PRACTICE_NAME where Coach Desk runs" in page
    assert save(**NEW).status_code == 302
    assert "<title>From Outside</title>" in client.get("/").text
    assert client.get("/exit/")["Location"] == "https://outside.example"
    assert "Letters, slowly" in client.get("/").text
    kept = dict(PracticeSetting.objects.values_list("name", "value"))
    assert kept["practice_name"] == "Stored before"
    assert "exit_url" not in kept


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("A. Nile <a@x.example>", '"A. Nile" <a@x.example>'),
        ("a@x.example", '"K. Post" <a@x.example>'),
    ],
)
def test_a_sender_from_the_environment_locks_the_name_only_when_it_has_one(settings, given, shown):
    settings.VARIABLES_SET = frozenset(("COACHDESK_MAIL_FROM",))
    settings.DEFAULT_FROM_EMAIL = given
    save(sender_name="K. Post")
    assert sender() == shown


def test_an_address_without_a_name_has_a_neutral_one(settings):
    settings.DEFAULT_FROM_EMAIL = "a@x.example"
    assert sender() == '"M. Notes" <a@x.example>'


def test_pages_read_the_identity_with_the_other_settings_in_one_query(
    client, django_assert_max_num_queries
):
    client.get("/privacy/")
    with django_assert_max_num_queries(0):
        client.get("/privacy/")


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.COACH, Role.EDITOR])
def test_only_an_owner_changes_it(role):
    assert signed_in(make_staff(role)).post(PAGE, NEW).status_code == 403
    assert not PracticeSetting.objects.exists()
