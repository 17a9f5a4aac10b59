"""What a page showed when it offered an act on an article or a comment: an old page never decides.

Acts that only make stricter (send back, take offline, do not show) carry no stamp and always win.
"""

from __future__ import annotations

from coachdesk.lib.as_shown import stamp_of
from coachdesk.lib.errors import Conflict
from coachdesk.publishing.models import Article, Comment


def article_stamp(article: Article) -> str:
    """Which text, checklist and state of an article were shown."""
    return stamp_of({"text": article.text_hash, "version": article.version, "state": article.state})


def comment_stamp(comment: Comment) -> str:
    """Which words of a comment were shown, and which reports; reports are fetched before."""
    return stamp_of(
        {
            "state": comment.state,
            "name": comment.name,
            "body": comment.body,
            "decided": comment.decided_at,
            "reports": sorted(str(report.pk) for report in comment.reported.all()),
        }
    )


def require_article(article: Article, shown: str | None) -> None:
    """Raises Conflict unless a locked article still is what the page showed. None: no page asks,
    but the clock or another service; an empty stamp is an old page."""
    if shown is not None and shown != article_stamp(article):
        raise Conflict(article)


def require_comment(comment: Comment, shown: str | None) -> None:
    """Raises Conflict unless a locked comment still is what the page showed; None as above."""
    if shown is not None and shown != comment_stamp(comment):
        raise Conflict(comment)
