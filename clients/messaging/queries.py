"""Reading threads."""

from __future__ import annotations

from django.db.models import Prefetch, QuerySet

from clients.messaging.models import Message
from clients.models import Case, CaseStatus, Client
from coachdesk.lib.paging import Page, keyset_page
from coachdesk.users.models import Role, User


def thread(client: Client, *, cursor: str = "", size: int = 30) -> Page[Message]:
    """A page of a client's thread, newest first. Raises BadRequest for a foreign cursor."""
    rows = Message.objects.filter(client=client).select_related("author", "document")
    return keyset_page(rows, cursor=cursor, keys=("at", "id"), size=size)


def waiting(user: User) -> QuerySet[Message]:
    """Messages of one's clients that nobody has answered, the most urgent first; each client comes
    with ``running_cases`` and their owner, who answers."""
    running = Case.objects.filter(status=CaseStatus.ACTIVE).select_related("owner")
    return (
        _unanswered(user)
        .select_related("client")
        .prefetch_related(
            Prefetch("client__cases", running.order_by("-opened_at"), to_attr="running_cases")
        )
        .order_by("due_at")
    )


def _unanswered(user: User) -> QuerySet[Message]:
    mine = Client.objects.editable_by(user).values("pk")
    return Message.objects.filter(client__in=mine, from_client=True, settled_at=None)


def answers_to(client: Client) -> str:
    """Who answers a client's messages: the owner of the running case; blank where none runs."""
    case = (
        Case.objects.filter(client=client, status=CaseStatus.ACTIVE)
        .select_related("owner")
        .order_by("-opened_at")
        .first()
    )
    return case.owner.display_name if case else ""


def unread_for_nav(user: User) -> QuerySet[Message] | None:
    """For a client what the team wrote and she has not opened; for a coach what waits for an
    answer; None for everybody else."""
    if not user.is_client:
        return _unanswered(user) if user.has_role(Role.COACH) else None
    return Message.objects.filter(client__user=user, from_client=False, read_at=None)
