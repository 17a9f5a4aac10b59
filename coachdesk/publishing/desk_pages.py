"""Pages and comments in the desk's navigation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coachdesk.publishing.models import PublicCopy
from coachdesk.users.desk_nav import PUBLISHING, Entry, register_entry, register_place
from coachdesk.users.first_steps import FirstStep, register_first_step


def register() -> None:
    """Articles on their way to the site, and comments below them."""
    register_entry(
        Entry(
            "pages",
            "publishing:review",
            _("Pages"),
            "book-open",
            70,
            group=PUBLISHING,
            counts=("review",),
            bar=5,
        )
    )
    register_entry(
        Entry(
            "comments",
            "publishing:comments",
            _("Comments"),
            "message-circle",
            80,
            group=PUBLISHING,
            counts=("comments",),
            bar=6,
        )
    )
    register_place(("pages",), "publishing:")
    register_place(("comments",), "publishing:moderate", "publishing:comment_answer")
    register_first_step(
        FirstStep(
            "article",
            _("The first page"),
            _("A page by the team today; later, answers whose writers agreed."),
            "publishing:review",
            30,
            PublicCopy.objects.all,
        )
    )
