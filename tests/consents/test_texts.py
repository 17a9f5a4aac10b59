"""Versions of the agreement texts."""

from __future__ import annotations

import re

import pytest

from clients.agreements.texts import text_for
from coachdesk.consents.models import ConsentKind, ConsentText
from coachdesk.consents.services import publish_text
from coachdesk.users.models import Role
from tests.factories import make_client, make_staff, signed_in, signed_in_earlier, with_fresh_proof

pytestmark = pytest.mark.django_db
FORM = {"kind": "video", "title": "Video", "body": "We meet by video."}


def publish(browser, form=FORM):
    """Publish from a page that was just opened."""
    page = browser.get("/desk/texts/").content.decode()
    after = re.search(r'name="after" value="([0-9a-f]{32})"', page)[1]
    return browser.post("/desk/texts/publish/", form | {"after": after})


def test_an_old_page_publishes_over_no_newer_version():
    browser = with_fresh_proof(signed_in(make_staff(Role.OWNER)))
    text_for(ConsentKind.VIDEO)
    page = browser.get("/desk/texts/").content.decode()
    old = {"after": re.search(r'name="after" value="([0-9a-f]{32})"', page)[1]}
    assert publish(browser).status_code == 302
    answer = browser.post("/desk/texts/publish/", FORM | old | {"body": "By video, or by phone."})
    text = answer.content.decode()
    assert (answer.status_code, text_for(ConsentKind.VIDEO).body) == (409, "We meet by video.")
    assert ("By video, or by phone." in text, "There is a newer version" in text) == (True, True)


@pytest.mark.proves("SEC-73", "SEC-22")
def test_a_new_wording_is_a_new_version_after_a_fresh_proof():
    owner = make_staff(Role.OWNER)
    first = text_for(ConsentKind.VIDEO)
    assert signed_in_earlier(owner).post("/desk/texts/publish/", FORM).status_code == 401
    browser = with_fresh_proof(signed_in(owner))
    assert publish(browser).status_code == 302
    newest = text_for(ConsentKind.VIDEO)
    assert (newest.version, newest.body) == (first.version + 1, "We meet by video.")
    again = publish(browser)
    assert again.status_code == 400
    assert "in force already" in again.content.decode()
    assert "Version 3" in browser.get("/desk/texts/").content.decode()


@pytest.mark.proves("SEC-73")
def test_a_published_version_never_changes():
    text = text_for(ConsentKind.VIDEO)
    with pytest.raises(ValueError, match="next version"):
        publish_text(kind="video", version=text.version, title="x", body="other words")
    assert ConsentText.objects.get(pk=text.pk).body == text.body


def test_a_client_is_shown_the_newest_version_to_sign():
    owner, client = make_staff(Role.OWNER), make_client()
    text_for(ConsentKind.VIDEO)
    publish(with_fresh_proof(signed_in(owner)))
    page = with_fresh_proof(signed_in(client.user)).get("/my/documents/sign/video/")
    assert "We meet by video." in page.content.decode()
