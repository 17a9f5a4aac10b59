"""Versions of the agreement texts."""

from __future__ import annotations

import pytest

from clients.agreements.texts import text_for
from coachdesk.consents.models import ConsentKind, ConsentText
from coachdesk.consents.services import publish_text
from coachdesk.users.models import Role
from tests.factories import make_client, make_staff, signed_in, signed_in_earlier, with_fresh_proof

pytestmark = pytest.mark.django_db
FORM = {"kind": "video", "title": "Video", "body": "We meet by video."}


@pytest.mark.proves("SEC-73", "SEC-22")
def test_a_new_wording_is_a_new_version_after_a_fresh_proof():
    owner = make_staff(Role.OWNER)
    first = text_for(ConsentKind.VIDEO)
    assert signed_in_earlier(owner).post("/desk/texts/publish/", FORM).status_code == 401
    browser = with_fresh_proof(signed_in(owner))
    assert browser.post("/desk/texts/publish/", FORM).status_code == 302
    newest = text_for(ConsentKind.VIDEO)
    assert (newest.version, newest.body) == (first.version + 1, "We meet by video.")
    again = browser.post("/desk/texts/publish/", FORM)
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
    with_fresh_proof(signed_in(owner)).post("/desk/texts/publish/", FORM)
    page = with_fresh_proof(signed_in(client.user)).get("/my/documents/sign/video/")
    assert "We meet by video." in page.content.decode()
