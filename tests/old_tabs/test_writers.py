"""Two tabs of the writer over the own letter: an old yes undoes no newer no."""

from __future__ import annotations

import pytest

from coachdesk.consents.services import has_consent
from coachdesk.outbox.models import SafeContact
from coachdesk.publishing import publication
from coachdesk.publishing import services as publishing
from coachdesk.publishing.models import Article
from coachdesk.questions import services
from coachdesk.users.models import Role
from tests.factories import make_staff
from tests.letters import answer, make_article, make_letter, open_letter
from tests.old_tabs.tabs import press, tab

pytestmark = [pytest.mark.django_db, pytest.mark.proves("REL-06")]


def test_an_old_tab_of_the_writer_does_not_send_the_invitation_elsewhere():
    june, priya = make_staff(Role.EDITOR), make_staff(Role.COACH)
    question, code = make_letter()
    answer(question, priya)
    services.offer_work(question_id=question.pk, actor=june)
    reader, act = open_letter(code), "/letter/read/agree/"
    mine = tab(reader, "/letter/read/", act, address="wren@example.org", only_i_read="on")
    assert reader.post(act, mine).status_code == 302
    response = reader.post(act, mine | {"address": "home@example.org"})
    stored = SafeContact.objects.get(person_id=question.pk, channel="mail")
    assert (response.status_code, stored.address) == (409, "wren@example.org")
    assert "You said yes already." in response.text


def test_an_old_yes_of_the_writer_does_not_undo_a_newer_no():
    question, code = make_letter(publish=False)
    reader, page = open_letter(code), "/letter/read/"
    yes, no = f"{page}publication/yes/", f"{page}publication/no/"
    old = tab(reader, page, yes)
    assert [press(reader, page, act).status_code for act in (yes, no)] == [302, 302]
    response = reader.post(yes, old)
    question.refresh_from_db()
    allowed = (question.may_publish, has_consent(question.pk, "publication"))
    assert (response.status_code, allowed) == (409, (False, False))
    assert "Your answer about publishing changed" in response.text
    assert reader.post(yes, {"text_hash": old["text_hash"]}).status_code == 409

    # Asked afresh it is a yes; and the no needs no page that is new.
    assert press(reader, page, yes).status_code == 302
    assert has_consent(question.pk, "publication")
    assert reader.post(no).status_code == 302
    assert not has_consent(question.pk, "publication")


REFUSE = "/letter/article/no/"


def test_the_writers_no_takes_a_page_offline_that_went_online_meanwhile(client):
    june = make_staff(Role.EDITOR)
    article, code, author = make_article()
    publishing.to_second_check(article_id=article.pk, actor=author)
    article = publishing.approve_check(article_id=article.pk, actor=june)
    publishing.writer_approves(article_id=article.pk, text_hash=article.text_hash, sooner=True)
    reader = open_letter(code)
    old = tab(reader, "/letter/article/", REFUSE, reason="My sister reads here.")
    copy = publication.publish(article_id=article.pk, actor=june)
    assert client.get(f"/answers/{copy.slug}/").status_code == 200
    response = reader.post(REFUSE, old, follow=True)
    article.refresh_from_db()
    step = article.steps.last()
    told = (article.state, step.by_writer, step.reason)
    assert told == ("unpublished", True, "My sister reads here.")
    assert (response.status_code, client.get(f"/answers/{copy.slug}/").status_code) == (200, 410)
    assert "The page is offline now." in response.text


def test_the_writers_no_to_a_text_that_was_taken_back_reaches_the_team():
    june = make_staff(Role.EDITOR)
    article, code, author = make_article()
    publishing.to_second_check(article_id=article.pk, actor=author)
    publishing.approve_check(article_id=article.pk, actor=june)
    reader = open_letter(code)
    old = tab(reader, "/letter/article/", REFUSE, reason="My sister reads here.")
    publishing.send_back(article_id=article.pk, actor=june, reason="A name is left.")
    assert reader.post(REFUSE, old).status_code == 302
    article.refresh_from_db()
    note = article.question.staff_notes.get().body
    said = "The writer said no to an earlier text: My sister reads here."
    assert (article.state, note) == ("disguising", said)


def test_the_writers_yes_is_only_to_the_text_that_was_shown():
    june = make_staff(Role.EDITOR)
    article, code, author = make_article()
    publishing.to_second_check(article_id=article.pk, actor=author)
    publishing.approve_check(article_id=article.pk, actor=june)
    reader, yes = open_letter(code), "/letter/article/yes/"
    old = tab(reader, "/letter/article/", yes)
    publishing.send_back(article_id=article.pk, actor=june, reason="A name is left.")
    now = Article.objects.get()
    blocks = {**now.blocks, "intro": "Evenings grow quiet."}
    publishing.save(article_id=now.pk, blocks=blocks, version=now.version, actor=author)
    publishing.to_second_check(article_id=now.pk, actor=author)
    publishing.approve_check(article_id=now.pk, actor=june)
    response = reader.post(yes, old)
    assert (response.status_code, Article.objects.get().state) == (409, "writer_preview")
    assert "Evenings grow quiet." in response.text
    assert press(reader, "/letter/article/", yes).status_code == 302
