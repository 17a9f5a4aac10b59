"""Pages by the team: no letter, the same checks and second look, marked for whoever reads."""

from __future__ import annotations

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from coachdesk.approvals.services import NIGHT
from coachdesk.audit.models import AuditEvent
from coachdesk.lib.errors import NotPossible
from coachdesk.publishing import publication, services
from coachdesk.publishing.article_blocks import text_of
from coachdesk.publishing.article_checks import CHECKLIST
from coachdesk.publishing.disguise import find_details
from coachdesk.publishing.models import Article, ArticleState, PublicCopy
from coachdesk.publishing.pages_by_team import STARTERS
from coachdesk.users.models import Role
from tests.factories import make_staff, signed_in
from tests.letters import make_article

pytestmark = pytest.mark.django_db
S = ArticleState


def begun(actor, **changed) -> Article:
    """A page by the team on which every line of the checklist is answered."""
    article = services.begin_by_team(blocks=STARTERS["one-alone"].blocks(), actor=actor)
    return services.save(
        article_id=article.pk,
        blocks=article.blocks | changed,
        version=article.version,
        actor=actor,
        checklist=dict.fromkeys(CHECKLIST, "not_present"),
    )


def online(author, reader) -> PublicCopy:
    article = begun(author)
    services.to_second_check(article_id=article.pk, actor=author)
    services.approve_check(article_id=article.pk, actor=reader)
    publication.advance()
    return PublicCopy.objects.get()


@pytest.mark.parametrize("starter", STARTERS)
def test_the_drafts_that_ship_point_to_nobody(starter):
    assert find_details(text_of(STARTERS[starter].blocks())) == ()


def test_a_coach_begins_one_from_a_draft_and_a_second_press_gives_the_same():
    desk = signed_in(make_staff(Role.COACH))
    first = desk.post("/desk/articles/by-the-team/", {"starter": "small-steps"})
    again = desk.post("/desk/articles/by-the-team/", {"starter": "small-steps"})
    article = Article.objects.get()
    assert first["Location"] == again["Location"] == reverse("publishing:edit", args=[article.pk])
    assert article.blocks["title"] == "Small steps back towards each other"
    page = desk.get(first["Location"]).text
    assert "A page by the team" in page
    assert "The letter as written" not in page
    assert not AuditEvent.objects.filter(action="view").exists()


def test_an_unknown_draft_begins_an_empty_page():
    signed_in(make_staff(Role.EDITOR)).post("/desk/articles/by-the-team/", {"starter": "x"})
    assert Article.objects.get().blocks["title"] == ""


@pytest.mark.proves("SEC-74")
def test_after_the_second_look_of_another_it_goes_online_and_says_what_it_is(client):
    author = make_staff(Role.COACH, name="Dana Whitfield")
    copy = online(author, make_staff(Role.EDITOR))
    assert (copy.by_team, copy.byline, copy.read_as) == (True, "Our practice", "second")
    page = client.get(f"/answers/{copy.slug}/").text
    assert [
        words in page
        for words in (
            "By the team of",
            "A question we hear often",
            "Our answer",
            "without a letter",
            '"@type": "Article"',
            "Dana Whitfield",
            "Not a real name",
            "My answer",
        )
    ] == [True] * 5 + [False] * 3
    assert "By the team" in client.get("/").text


@pytest.mark.proves("SEC-74")
def test_nobody_gives_the_second_look_to_the_own_page():
    author = make_staff(Role.EDITOR)
    make_staff(Role.EDITOR)
    article = begun(author)
    services.to_second_check(article_id=article.pk, actor=author)
    with pytest.raises(NotPossible, match="Somebody else gives the second look"):
        services.approve_check(article_id=article.pk, actor=author)
    assert not PublicCopy.objects.exists()


def test_who_is_alone_reads_it_again_after_a_night():
    author = make_staff(Role.EDITOR)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        article = begun(author)
        services.to_second_check(article_id=article.pk, actor=author)
        with pytest.raises(NotPossible, match="a day after the last change"):
            services.approve_check(article_id=article.pk, actor=author)
        clock.shift(NIGHT)
        services.approve_check(article_id=article.pk, actor=author)
        publication.advance()
    assert PublicCopy.objects.get().read_as == "cold"


@pytest.mark.proves("SEC-75")
def test_the_checks_of_a_letter_hold_for_the_team_as_well():
    author = make_staff(Role.COACH)
    article = begun(author, answer="Ask Margaret Ellison in Chicago about it.")
    with pytest.raises(NotPossible, match="Found details are still open"):
        services.to_second_check(article_id=article.pk, actor=author)
    empty = begun(author, title="", answer="")
    with pytest.raises(NotPossible, match="The title and the text are both needed"):
        services.to_second_check(article_id=empty.pk, actor=author)


@pytest.mark.proves("SEC-73")
def test_a_letter_never_takes_the_way_round_its_writer():
    article, _code, author = make_article()
    services.to_second_check(article_id=article.pk, actor=author)
    article = services.approve_check(article_id=article.pk, actor=make_staff(Role.EDITOR))
    assert (article.state, article.approved_at) == (S.WRITER_PREVIEW, None)
    with pytest.raises(IntegrityError, match="an article keeps its letter"), transaction.atomic():
        Article.objects.filter(pk=article.pk).update(question=None)


def test_a_changed_text_ends_the_yes_and_a_page_comes_back_from_offline():
    author, reader = make_staff(Role.COACH), make_staff(Role.EDITOR)
    copy = online(author, reader)
    publication.unpublish(article_id=copy.article_id, actor=reader, reason="Too long.")
    publication.begin_again(article_id=copy.article_id, actor=reader)
    article = Article.objects.get()
    assert (article.state, article.checker, article.approved_hash) == (S.DRAFT, None, "")


def test_a_coach_sees_the_own_pages_only_and_an_editor_all():
    mine, other = make_staff(Role.COACH), make_staff(Role.COACH)
    article = begun(mine)
    page = reverse("publishing:edit", args=[article.pk])
    seen = [signed_in(p).get(page).status_code for p in (mine, other, make_staff(Role.EDITOR))]
    assert seen == [200, 404, 200]
