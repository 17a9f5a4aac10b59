"""The public column: no cookie, cacheable, and never an error for odd addresses."""

from __future__ import annotations

import pytest
from django.test import Client

from coachdesk.publishing.search import find
from coachdesk.questions.models import Topic
from tests.letters import make_public

pytestmark = pytest.mark.django_db
PAGES = (
    "/",
    "/answers/",
    "/topics/",
    "/search/?q=supper",
    "/feed/",
    "/sitemap.xml",
    "/how-it-works/",
    "/team/",
    "/how-we-edit/",
    "/privacy/",
    "/accessibility/",
    "/help/",
    "/hiding-traces/",
)


@pytest.mark.proves("SEC-31")
@pytest.mark.parametrize("address", PAGES)
def test_a_public_page_sets_no_cookie_and_may_be_cached(address):
    make_public()
    browser = Client()
    browser.cookies["sessionid"] = "something"
    page = browser.get(address)
    assert page.status_code == 200
    assert not page.cookies
    assert page["Cache-Control"].startswith("public")
    assert "cookie" not in page.get("Vary", "").lower()


@pytest.mark.parametrize(
    "address",
    [
        "/archive/2024/13/",
        "/archive/0/1/",
        "/archive/99999/1/",
        "/answers/nothing-here/",
        "/topics/nothing/",
    ],
)
def test_what_never_was_is_not_found(client, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    "q", ['"', "AND OR NOT", "a* b:", "(((", "'; --", "ü", "x" * 500, "NEAR/2"]
)
def test_odd_searches_answer_calmly(client, q):
    make_public()
    assert client.get("/search/", {"q": q}).status_code == 200


def test_search_finds_by_stem_and_by_a_begun_word():
    copy, _code = make_public()
    for text in ("suppers", "first steps", "sup", "SPEAKING"):
        assert [c.pk for c in find(text)] == [copy.pk], text
    assert find("submarine") == []


def test_answers_stand_under_their_topic_and_month(client):
    copy, _code = make_public()
    topic = Topic.objects.create(slug="silence", name="Silence")
    copy.topic = topic
    copy.save()
    assert copy.title in client.get("/topics/silence/").content.decode()
    month = copy.published_at
    assert copy.title in client.get(f"/archive/{month.year}/{month.month}/").content.decode()
    day = f"{month:%Y-%m-%d}"
    assert day not in client.get(f"/answers/{copy.slug}/").content.decode()


@pytest.mark.proves("SEC-46")
def test_searching_is_limited(client):
    for _n in range(30):
        client.get("/search/?q=x")
    assert client.get("/search/?q=x").status_code == 429
