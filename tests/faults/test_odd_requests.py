"""Whatever bytes arrive, on whatever route and field: never a failure. The whole of it is long."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from django.test import Client

from coachdesk.questions.models import Question
from coachdesk.users.models import Role
from tests.factories import make_client_user, make_staff, signed_in
from tests.faults import odd_input
from tests.letters import ask_data
from tests.pages import seen
from tests.routes.personas import make_browsers

pytestmark = pytest.mark.django_db
WORDS = "Words that took an hour to find"


@pytest.mark.proves("SEC-36", "SEC-37", "SEC-38")
def test_a_sample_of_odd_requests_from_the_route_table_never_fails():
    browsers = make_browsers()
    assert odd_input.send_all(odd_input.sample(odd_input.from_table(), 4000), browsers) == []


@pytest.mark.proves("SEC-36", "SEC-38")
@pytest.mark.parametrize(
    "address",
    [
        "/archive/99999999999999999999/1/",
        "/archive/2147483648/1/",
        "/archive/9999/12/",
        "/archive/1/1/",
        "/archive/0/0/",
        "/archive/2024/99999999999999999999/",
    ],
)
def test_a_month_that_no_calendar_has_is_not_found(client, address):
    assert client.get(address).status_code in (200, 404)


@pytest.mark.proves("SEC-38")
@pytest.mark.parametrize("cursor", odd_input.cursors())
def test_a_cursor_that_we_did_not_make_is_refused(client, cursor):
    assert client.get(f"/answers/?page={cursor}").status_code == 400


@pytest.mark.proves("SEC-36", "REL-09")
@pytest.mark.parametrize(
    "field", ["%00", "", "%5B" * 3000, '%7B"a":"%5Cud800"%7D', "%7B%22a%22:" + "9" * 5000 + "%7D"]
)
def test_words_beside_something_unstorable_come_back(field):
    browser = signed_in(make_client_user())
    body = f"text={WORDS.replace(' ', '+')}&other={field}"
    answer = browser.generic("POST", "/my/messages/", body.encode(), content_type=odd_input.FORM)
    if field:
        assert (answer.status_code, WORDS in answer.text) == (400, True)
    else:
        assert answer.status_code < 500


@pytest.mark.proves("SEC-36")
@pytest.mark.parametrize("charset", odd_input.CHARSETS)
def test_a_form_in_another_charset_is_refused(charset):
    kind = f"{odd_input.FORM}; charset={charset}"
    answer = Client().generic("POST", "/ask/", urlencode(ask_data()).encode(), content_type=kind)
    assert (answer.status_code, Question.objects.count()) == (400, 0)


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", '"utf-8"'])
def test_a_form_in_ours_is_taken(charset):
    kind = f"{odd_input.FORM}; charset={charset}"
    answer = Client().generic("POST", "/ask/", urlencode(ask_data()).encode(), content_type=kind)
    assert (answer.status_code, Question.objects.count()) == (302, 1)


@pytest.mark.proves("SEC-36", "SEC-38")
@pytest.mark.parametrize(
    "value", ["half a pair in JSON", "deep JSON", "odd JSON", "very long number"]
)
def test_a_passkey_that_is_none_is_refused(client, value):
    client.raise_request_exception = False
    client.get("/accounts/2fa/webauthn/login/")  # begins the ceremony
    body = f"credential={odd_input.VALUES[value]}"
    answer = client.generic(
        "POST", "/accounts/2fa/webauthn/login/", body.encode(), content_type=odd_input.FORM
    )
    assert answer.status_code in (302, 400)


@pytest.mark.proves("SEC-36", "SEC-38")
@pytest.mark.parametrize("value", ['{"id": "YQ", "rawId": "Yg"}', '{"id": "", "rawId": "b"}'])
def test_a_passkey_that_contradicts_itself_is_refused(value):
    browser = signed_in(make_staff())
    browser.raise_request_exception = False
    browser.get("/accounts/2fa/webauthn/add/")  # begins the ceremony
    answer = browser.post("/accounts/2fa/webauthn/add/", {"name": "Key", "credential": value})
    assert answer.status_code == 400


@pytest.mark.parametrize("value", ["https://[", "https://[]/", "https://[::1", "//[x]"])
def test_an_exit_address_that_is_none_is_refused_with_the_words_given_back(value):
    owner = signed_in(make_staff(Role.OWNER))
    owner.raise_request_exception = False
    answer = owner.post("/desk/settings/", seen(owner, "/desk/settings/", exit_url=value))
    assert answer.status_code == 400
    assert value in answer.content.decode()
