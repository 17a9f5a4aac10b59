"""Comments: read by a person first, held when unsafe, reported, deleted by their authors."""

from __future__ import annotations

import re
import uuid

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client

from coachdesk.lib.errors import NotPossible
from coachdesk.outbox.relay import run_due
from coachdesk.publishing import comments, subscriptions
from coachdesk.publishing.models import Comment, CommentState, PublicCopy, Subscription
from coachdesk.safety.models import SafetyFlag
from coachdesk.safety.services import clear
from coachdesk.users.models import Role
from tests.factories import make_staff, signed_in
from tests.letters import URGENT, make_public, open_letter
from tests.old_tabs.tabs import press

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return make_staff(Role.EDITOR, name="Ruth Lindqvist")


@pytest.fixture
def page(editor):
    return make_public(editor)


def send(client: Client, copy: PublicCopy, body: str, **more: str):
    data = {"form_key": str(uuid.uuid4()), "name": "Hyacinth", "body": body, **more}
    return client.post(f"/answers/{copy.slug}/comment/", data)


def test_a_comment_appears_after_a_person_has_read_it(page, editor, client):
    copy, _code = page
    send(client, copy, "We slept better after that.")
    url = f"/answers/{copy.slug}/"
    assert "slept better" not in client.get(url).content.decode()
    desk = signed_in(editor)
    assert "slept better" in desk.get("/desk/comments/").content.decode()
    at = f"/desk/comments/{Comment.objects.get().pk}/"
    press(desk, "/desk/comments/", at, decision="approved")
    shown = Client().get(url)
    assert "slept better" in shown.content.decode()
    assert not shown.cookies


@pytest.mark.parametrize(
    ("name", "body", "warning"),
    [
        ("Nell", "I know who she is, she sits two desks from me.", "guess"),
        ("Nell", "See www.example.com for help", "link"),
        ("Ruth Lindqv1st", "I can help you.", "staff_name"),
        ("Nell", "Just leave him.", "order"),
        ("Nell", "This happened in Dayton, Ohio.", "details"),
    ],
)
def test_moderators_see_why_to_look_twice(page, client, name, body, warning):
    copy, _code = page
    send(client, copy, body, name=name)
    assert warning in Comment.objects.get().warnings


def test_an_unsafe_comment_is_held_and_its_author_sees_numbers(page, editor, client):
    copy, _code = page
    lead = make_staff(Role.SUPERVISOR)
    answer = send(client, copy, URGENT)
    assert "Somebody can talk with you now" in answer.content.decode()
    comment = Comment.objects.get()
    assert comment.state == CommentState.SAFETY_HOLD
    for actor in (editor, lead):
        with pytest.raises(NotPossible):
            comments.moderate(comment_id=comment.pk, decision="approved", actor=actor)
    clear(flag=SafetyFlag.objects.get(), actor=lead, note="She is in a shelter now, in contact.")
    comments.moderate(comment_id=comment.pk, decision="approved", actor=lead)


def test_two_reports_hide_a_comment_until_it_is_read_again(page, editor, client):
    copy, _code = page
    send(client, copy, "A calm word.")
    comment = comments.moderate(
        comment_id=Comment.objects.get().pk, decision="approved", actor=editor
    )
    address = f"/comment/{comment.pk}/report/"
    client.post(address, {"reason": "rude"})
    client.post(address, {"reason": "rude"})
    comment.refresh_from_db()
    assert comment.state == CommentState.APPROVED
    Client(REMOTE_ADDR="203.0.113.9").post(address, {"reason": "rude"})
    comment.refresh_from_db()
    assert comment.state == CommentState.HIDDEN
    assert "A calm word." not in client.get(f"/answers/{copy.slug}/").content.decode()


def test_the_author_deletes_with_the_own_address(page, editor, client):
    copy, _code = page
    done = send(client, copy, "A word I regret.").content.decode()
    address = re.search(r'href="(/comment/delete/\w+/)"', done).group(1)
    client.get(address)
    assert Comment.objects.get().body == "A word I regret."
    client.post(address)
    comment = Comment.objects.get()
    assert (comment.state, comment.body) == (CommentState.REMOVED, "")


