"""Signatures, releases and files."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from clients.agreements import files
from clients.homework.models import SingleTask
from clients.models import Document, Release
from coachdesk.consents.models import ConsentGrant
from coachdesk.consents.services import has_consent, publish_text
from coachdesk.lib.errors import Refused
from tests.factories import make_client, make_staff, signed_in, signed_in_earlier, with_fresh_proof

pytestmark = pytest.mark.django_db


def picture(kind: str = "JPEG", *, size=(20, 10)) -> bytes:
    out = io.BytesIO()
    image = Image.new("RGB", size, "red")
    exif = image.getexif()
    exif[0x010E] = "a place nobody should know"
    image.save(out, format=kind, exif=exif)
    return out.getvalue()


def upload(browser, address, body: bytes, name: str = "x.pdf"):
    form = {"file-title": "My file", "file-file": SimpleUploadedFile(name, body)}
    return browser.post(address, form)


@pytest.mark.proves("SEC-73", "SEC-22")
def test_a_text_is_signed_after_a_fresh_proof_and_withdrawn_at_once():
    client = make_client()
    browser = signed_in_earlier(client.user)
    assert browser.get("/my/documents/sign/video/")["Location"].startswith("/accounts/reauth")
    with_fresh_proof(browser)
    page = browser.get("/my/documents/sign/video/")
    form = {"typed_name": "Ana", "shown": page.context["form"]["shown"].value()}
    assert browser.post("/my/documents/sign/video/yes/", form).status_code == 302
    assert has_consent(client.pk, "video")
    grant = ConsentGrant.objects.get(kind="video")
    copy = browser.get(f"/my/documents/copy/{grant.pk}/")
    assert copy.content.startswith(b"%PDF-")
    browser.post("/my/documents/sign/video/withdraw/")
    assert not has_consent(client.pk, "video")


def test_a_release_names_recipient_content_and_end_and_ends_when_told():
    client = make_client()
    browser = signed_in(client.user)
    form = {
        "release-recipient": "Dr. Hale",
        "release-what": "That I come here",
        "release-ends_on": str(timezone.localdate() + timedelta(days=30)),
        "release-typed_name": "Ana",
    }
    assert browser.post("/my/documents/releases/add/", form).status_code == 302
    release = Release.objects.get()
    browser.post(f"/my/documents/releases/{release.pk}/end/")
    release.refresh_from_db()
    assert release.ended_at is not None
    assert release.grant.state == "withdrawn"
    late = {**form, "release-ends_on": str(timezone.localdate() - timedelta(days=1))}
    assert browser.post("/my/documents/releases/add/", late).status_code == 400


@pytest.mark.proves("SEC-43", "SEC-44")
def test_a_picture_is_drawn_afresh_sealed_and_served_as_a_dead_attachment():
    coach = make_staff()
    client = make_client(coach)
    body = picture()
    assert b"nobody should know" in body
    assert (
        upload(signed_in(client.user), "/my/documents/file/add/", body, "me.jpg").status_code == 302
    )
    row = Document.objects.get()
    with default_storage.open(row.stored_as) as stored:
        on_disk = stored.read()
    assert b"JFIF" not in on_disk
    answer = signed_in(coach).get(f"/desk/clients/{client.pk}/documents/{row.pk}/")
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Content-Disposition"] == 'attachment; filename="document.jpg"'
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert b"nobody should know" not in answer.content
    assert Image.open(io.BytesIO(answer.content)).size == (20, 10)


@pytest.mark.proves("SEC-43")
@pytest.mark.parametrize(
    "body",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>",
        b"<!doctype html><p>x",
        b"PK\x03\x04 an archive",
        b"\x89PNG\r\n\x1a\n broken",
        b"MZ\x90\x00",
        b"",
        b"%PDF-1.7 without an end",
    ],
)
def test_what_is_not_a_known_kind_is_refused_with_words(body):
    if body.startswith(b"%PDF"):
        body += b"\x00"
    with pytest.raises(Refused):
        files.clean_file(body)


@pytest.mark.proves("SEC-43")
def test_a_pixel_bomb_is_refused_before_it_is_drawn(monkeypatch):
    monkeypatch.setattr(files, "MAX_PIXELS", 100)
    with pytest.raises(Refused):
        files.clean_file(picture("PNG", size=(30, 30)))


def test_a_refused_file_keeps_the_title_on_the_page():
    client = make_client()
    answer = upload(signed_in(client.user), "/my/documents/file/add/", b"<svg/>")
    assert answer.status_code == 400
    assert "My file" in answer.content.decode()
    assert not Document.objects.exists()


@pytest.mark.proves("SEC-11", "SEC-13b")
def test_files_copies_and_releases_of_somebody_else_are_absent():
    coach = make_staff()
    mine, theirs = make_client(coach), make_client(make_staff())
    row = files.add_document(
        client=theirs, actor=theirs.user, title="t", body=b"plain words", from_client=True
    )
    grant = ConsentGrant.objects.filter(person_id=theirs.pk).first()
    assert grant is None
    assert signed_in(mine.user).get(f"/my/documents/file/{row.pk}/").status_code == 404
    for pk in (mine.pk, theirs.pk):
        answer = signed_in(coach).get(f"/desk/clients/{pk}/documents/{row.pk}/")
        assert answer.status_code == 404
        remove = f"/desk/clients/{pk}/documents/{row.pk}/remove/"
        assert signed_in(coach).post(remove).status_code == 404
    remove = f"/my/documents/file/{row.pk}/remove/"
    assert signed_in(mine.user).post(remove).status_code == 404


@pytest.mark.proves("SEC-44", "SEC-52")
def test_a_file_moved_to_another_row_does_not_open():
    client = make_client()
    one, two = (
        files.add_document(client=client, actor=client.user, title="t", body=text, from_client=True)
        for text in (b"first words", b"second words")
    )
    Document.objects.filter(pk=one.pk).update(stored_as="gone")
    Document.objects.filter(pk=two.pk).update(stored_as=one.stored_as)
    assert signed_in(client.user).get(f"/my/documents/file/{two.pk}/").status_code == 404


@pytest.mark.proves("SEC-73")
def test_a_new_version_asks_both_sides_until_it_is_signed_and_the_old_yes_stands_meanwhile():
    coach = make_staff()
    client = make_client(coach)
    desk, portal = signed_in(coach), with_fresh_proof(signed_in(client.user))
    form = {"typed_name": "Ana", "shown": shown_on(portal)}
    portal.post("/my/documents/sign/video/yes/", form)
    old = ConsentGrant.objects.get(kind="video")
    page = f"/desk/clients/{client.pk}/"
    asked = "A new version of an agreement waits"
    assert asked not in desk.get(page).content.decode()
    text = publish_text(
        kind="video", version=old.text.version + 1, title="Video, again", body="New words."
    )
    for address in (page, "/desk/clients/", f"{page}documents/"):
        assert (asked in desk.get(address).content.decode()) == (not address.endswith("documents/"))
    assert "Video, again" in desk.get(f"{page}documents/").content.decode()
    assert "Video, again" in portal.get("/my/").content.decode()
    assert has_consent(client.pk, "video")
    portal.post("/my/documents/sign/video/yes/", {"typed_name": "Ana", "shown": shown_on(portal)})
    old.refresh_from_db()
    standing = ConsentGrant.objects.get(kind="video", state="granted")
    assert (old.state, standing.text) == ("superseded", text)
    assert asked not in desk.get(page).content.decode()
    assert "Video, again" not in portal.get("/my/").content.decode()


def shown_on(portal) -> str:
    return portal.get("/my/documents/sign/video/").context["form"]["shown"].value()


@pytest.mark.proves("SEC-73")
def test_a_no_to_a_new_version_is_kept_told_to_the_coach_and_leaves_the_old_yes_alone():
    coach = make_staff()
    client = make_client(coach)
    desk, portal = signed_in(coach), with_fresh_proof(signed_in(client.user))
    sign, page = "/my/documents/sign/video/", f"/desk/clients/{client.pk}/"
    portal.post(f"{sign}yes/", {"typed_name": "Ana", "shown": shown_on(portal)})
    old = ConsentGrant.objects.get(kind="video")
    assert "I do not agree" not in portal.get(sign).content.decode()
    assert portal.post(f"{sign}no/", {"shown": shown_on(portal)}).status_code == 404
    stale = shown_on(portal)
    text = publish_text(
        kind="video", version=old.text.version + 1, title="Video, again", body="New words."
    )
    assert "Nothing stops by itself." in portal.get(sign).content.decode()
    assert portal.post(f"{sign}no/", {"shown": stale}).status_code == 409
    for _twice in range(2):
        form = {"shown": shown_on(portal)}
        answer = portal.post(f"{sign}no/", form, follow=True).content.decode()
    assert "You said no to version 3" in answer
    assert "stays as it was" in answer
    old.refresh_from_db()
    no = ConsentGrant.objects.get(kind="video", text=text)
    assert (old.state, no.state, no.method) == ("granted", "declined", "portal")
    assert has_consent(client.pk, "video")
    assert "A new version to read" not in portal.get("/my/").content.decode()
    told = "Said no to a new version of an agreement."
    assert told in desk.get("/desk/clients/").content.decode()
    assert "No to version 3 of “Video, again”" in desk.get(f"{page}homework/").content.decode()
    assert "The client said no to version 3" in desk.get(f"{page}documents/").content.decode()
    assert "waits for the client’s answer" not in desk.get(page).content.decode()
    task = SingleTask.objects.get()
    assert (task.whose, task.reason) == ("coach", "declined_text")
    ConsentGrant.objects.filter(pk=no.pk).update(at=timezone.now() - timedelta(days=31))
    assert told not in desk.get("/desk/clients/").content.decode()
    portal.post(f"{sign}yes/", {"typed_name": "Ana", "shown": shown_on(portal)})
    assert ConsentGrant.objects.get(kind="video", state="granted").text == text
    publish_text(kind="video", version=text.version + 1, title="Third", body="Newer words.")
    assert "A new version to read" in portal.get("/my/").content.decode()
