"""Files with messages both ways, who answers until when, and what counts as read."""

from __future__ import annotations

import io
import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from clients.messaging.models import Message
from clients.models import Document
from clients.record.export import build_export
from coachdesk.exports import Receiver
from coachdesk.safety.models import SafetyFlag
from tests.factories import make_client, signed_in
from tests.homework.makers import agree

pytestmark = pytest.mark.django_db
PAGE = "/my/messages/"


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "teal").save(out, format="PNG")
    return out.getvalue()


def send(browser, place, text="Look at this.", *, name="list.png", body=None, key=None):
    file = SimpleUploadedFile(name, picture() if body is None else body)
    return browser.post(place, {"text": text, "file": file, "form_key": str(key or uuid.uuid4())})


def test_a_file_goes_both_ways_and_opens_for_both(ana):
    client, coach = signed_in(ana.user), signed_in(ana.cases.get().owner)
    desk = reverse("messaging:client", args=[ana.pk])
    assert send(client, PAGE).status_code == 302
    place = reverse("messaging:message_send", args=[ana.pk])
    assert send(coach, place, name="reply.txt", body=b"Three lines to keep.").status_code == 302
    mine, theirs = Message.objects.order_by("at")
    for browser, name, place in ((client, "file", []), (coach, "file", [ana.pk])):
        space = "portal" if browser is client else "clients"
        for message in (mine, theirs):
            address = reverse(f"{space}:{name}", args=[*place, message.document_id])
            assert address in browser.get(PAGE if browser is client else desk).text
            answer = browser.get(address)
            assert answer.status_code == 200
            assert answer["Content-Disposition"].startswith("attachment")


def test_another_client_reaches_neither_the_message_nor_its_file(ana):
    send(signed_in(ana.user), PAGE)
    other = make_client(name="Bo Lind")
    agree(other)
    stranger = signed_in(other.user)
    document = Document.objects.get()
    assert stranger.get(reverse("portal:file", args=[document.pk])).status_code == 404
    assert "Look at this." not in stranger.get(PAGE).text


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("page.html", b"<html><script>alert(1)</script></html>"),
        ("page.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("tool.exe", b"MZ\x90\x00\x03"),
        ("broken.png", b"\x89PNG\r\n\x1a\nnothing"),
        ("empty.txt", b""),
    ],
)
def test_a_file_that_is_not_taken_keeps_the_words_and_sends_nothing(ana, name, body):
    answer = send(signed_in(ana.user), PAGE, "These words stay here.", name=name, body=body)
    assert answer.status_code == 400
    assert "These words stay here." in answer.text
    assert (Message.objects.count(), Document.objects.count()) == (0, 0)


def test_sent_twice_with_a_file_is_one_message_and_one_file(ana):
    browser, key = signed_in(ana.user), uuid.uuid4()
    assert send(browser, PAGE, key=key).status_code == 302
    assert send(browser, PAGE, key=key).status_code == 302
    assert send(browser, PAGE, body=b"Another file.", key=key).status_code == 409
    assert (Message.objects.count(), Document.objects.count()) == (1, 1)


def test_words_beside_a_file_are_looked_at_for_danger_too(ana):
    send(signed_in(ana.user), PAGE, "I want to kill myself, and here is the letter.")
    flag = SafetyFlag.objects.get()
    assert flag.subject_id == Message.objects.get().pk


def test_a_file_taken_away_is_said_to_be_gone(ana):
    browser = signed_in(ana.user)
    send(browser, PAGE)
    document = Document.objects.get()
    browser.post(reverse("portal:file_remove", args=[document.pk]))
    assert "The file was taken away." in browser.get(PAGE).text
    assert "list.png" in str(build_export(ana, actor=ana.user, receiver=Receiver.CLIENT))


def test_the_pile_says_who_answers_and_until_when(ana):
    owner = ana.cases.get().owner
    browser = signed_in(ana.user)
    browser.post(PAGE, {"text": "May I ask?", "form_key": str(uuid.uuid4())})
    page = signed_in(owner).get(reverse("messaging:pile")).text
    assert f"{owner.display_name} answers until" in page


def test_the_client_sees_a_dot_until_the_message_is_opened(ana):
    coach, browser = signed_in(ana.cases.get().owner), signed_in(ana.user)
    desk = reverse("messaging:client", args=[ana.pk])
    today = reverse("portal:today")
    sent = {"text": "How are you?", "form_key": str(uuid.uuid4())}
    coach.post(reverse("messaging:message_send", args=[ana.pk]), sent)
    assert 'class="dot"' in browser.get(today).text
    assert "Not read yet" in coach.get(desk).text
    place = re.search(r'data-read="([^"]*)"', browser.get(PAGE).text)
    assert place is not None
    assert "Not read yet" in coach.get(desk).text, "asking for the page is no reading"
    assert browser.post(place[1]).status_code == 204
    assert 'class="dot"' not in browser.get(today).text
    assert "Not read yet" not in coach.get(desk).text
