"""Case review lists: what a coach brings to supervision, and what came of it."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import Client
from coachdesk.audit.services import record
from coachdesk.lib.errors import NotPossible
from coachdesk.users.models import Role, Supervision, User
from sessions.calendar.booking import open_case
from sessions.models import CaseReviewItem


def items_for(user: User) -> QuerySet[CaseReviewItem]:
    """Items one brought oneself, and those of the supervised coaches where the client's record is
    open to the supervisor (role and the client's agreement)."""
    coaches = Supervision.objects.filter(supervisor=user, ended_at=None).values("coach_id")
    allowed = Q(added_by=user)
    if user.has_role(Role.SUPERVISOR):
        allowed |= Q(added_by__in=coaches)
    rows = CaseReviewItem.objects.filter(allowed, client__in=Client.objects.visible_to(user))
    return rows.select_related("client", "added_by", "settled_by").order_by("added_at")


@transaction.atomic
def bring(*, client: Client, actor: User, question: str) -> CaseReviewItem:
    """Put a case on the list. Raises NotPossible without an open case."""
    case = open_case(client)
    if case is None:
        raise NotPossible(_("There is no active case. Open or resume one first."))
    made = CaseReviewItem.objects.create(
        client=client, case=case, added_by=actor, question=question
    )
    record(action="supervision.brought", actor=actor, target=made, person_id=client.pk)
    return made


@transaction.atomic
def settle(*, item: CaseReviewItem, actor: User, outcome: str) -> CaseReviewItem:
    """Write down what came of it; this is not undone. Raises NotPossible for one's own item or one
    that is settled already."""
    item = CaseReviewItem.objects.select_for_update().get(pk=item.pk)
    if item.settled_at is not None:
        raise NotPossible(_("This is settled already."))
    if item.added_by_id == actor.pk or not actor.has_role(Role.SUPERVISOR):
        raise NotPossible(_("The supervisor settles it."))
    item.outcome, item.settled_by, item.settled_at = outcome, actor, timezone.now()
    item.save(update_fields=["outcome", "settled_by", "settled_at"])
    record(action="supervision.settled", actor=actor, target=item, person_id=item.client_id)
    return item
