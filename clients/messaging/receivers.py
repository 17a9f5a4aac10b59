"""What the floors below tell the thread."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver
from django.utils.translation import gettext as _

from clients.messaging.services import post_notice
from clients.models import Case
from clients.signals import case_handed_over
from coachdesk.users.models import User


@receiver(case_handed_over)
def tell_who_works_now(
    sender: Any, *, case: Case, to_user: User, actor: User, word: str, **kwargs: Any
) -> None:
    """The client reads who works with them from now on, with the first word that was typed."""
    line = _("%(name)s works with you from now on.") % {"name": to_user.display_name}
    post_notice(client=case.client, author=actor, text=f"{line}\n\n{word}" if word else line)
