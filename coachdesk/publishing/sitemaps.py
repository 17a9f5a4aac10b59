"""The pages that search engines may list, by the site's own address."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse

from coachdesk.publishing.feeds import first_of_month
from coachdesk.publishing.models import PublicCopy
from coachdesk.publishing.queries import public_copies, topics_with_counts
from coachdesk.questions.models import Topic


class OwnAddress(Sitemap):
    """A part of the map whose scheme and host come from the settings, never from the request."""

    def get_protocol(self, protocol: str | None = None) -> str:
        return str(settings.SITE_URL.partition("://")[0])

    def get_domain(self, site: Any = None) -> str:
        return str(settings.SITE_URL.partition("://")[2])


class Pages(OwnAddress):
    """Pages that are always there."""

    def items(self) -> list[str]:
        return ["publishing:home", "publishing:answers", "publishing:how", "safety:help"]

    def location(self, item: str) -> str:
        return reverse(item)


class Topics(OwnAddress):
    """Topics with at least one answer."""

    def items(self) -> list[Topic]:
        return topics_with_counts()

    def location(self, item: Topic) -> str:
        return reverse("publishing:topic", args=[item.slug])


class Answers(OwnAddress):
    """Published answers, newest first."""

    def items(self) -> QuerySet[PublicCopy]:
        return public_copies().select_related(None).only("slug", "published_at")

    def location(self, item: PublicCopy) -> str:
        return reverse("publishing:article", args=[item.slug])

    def lastmod(self, item: PublicCopy) -> date:
        return first_of_month(item)


SITEMAPS = {"pages": Pages, "topics": Topics, "answers": Answers}
