"""The feed and the sitemap name the site's own address and the month, never the visitor's or the day."""

from __future__ import annotations

from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
from django.http import HttpResponse
from django.test import Client

from coachdesk.questions.models import Topic
from tests.letters import make_public

pytestmark = pytest.mark.django_db
BOTH = pytest.mark.parametrize("address", ["/feed/", "/sitemap.xml"])
ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def tree(page: HttpResponse) -> ElementTree.Element:
    return ElementTree.fromstring(page.content)  # noqa: S314 - made by ourselves


@pytest.fixture
def own_address(settings):
    settings.SITE_URL = "https://letters.example"
    return settings.SITE_URL


@pytest.fixture
def copy():
    made, _code = make_public()
    made.intro = "Plates & <b>silence</b>"
    made.published_at = datetime(2026, 5, 17, 12, tzinfo=UTC)
    made.topic = Topic.objects.create(slug="silence", name="Silence")
    made.save()
    return made


@BOTH
def test_another_host_in_the_request_changes_nothing(address, own_address, copy):
    usual = Client().get(address)
    other = Client().get(address, headers={"host": "localhost"}, secure=True)
    assert (usual.status_code, other.status_code) == (200, 200)
    assert other.content == usual.content
    assert b"https://letters.example/answers/" in other.content
    assert b"localhost" not in other.content
    assert b"testserver" not in other.content


@BOTH
def test_no_date_that_would_call_an_older_list_current(address, copy):
    assert "Last-Modified" not in Client().get(address)


@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Auckland"])
def test_the_month_is_the_same_wherever_the_practice_is(zone, settings, copy):
    settings.TIME_ZONE = zone
    feed, sitemap = (
        Client().get(address).content.decode() for address in ("/feed/", "/sitemap.xml")
    )
    assert "<updated>2026-05-01T00:00:00+00:00</updated>" in feed
    assert "<lastmod>2026-05-01</lastmod>" in sitemap


def test_the_feed_holds_the_newest_answers_as_plain_text(own_address, copy):
    page = Client().get("/feed/")
    assert page["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = tree(page)
    assert feed.findtext(f"{ATOM}id") == f"{own_address}/feed/"
    assert {link.get("href") for link in feed.findall(f"{ATOM}link")} == {
        f"{own_address}/",
        f"{own_address}/feed/",
    }
    entry = feed.find(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}id") == f"urn:uuid:{copy.pk}"
    assert entry.findtext(f"{ATOM}title") == copy.title
    assert entry.find(f"{ATOM}link").get("href") == f"{own_address}/answers/{copy.slug}/"
    assert entry.findtext(f"{ATOM}updated") == "2026-05-01T00:00:00+00:00"
    summary = entry.find(f"{ATOM}summary")
    assert (summary.get("type"), summary.text) == (
        "html",
        "Plates &amp; &lt;b&gt;silence&lt;/b&gt;",
    )


def test_the_sitemap_holds_every_public_page(own_address, copy):
    page = Client().get("/sitemap.xml")
    assert page["Content-Type"] == "application/xml"
    urls = tree(page).findall(f"{MAP}url")
    assert {url.findtext(f"{MAP}loc"): url.findtext(f"{MAP}lastmod") for url in urls} == {
        f"{own_address}/": None,
        f"{own_address}/answers/": None,
        f"{own_address}/how-it-works/": None,
        f"{own_address}/help/": None,
        f"{own_address}/topics/silence/": None,
        f"{own_address}/answers/{copy.slug}/": "2026-05-01",
    }


@BOTH
def test_an_empty_column_has_both(address):
    page = Client().get(address)
    assert page.status_code == 200
    tree(page)
