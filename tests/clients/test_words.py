"""Words and actions, and the sorter."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from clients.models import WordsEntry, Worry
from clients.words import services as words
from coachdesk.safety.models import SafetyFlag
from tests.factories import make_client, make_staff, signed_in

pytestmark = pytest.mark.django_db


def day(back: int) -> str:
    return str(timezone.localdate() - timedelta(days=back))


def test_the_log_shows_what_was_said_done_announced_and_against_each_other():
    coach = make_staff()
    client = make_client(coach)
    browser = signed_in(client.user)
    said = {
        "lane": "said",
        "on": day(30),
        "text": "I will move out by Christmas",
        "announced_for": day(10),
    }
    assert browser.post("/my/words/add/", said).status_code == 302
    first = WordsEntry.objects.get()
    did = {"lane": "done", "on": day(4), "text": "Planted the roses", "contrast_to": str(first.pk)}
    assert browser.post("/my/words/add/", did).status_code == 302
    view = words.words_of(client)
    assert (view.said, view.done, view.days_since_change) == (1, 1, 4)
    assert [row.pk for row in view.passed] == [first.pk]
    assert view.contrasts[0][0] == first
    page = browser.get("/my/words/").content.decode()
    assert "<svg" in page
    assert "1 announced day has passed. The last thing that was done is 4 days ago." in page
    desk = signed_in(coach).get(f"/desk/clients/{client.pk}/words/").content.decode()
    assert "Planted the roses" in desk


def test_a_pair_joins_said_with_done_and_nothing_lies_in_the_future():
    client = make_client()
    browser = signed_in(client.user)
    browser.post("/my/words/add/", {"lane": "said", "on": day(3), "text": "a"})
    other = str(WordsEntry.objects.get().pk)
    again = {"lane": "said", "on": day(2), "text": "my words", "contrast_to": other}
    answer = browser.post("/my/words/add/", again)
    assert answer.status_code == 400
    assert "my words" in answer.content.decode()
    assert (
        browser.post("/my/words/add/", {"lane": "said", "on": day(-3), "text": "a"}).status_code
        == 400
    )


@pytest.mark.proves("SEC-11", "SEC-13b")
def test_a_line_of_somebody_else_is_neither_hidden_nor_tagged():
    coach = make_staff()
    mine, theirs = make_client(coach), make_client(make_staff())
    signed_in(theirs.user).post("/my/words/add/", {"lane": "said", "on": day(3), "text": "a"})
    entry = WordsEntry.objects.get()
    hide = f"/my/words/{entry.pk}/hide/"
    assert signed_in(mine.user).post(hide).status_code == 404
    for client in (mine, theirs):
        tag = f"/desk/clients/{client.pk}/words/{entry.pk}/tag/"
        assert signed_in(coach).post(tag, {"tags": ["help"]}).status_code == 404
    entry.refresh_from_db()
    assert (entry.hidden_at, entry.tags) == (None, [])


def test_fear_in_a_line_opens_a_flag():
    client = make_client()
    line = {"lane": "done", "on": day(1), "text": "He choked me and said he will kill me"}
    signed_in(client.user).post("/my/words/add/", line)
    assert SafetyFlag.objects.get(person_id=client.pk).urgent


def test_only_a_worry_that_is_mine_becomes_a_step():
    client = make_client()
    browser = signed_in(client.user)
    browser.post("/my/sorter/add/", {"text": "Whether she stays", "bucket": "not_mine"})
    worry = Worry.objects.get()
    move = f"/my/sorter/{worry.pk}/move/"
    assert browser.post(move, {"to": "step"}).status_code == 404
    with pytest.raises(IntegrityError), transaction.atomic():
        Worry.objects.update(wanted_as_step=True)
    browser.post(move, {"to": "mine"})
    browser.post(move, {"to": "step"})
    worry.refresh_from_db()
    assert worry.wanted_as_step


def test_what_was_let_go_is_looked_at_after_a_month():
    client = make_client()
    words.add_worry(client=client, text="Rain", bucket="not_mine", actor=client.user)
    words.move_worry(worry=Worry.objects.get(), to="let_go", actor=client.user)
    assert words.look_again(client) == []
    Worry.objects.update(looked_at=timezone.now() - timedelta(days=31))
    assert len(words.look_again(client)) == 1
    assert "Still let go?" in signed_in(client.user).get("/my/sorter/").content.decode()
