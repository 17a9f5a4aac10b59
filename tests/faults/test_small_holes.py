"""Forms over the limit, HEAD, proofs used twice, leaving a list by one click, hashes of words."""

from __future__ import annotations

import hashlib

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from coachdesk.audit.models import AuditEvent
from coachdesk.lib.ids import token_hash
from coachdesk.lib.proof_of_work import make_challenge, proof_holds
from coachdesk.publishing.models import Subscription
from coachdesk.questions.models import Question
from coachdesk.users.form_keys import content_hash
from coachdesk.users.models import FormSubmission, Role
from tests.factories import make_staff, signed_in
from tests.letters import ask_data, make_letter

pytestmark = pytest.mark.django_db


def proof() -> dict[str, str]:
    """A solved challenge, five minutes old."""
    with time_machine.travel(timezone.now().timestamp() - 300, tick=False):
        challenge = make_challenge()
    answer = next(str(n) for n in range(10**7) if proof_holds(challenge, str(n)))
    return {"challenge": challenge, "proof": answer}


@pytest.mark.proves("SEC-49")
def test_what_was_sent_is_kept_as_a_keyed_hash_only(client):
    client.post("/ask/", ask_data())
    row = FormSubmission.objects.get()
    assert content_hash("one word") != hashlib.sha256(b"one word").hexdigest()
    assert len(row.content_hash) == 64


@pytest.mark.proves("SEC-47")
def test_a_proof_is_spent_once(client):
    solved = proof()
    for number in range(2):
        letter = f"{number} {ask_data()['letter']}"
        assert client.post("/ask/", ask_data(letter=letter, **solved)).status_code == 302
    assert list(Question.objects.order_by("received_at").values_list("unproven", flat=True)) == [
        False,
        True,
    ]


@pytest.mark.proves("SEC-54")
def test_a_head_changes_nothing_and_uses_nothing_up(client):
    question, _code = make_letter()
    desk = signed_in(make_staff(Role.EDITOR))
    assert desk.head(f"/desk/questions/{question.pk}/").status_code == 200
    assert AuditEvent.objects.filter(action="view").count() == 0
    desk.get(f"/desk/questions/{question.pk}/")
    assert AuditEvent.objects.filter(action="view").count() == 1
    client.post("/ask/", ask_data())
    assert client.head("/ask/sent/").status_code == 200
    assert client.get("/ask/sent/").context["code"]


@pytest.mark.proves("REL-09", "SEC-38")
def test_a_form_over_the_limit_gives_the_words_back():
    words = "A long letter of an hour. " * 12_000
    answer = Client().post(
        "/ask/",
        f"letter={words.replace(' ', '+')}&password=a+secret+sentence",
        content_type="application/x-www-form-urlencoded",
    )
    assert answer.status_code == 413
    assert words.strip() in answer.text
    assert "a secret sentence" not in answer.text
    assert Question.objects.count() == 0


@pytest.mark.proves("REL-09", "SEC-38")
def test_a_form_of_far_too_many_fields_is_refused_in_words():
    body = "&".join(f"f{n}=x" for n in range(60_000))
    kind = "application/x-www-form-urlencoded"
    assert Client().post("/ask/", body, content_type=kind).status_code == 413


def test_a_mail_program_leaves_the_list_by_one_click():
    Subscription.objects.create(
        state="active", leave_hash=token_hash("t"), leave_token="t", confirmed_at=timezone.now()
    )
    browser = Client(enforce_csrf_checks=True)
    answer = browser.post(
        "/subscribe/leave/t/",
        "List-Unsubscribe=One-Click",
        content_type="application/x-www-form-urlencoded",
    )
    assert answer.status_code == 200
    assert not Subscription.objects.exists()


def test_security_txt_stands_where_the_operator_named_a_contact(client, settings):
    place = "/.well-known/security.txt"
    assert client.get(place).status_code == 404
    settings.SECURITY_CONTACT = "mailto:security@example.org"
    with time_machine.travel("2026-01-01T12:00:00Z", tick=False):
        answer = client.get(place)
    assert answer.text.splitlines() == [
        "Contact: mailto:security@example.org",
        "Expires: 2026-06-30T00:00:00Z",
        "Canonical: http://testserver/.well-known/security.txt",
        "Preferred-Languages: en",
    ]
