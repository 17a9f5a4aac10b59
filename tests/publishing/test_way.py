"""From an answered letter to the public page, and back offline."""

from __future__ import annotations

import json
import re

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from coachdesk.lib.errors import NotPossible
from coachdesk.publishing import publication, services
from coachdesk.publishing.article_checks import CHECKLIST
from coachdesk.publishing.models import Article, ArticleState, PublicCopy
from coachdesk.publishing.search import find
from coachdesk.questions.own_letter import choose_publication
from coachdesk.safety.services import open_flag
from coachdesk.users.models import Role
from tests.factories import make_staff, signed_in
from tests.letters import (
    DISGUISED,
    answer,
    make_article,
    make_letter,
    make_public,
    open_letter,
)
from tests.old_tabs.tabs import press

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return make_staff(Role.EDITOR, name="Ruth Lindqvist")


def test_the_whole_way_through_the_pages(editor):
    coach = make_staff(Role.COUNSELOR, name="Dana Whitfield")
    question, code = make_letter()
    answer(question, coach)
    desk, second = signed_in(coach), signed_in(editor)
    begun = desk.post(f"/desk/articles/from/{question.pk}/")
    article = Article.objects.get()
    at = f"/desk/articles/{article.pk}/"
    assert begun["Location"] == at
    fields = {
        "version": str(article.version),
        "title": "A first step after supper",
        "letter": DISGUISED,
        "pseudonym": "Odile",
        "answer": "Say one plain thing at dinner, and stop there.",
        "comments_open": "on",
        **{f"check_{item}": "changed" for item in CHECKLIST},
    }
    assert desk.post(f"{at}hand-in/", fields).status_code == 302
    article.refresh_from_db()
    assert article.state == ArticleState.SECOND_CHECK
    assert desk.post(f"{at}approve/").status_code == 403
    assert press(second, at, f"{at}approve/").status_code == 302
    reader = open_letter(code)
    assert "decide" in reader.get("/letter/read/").content.decode()
    page = reader.get("/letter/article/").content.decode()
    assert DISGUISED[:30] in page
    shown = re.search(r'name="text_hash" value="(\w+)"', page).group(1)
    reader.post("/letter/article/yes/", {"text_hash": shown, "sooner": "on"})
    article.refresh_from_db()
    assert article.state == ArticleState.SCHEDULED
    assert press(second, at, f"{at}publish/").status_code == 302
    public = Client()
    url = "/answers/a-first-step-after-supper/"
    page = public.get(url)
    assert DISGUISED[:30] in page.content.decode()
    assert not page.cookies
    assert page["Cache-Control"].startswith("public")
    assert "Vary" not in page or "Cookie" not in page["Vary"]
    data = re.search(r'ld\+json">(.*?)</script>', page.content.decode(), re.S).group(1)
    assert json.loads(data)["@type"] == "QAPage"
    for listing in ("/", "/answers/", "/feed/", "/sitemap.xml", "/search/?q=supper"):
        assert "first-step-after-supper" in public.get(listing).content.decode(), listing
    assert public.get(f"{url}card.png")["Content-Type"] == "image/png"
    second.post(f"{at}unpublish/", {"reason": "The writer called us."})
    gone = public.get(url)
    assert gone.status_code == 410
    assert "no-store" in gone["Cache-Control"]
    for listing in ("/", "/answers/", "/feed/", "/sitemap.xml", "/search/?q=supper"):
        assert "first-step" not in public.get(listing).content.decode(), listing


@pytest.mark.proves("SEC-76")
def test_withdrawn_consent_takes_the_page_offline_in_the_same_moment():
    copy, code = make_public()
    url = f"/answers/{copy.slug}/"
    assert Client().get(url).status_code == 200
    open_letter(code).post("/letter/read/publication/no/")
    gone = Client().get(
        url, headers={"If-None-Match": "*", "If-Modified-Since": "Mon, 01 Jan 2035 00:00:00 GMT"}
    )
    assert gone.status_code == 410
    assert find("supper") == []
    assert Article.objects.get().state == ArticleState.UNPUBLISHED


@pytest.mark.proves("SEC-76", "SEC-61")
def test_deleting_the_letter_takes_the_page_offline_and_leaves_no_word(client):
    copy, code = make_public()
    reader = open_letter(code)
    reader.post("/letter/read/delete/")
    assert client.get(f"/answers/{copy.slug}/").status_code == 410
    question = Article.objects.get().question
    assert (question.letter, question.title, question.code_lookup) == ("", "", None)
    assert client.post("/letter/", {"code": code}).status_code == 400


@pytest.mark.proves("SEC-73")
def test_any_later_change_voids_the_check_and_the_yes(editor):
    article, _code, coach = make_article()
    services.to_second_check(article_id=article.pk, actor=coach)
    article = services.approve_check(article_id=article.pk, actor=editor)
    blocks = {**article.blocks, "intro": "Another opening."}
    article = services.save(
        article_id=article.pk, blocks=blocks, version=article.version, actor=coach
    )
    assert article.state == ArticleState.DISGUISING
    assert article.checked_hash == ""
    with pytest.raises(NotPossible):
        services.writer_approves(article_id=article.pk, text_hash=article.text_hash)


@pytest.mark.proves("SEC-73")
def test_a_yes_to_another_text_counts_for_nothing(editor):
    article, code, coach = make_article()
    services.to_second_check(article_id=article.pk, actor=coach)
    services.approve_check(article_id=article.pk, actor=editor)
    open_letter(code).post("/letter/article/yes/", {"text_hash": "0" * 64})
    article.refresh_from_db()
    assert article.state == ArticleState.WRITER_PREVIEW


