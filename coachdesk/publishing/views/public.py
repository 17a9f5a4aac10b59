"""The public column: the same for everybody, without cookies (SEC-31)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.sitemaps.views import sitemap as render_sitemap
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from coachdesk.approvals.services import READERS
from coachdesk.lib.paging import keyset_page
from coachdesk.publishing import queries
from coachdesk.publishing.article_blocks import text_of
from coachdesk.publishing.feeds import NewestAnswers
from coachdesk.publishing.models import Article, PublicCopy
from coachdesk.publishing.search import find
from coachdesk.publishing.share_card import card_png
from coachdesk.publishing.sitemaps import SITEMAPS
from coachdesk.questions.models import Topic
from coachdesk.users import errors
from coachdesk.users.models import User
from coachdesk.users.policies import PUBLIC, SHOWN_TO_READERS, policy
from coachdesk.users.practice_settings import practice_setting
from coachdesk.users.rate_limits import client_address, within_limit

PAGE = 20


def _list(rows: Any, cursor: str) -> dict[str, Any]:
    page = keyset_page(rows, cursor=cursor, keys=("published_at", "id"), size=PAGE)
    return {
        "copies": page.rows,
        "newer_url": f"?page={page.previous}" if page.previous else "",
        "older_url": f"?page={page.next}" if page.next else "",
    }


@policy(PUBLIC)
def home(request: HttpRequest) -> HttpResponse:
    """The newest answers, search, and the way to ask."""
    copies = list(queries.public_copies()[:6])
    context = {
        "lead": copies[0] if copies else None,
        "copies": copies[1:],
        "topic_list": queries.topics_with_counts(),
        "often": copies[:3],
        "answer_within": practice_setting("answer_within_days"),
        "home_text": practice_setting("home_text"),
        "canonical": settings.SITE_URL + reverse("publishing:home"),
    }
    return render(request, "publishing/home.html", context)


@policy(PUBLIC)
def answers(request: HttpRequest) -> HttpResponse:
    """All published answers, newest first."""
    context = _list(queries.public_copies(), request.GET.get("page", ""))
    context |= {"months": queries.months(), "heading": _("All letters")}
    return render(request, "publishing/answers.html", context)


@policy(PUBLIC)
def topics(request: HttpRequest) -> HttpResponse:
    return render(request, "publishing/topics.html", {"topic_list": queries.topics_with_counts()})


@policy(PUBLIC)
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """The answers of one topic."""
    found = get_object_or_404(Topic, slug=slug)
    rows = queries.public_copies().filter(topic=found)
    context = _list(rows, request.GET.get("page", ""))
    context |= {"heading": found.name, "intro": found.intro}
    return render(request, "publishing/answers.html", context)


@policy(PUBLIC)
def archive(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """The answers of one month."""
    try:
        rows = queries.in_month(year, month)
    except (ValueError, OverflowError):
        raise Http404 from None
    context = _list(rows, request.GET.get("page", ""))
    context |= {"heading": _("Archive"), "month": f"{year}-{month:02d}", "months": queries.months()}
    return render(request, "publishing/answers.html", context)


@policy(PUBLIC)
def search(request: HttpRequest) -> HttpResponse:
    """Full text over what is public; at most 30 a minute and address."""
    text = request.GET.get("q", "")[:200].strip()
    found: list[PublicCopy] = []
    if text:
        if not within_limit("search", client_address(request), times=30, per=timedelta(minutes=1)):
            return errors.text_back(request, status=429, template="429.html")
        found = find(text)
    return render(request, "publishing/search.html", {"q": text, "copies": found})


def structured(copy: PublicCopy, url: str) -> dict[str, Any]:
    """QAPage data of a published letter; Article data of a page by the team."""
    blocks = copy.blocks
    if copy.by_team:
        return {
            "@context": "https://schema.org",
            "@type": "Article",
            "headline": copy.title,
            "datePublished": copy.published_at.strftime("%Y-%m"),
            "author": {"@type": "Organization", "name": copy.byline},
            "url": url,
        }
    month = copy.published_at.strftime("%Y-%m")
    return {
        "@context": "https://schema.org",
        "@type": "QAPage",
        "mainEntity": {
            "@type": "Question",
            "name": copy.title,
            "text": blocks.get("letter", ""),
            "answerCount": 1,
            "datePublished": month,
            "author": {"@type": "Person", "name": blocks.get("pseudonym") or _("A reader")},
            "acceptedAnswer": {
                "@type": "Answer",
                "text": text_of({k: v for k, v in blocks.items() if k not in ("title", "letter")}),
                "url": url,
                "datePublished": month,
                "author": {"@type": "Person", "name": copy.byline},
            },
        },
    }


def gone_or_missing(request: HttpRequest, slug: str) -> HttpResponse:
    """410 for a page that was online, 404 for one that never was (SEC-76)."""
    if Article.objects.filter(slug=slug).exists():
        return render(request, "publishing/gone.html", status=410)
    raise Http404


@policy(PUBLIC)
def article(request: HttpRequest, slug: str) -> HttpResponse:
    """One published letter with its answer and the comments that were read by a person."""
    copy = PublicCopy.objects.select_related("topic").filter(slug=slug).first()
    if copy is None:
        return gone_or_missing(request, slug)
    url = settings.SITE_URL + reverse("publishing:article", args=[slug])
    context = {
        "copy": copy,
        "blocks": copy.blocks,
        "comments": queries.shown_comments(copy),
        "related": queries.related_to(copy),
        "canonical": url,
        "card_url": settings.SITE_URL + reverse("publishing:card", args=[slug]),
        "structured": structured(copy, url),
    }
    return render(request, "publishing/article.html", context)


@policy(PUBLIC)
def card(request: HttpRequest, slug: str) -> HttpResponse:
    """The picture that other places show beside a link; drawn here."""
    copy = get_object_or_404(PublicCopy, slug=slug)
    return HttpResponse(card_png(copy.title), content_type="image/png")


def _without_date(response: HttpResponse) -> HttpResponse:
    """The answer without ``Last-Modified``. Its date is a month, which stays when a page is taken
    offline: a cache asked for changes would call the older list, with that page in it, current."""
    del response.headers["Last-Modified"]
    return response


@policy(PUBLIC)
def feed(request: HttpRequest) -> HttpResponse:
    """Atom: the newest answers."""
    return _without_date(NewestAnswers()(request))


@policy(PUBLIC)
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every public page; months, never days."""
    return _without_date(render_sitemap(request, SITEMAPS))


@policy(PUBLIC)
def team(request: HttpRequest) -> HttpResponse:
    """Who answers, of those who want to be named here."""
    people = User.objects.with_role(*SHOWN_TO_READERS).filter(on_team_page=True)
    context = {"people": list(people[:100]), "about_text": practice_setting("about_text")}
    return render(request, "publishing/team.html", context)


@policy(PUBLIC)
def how(request: HttpRequest) -> HttpResponse:
    context = {"answer_within": practice_setting("answer_within_days")}
    return render(request, "publishing/how.html", context)


@policy(PUBLIC)
def editing(request: HttpRequest) -> HttpResponse:
    """How letters are edited, as this practice can keep it: by a second person, or read twice."""
    context = {
        "days": practice_setting("publish_after_days"),
        "second_person": User.objects.with_role(*READERS).count() > 1,
    }
    return render(request, "publishing/editing.html", context)


@policy(PUBLIC)
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "publishing/privacy.html")


@policy(PUBLIC)
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "publishing/accessibility.html")