def test_a_refusal_needs_a_reason(page, editor, client):
    copy, _code = page
    send(client, copy, "A calm word.")
    with pytest.raises(NotPossible):
        comments.moderate(comment_id=Comment.objects.get().pk, decision="rejected", actor=editor)


def test_only_the_writer_can_be_marked_as_the_writer(page, editor, client):
    copy, code = page
    send(client, copy, "I am the writer.", as_writer="on")
    send(open_letter(code), copy, "Truly the writer.", as_writer="on")
    marks = {c.body: c.by_writer for c in Comment.objects.all()}
    assert marks == {"I am the writer.": False, "Truly the writer.": True}


def test_the_team_answers_one_level_below(page, editor, client):
    copy, _code = page
    send(client, copy, "A calm word.")
    comment = comments.moderate(
        comment_id=Comment.objects.get().pk, decision="approved", actor=editor
    )
    signed_in(editor).post(f"/desk/comments/{comment.pk}/answer/", {"body": "Thank you for it."})
    shown = client.get(f"/answers/{copy.slug}/").content.decode()
    assert "Thank you for it." in shown
    assert "Team" in shown


@pytest.mark.proves("REL-05")
def test_a_double_send_makes_one_comment(page, client):
    copy, _code = page
    data = {"form_key": str(uuid.uuid4()), "name": "Nell", "body": "A calm word."}
    address = f"/answers/{copy.slug}/comment/"
    first, second = client.post(address, data), client.post(address, data)
    own = re.compile(rb'href="(/comment/delete/\w+/)"')
    assert own.search(first.content).group(1) == own.search(second.content).group(1)
    assert Comment.objects.count() == 1


@pytest.mark.parametrize("bad", ["", "x" * 2001, "a\ufffdb"])
def test_a_comment_that_cannot_be_taken_comes_back(page, client, bad):
    copy, _code = page
    response = send(client, copy, bad)
    assert response.status_code == 400
    assert bad in response.content.decode()


def test_comments_close(page, client):
    copy, _code = page
    PublicCopy.objects.update(comments_until="2020-01-01T00:00:00Z")
    send(client, copy, "Too late.")
    assert Comment.objects.count() == 0
    assert "closed" in client.get(f"/answers/{copy.slug}/").content.decode()


@pytest.mark.proves("SEC-76")
def test_comments_vanish_with_their_letter(page, editor, client):
    copy, code = page
    send(client, copy, "A calm word.")
    open_letter(code).post("/letter/read/publication/no/")
    assert client.get(f"/answers/{copy.slug}/comment/").status_code == 410


@pytest.mark.proves("SEC-48")
def test_a_subscription_is_confirmed_by_mail_and_left_with_one_click(client, editor):
    subscriptions.ask(address="reader@example.org")
    subscriptions.ask(address="Reader@example.org")
    while run_due():
        pass
    assert len(mail.outbox) == 1
    assert Subscription.objects.get().state == "asked"
    link = re.search(r"/subscribe/confirm/\S+", mail.outbox[0].body).group(0)
    client.get(link)
    assert Subscription.objects.get().state == "asked"
    row = Subscription.objects.get()
    assert "reader@" not in str(Subscription.objects.values().get())
    client.post(link)
    row.refresh_from_db()
    assert row.state == "active"
    make_public(editor)
    while run_due():
        pass
    news = mail.outbox[-1].body
    assert "supper" not in news
    leave = re.search(r"\S+/subscribe/leave/\S+", news).group(0)
    names = ("List-Unsubscribe", "List-Unsubscribe-Post")
    assert [mail.outbox[-1].extra_headers.get(name) for name in names] == [
        f"<{leave}>",
        "List-Unsubscribe=One-Click",
    ]
    assert "List-Unsubscribe" not in mail.outbox[0].extra_headers  # a question is no list
    client.post(leave.removeprefix(settings.SITE_URL))
    assert not Subscription.objects.exists()


@pytest.mark.proves("SEC-47")
def test_a_form_without_proof_sends_no_mail(client):
    client.post("/subscribe/", {"address": "third@example.org"})
    assert not Subscription.objects.exists()
