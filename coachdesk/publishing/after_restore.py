"""What went offline or was taken away after a backup stays so after its restore."""

from __future__ import annotations

from django.utils.translation import gettext as _

from coachdesk.operation.journal import Line, register_act
from coachdesk.outbox.models import SafeContact
from coachdesk.publishing.comments import take_away
from coachdesk.publishing.models import Article, ArticleState, Subscription
from coachdesk.publishing.publication import unpublish

_ONLINE = (ArticleState.PUBLISHED, ArticleState.SCHEDULED)
_AWAY = ("rejected", "spam", "removed")


def register() -> None:
    """Pages, comments and subscriptions."""
    register_act("article.unpublished", _take_offline)
    register_act("subscription.left", _leave)
    register_act("comment.deleted_by_author", _delete_comment)
    for decision in _AWAY:
        register_act(f"comment.{decision}", _hide_comment)


def _take_offline(line: Line) -> None:
    for article in Article.objects.filter(pk=line.object_id, state__in=_ONLINE):
        unpublish(article_id=article.pk, actor=None, reason=_("Done again after a restore."))


def _leave(line: Line) -> None:
    SafeContact.objects.filter(person_id=line.object_id).delete()
    Subscription.objects.filter(pk=line.object_id).delete()


def _delete_comment(line: Line) -> None:
    take_away(comment_id=line.object_id, to="removed", erase=True)


def _hide_comment(line: Line) -> None:
    take_away(comment_id=line.object_id, to=line.act.removeprefix("comment."))
