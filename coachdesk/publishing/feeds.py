"""The newest answers as an Atom feed. Every address in it is the site's own, whatever was asked."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape

from coachdesk.publishing.models import PublicCopy
from coachdesk.publishing.queries import public_copies
from coachdesk.users.identity import practice_name

SIZE = 30


def first_of_month(copy: PublicCopy) -> date:
    """The month in which an answer was published, as its first day: days are shown nowhere."""
    return timezone.localtime(copy.published_at).date().replace(day=1)


class NewestAnswers(Feed):
    """Django completes an address without a host from the request; so none here is without."""

    feed_type = Atom1Feed

    def title(self) -> str:
        return practice_name()

    author_name = title

    def link(self) -> str:
        return f"{settings.SITE_URL}/"

    def feed_url(self) -> str:
        return settings.SITE_URL + reverse("publishing:feed")

    feed_guid = feed_url

    def items(self) -> list[PublicCopy]:
        return list(public_copies()[:SIZE])

    def item_title(self, item: PublicCopy) -> str:
        return item.title  # Atom's title is plain text

    def item_description(self, item: PublicCopy) -> str:
        return escape(item.intro)  # and Django writes its summary as HTML

    def item_link(self, item: PublicCopy) -> str:
        return settings.SITE_URL + reverse("publishing:article", args=[item.slug])

    def item_guid(self, item: PublicCopy) -> str:
        return f"urn:uuid:{item.pk}"

    def item_updateddate(self, item: PublicCopy) -> datetime:
        return datetime.combine(first_of_month(item), time.min, tzinfo=UTC)