@pytest.mark.proves("SEC-74")
def test_nobody_checks_the_own_article(editor):
    article, _code, coach = make_article()
    services.to_second_check(article_id=article.pk, actor=coach)
    with pytest.raises(NotPossible):
        services.approve_check(article_id=article.pk, actor=coach)
    with pytest.raises(IntegrityError), transaction.atomic():
        Article.objects.filter(pk=article.pk).update(checker=coach)


@pytest.mark.proves("SEC-72")
@pytest.mark.parametrize("state", ["writer_preview", "scheduled", "published"])
def test_the_database_refuses_an_unchecked_text_in_public_states(state):
    article, _code, _coach = make_article()
    with pytest.raises(IntegrityError), transaction.atomic():
        Article.objects.filter(pk=article.pk).update(state=state)


@pytest.mark.proves("SEC-72", "SEC-73")
def test_the_database_refuses_a_published_text_that_differs_from_the_approved_one():
    copy, _code = make_public()
    with pytest.raises(IntegrityError), transaction.atomic():
        Article.objects.filter(pk=copy.article_id).update(text_hash="0" * 64)


@pytest.mark.proves("SEC-77")
def test_the_delay_is_kept_unless_the_writer_asks_for_sooner(editor):
    article, _code, coach = make_article()
    services.to_second_check(article_id=article.pk, actor=coach)
    article = services.approve_check(article_id=article.pk, actor=editor)
    services.writer_approves(article_id=article.pk, text_hash=article.text_hash)
    article.refresh_from_db()
    days = (article.scheduled_for - article.question.received_at).days
    assert 30 <= days <= 61
    with pytest.raises(NotPossible):
        publication.publish(article_id=article.pk, actor=editor)
    assert publication.advance()["published"] == 0


@pytest.mark.proves("SEC-75")
def test_open_details_and_unanswered_lines_block_the_second_check():
    article, _code, coach = make_article()
    blocks = {
        **article.blocks,
        "letter": DISGUISED + " My husband Gerald works at the mill in Ohio.",
    }
    article = services.save(
        article_id=article.pk,
        blocks=blocks,
        version=article.version,
        actor=coach,
        checklist={},
    )
    with pytest.raises(NotPossible) as refused:
        services.to_second_check(article_id=article.pk, actor=coach)
    assert len(refused.value.reasons) >= 2
    services.decide(
        article_id=article.pk,
        kind="name",
        words="Gerald",
        decision="remove",
        actor=coach,
    )
    article.refresh_from_db()
    assert "Gerald" not in article.blocks["letter"]
    with pytest.raises(NotPossible):
        services.decide(
            article_id=article.pk, kind="place", words="Ohio", decision="keep", actor=coach
        )


@pytest.mark.proves("SEC-75")
def test_the_letters_own_words_are_marked():
    article, _code, coach = make_article()
    copied = (
        "Lately the evenings are silent. I cook, we eat, and then each of us looks at a screen."
    )
    services.save(
        article_id=article.pk,
        blocks={**article.blocks, "letter": copied},
        version=article.version,
        actor=coach,
    )
    page = signed_in(coach).get(f"/desk/articles/{article.pk}/").content.decode()
    assert "Eight or more words as in the letter" in page


def test_a_flag_or_a_minor_or_no_consent_keeps_the_gate_shut(editor):
    coach = make_staff(Role.COUNSELOR)
    minor, _c = make_letter(adult=False)
    unwilling, _c = make_letter(publish=False)
    flagged, _c = make_letter()
    for question in (minor, unwilling, flagged):
        answer(question, coach)
    open_flag(
        subject_kind="question",
        subject_id=flagged.pk,
        person_id=flagged.pk,
        codes=["fear_of_partner"],
        urgent=False,
    )
    for question in (minor, unwilling, flagged):
        question.refresh_from_db()
        with pytest.raises(NotPossible):
            services.begin(question=question, actor=coach)


def test_the_writer_says_too_close_and_the_article_goes_back(editor):
    article, code, coach = make_article()
    services.to_second_check(article_id=article.pk, actor=coach)
    services.approve_check(article_id=article.pk, actor=editor)
    open_letter(code).post("/letter/article/no/", {"reason": "The supper."})
    article.refresh_from_db()
    assert article.state == ArticleState.DISGUISING
    page = signed_in(coach).get(f"/desk/articles/{article.pk}/").content.decode()
    assert "The supper." in page


def test_silence_is_no(editor):
    article, _code, coach = make_article()
    services.to_second_check(article_id=article.pk, actor=coach)
    services.approve_check(article_id=article.pk, actor=editor)
    Article.objects.filter(pk=article.pk).update(preview_ends_at="2020-01-01T00:00:00Z")
    assert publication.advance()["silent"] == 1
    article.refresh_from_db()
    assert article.state == ArticleState.DRAFT
    assert not PublicCopy.objects.exists()


@pytest.mark.proves("SEC-74")
def test_publishing_reads_the_consent_again(editor):
    article, _code, coach = make_article()
    services.to_second_check(article_id=article.pk, actor=coach)
    article = services.approve_check(article_id=article.pk, actor=editor)
    services.writer_approves(article_id=article.pk, text_hash=article.text_hash, sooner=True)
    choose_publication(question_id=article.question_id, yes=False)
    with pytest.raises(NotPossible):
        publication.publish(article_id=article.pk, actor=editor)
    assert not PublicCopy.objects.exists()
