"""Case review lists: what a coach brings to supervision, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import Client
from coachdesk.audit.services import record
from coachdesk.consents.models import ConsentKind
from coachdesk.consents.services import has_consent, who_agreed
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
    rows = CaseReviewItem.objects.filter(
        allowed, taken_off_at=None, client__in=Client.objects.visible_to(user)
    )
    return rows.select_related("client", "added_by", "settled_by").order_by("added_at")


@dataclass(frozen=True)
class Unread:
    """An item that came back to its coach: why nobody reads it, and since when it waits."""

    item: CaseReviewItem
    why: str

    @property
    def since(self) -> datetime:
        return self.item.added_at


def has_supervisor(coach: User) -> bool:
    """Whether somebody supervises the coach now."""
    pairs = Supervision.objects.filter(coach=coach, ended_at=None).select_related("supervisor")
    return any(p.supervisor.is_active and p.supervisor.has_role(Role.SUPERVISOR) for p in pairs)


def unread(user: User) -> list[Unread]:
    """Open items of one's own that no supervisor can read any more: the client withdrew the
    agreement, or nobody supervises the coach. At most three queries."""
    mine = CaseReviewItem.objects.filter(
        added_by=user,
        settled_at=None,
        taken_off_at=None,
        client__in=Client.objects.editable_by(user),
    )
    items = list(mine.select_related("client").order_by("added_at")[:100])
    if not items:
        return []
    if not has_supervisor(user):
        return [Unread(item, _("Nobody supervises you at present.")) for item in items]
    agreed = who_agreed([item.client_id for item in items], ConsentKind.SUPERVISION)
    why = _("The client does not agree to supervision any more.")
    return [Unread(item, why) for item in items if item.client_id not in agreed]


@transaction.atomic
def bring(*, client: Client, actor: User, question: str) -> CaseReviewItem:
    """Put a case on the list. Raises NotPossible without an open case, and where nobody would read
    it."""
    case = open_case(client)
    if case is None:
        raise NotPossible(_("There is no active case. Open or resume one first."))
    if not has_supervisor(actor):
        raise NotPossible(_("Nobody supervises you at present, so nobody would read it."))
    if not has_consent(client.pk, ConsentKind.SUPERVISION):
        raise NotPossible(
            _("The client does not agree to supervision, so nobody but you would read it.")
        )
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
    if item.taken_off_at is not None:
        raise NotPossible(_("Who brought it has taken it off the list."))
    if item.added_by_id == actor.pk or not actor.has_role(Role.SUPERVISOR):
        raise NotPossible(_("The supervisor settles it."))
    item.outcome, item.settled_by, item.settled_at = outcome, actor, timezone.now()
    item.save(update_fields=["outcome", "settled_by", "settled_at"])
    record(action="supervision.settled", actor=actor, target=item, person_id=item.client_id)
    return item


@transaction.atomic
def take_off(*, item: CaseReviewItem, actor: User) -> None:
    """The coach takes a question of one's own off the list, unanswered. Raises NotPossible for
    somebody else's or one that is settled; a second time changes nothing."""
    item = CaseReviewItem.objects.select_for_update().get(pk=item.pk)
    if item.added_by_id != actor.pk or item.settled_at is not None:
        raise NotPossible(_("Only who brought it takes it off, before it is settled."))
    if item.taken_off_at is None:
        item.taken_off_at = timezone.now()
        item.save(update_fields=["taken_off_at"])
        record(action="supervision.taken_off", actor=actor, target=item, person_id=item.client_id)
