"""Erasing a person: a plan that lists every store, two persons, then the act (SEC-60, SEC-61).

Each floor registers what it holds. Ids, dates, reasons and safety entries stay; text goes.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Callable, Collection, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import partial

from allauth.account.models import EmailAddress
from django.apps import apps
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import CASCADE, PROTECT, ForeignKey, ForeignObjectRel, Model, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.cases.joint import close_joint, of_client
from clients.models import (
    BreakGlass,
    Case,
    CaseReview,
    CaseTaking,
    Client,
    ClientEvent,
    ClientStatus,
    Document,
    Erasure,
    Goal,
    JointWork,
    LegalHold,
    Merge,
    NameKey,
    PartnerInvitation,
    RecordCopy,
    Release,
    SafetyOverride,
    Screening,
    StanceChange,
    WordsEntry,
    Worry,
)
from clients.record import two_persons
from coachdesk.audit.models import AuditEvent
from coachdesk.audit.services import record
from coachdesk.consents.models import ConsentGrant
from coachdesk.lib.errors import Blocked
from coachdesk.outbox.models import OutboxMessage, SafeContact
from coachdesk.questions import conflict_check
from coachdesk.safety.models import SafetyFlag
from coachdesk.users.models import Invitation, User
from coachdesk.users.services import end_sessions

BACKUPS_LIVE = timedelta(days=35)
SERVICE_KEPT = timedelta(days=7 * 365 + 2)
PROSPECTS_KEPT = timedelta(days=365)


@dataclass(frozen=True)
class PlanLine:
    """One store: how many rows, and what becomes of them: erase, blank, keep, by_age."""

    store: str
    rows: int
    act: str
    note: str = ""


@dataclass(frozen=True)
class _Store:
    plan: Callable[[Client], Iterable[PlanLine]]
    run: Callable[[Client], None]
    covers: frozenset[str]


_stores: dict[str, _Store] = {}


def register_erase(
    name: str,
    plan: Callable[[Client], Iterable[PlanLine]],
    run: Callable[[Client], None],
    *,
    covers: Iterable[str] = (),
) -> None:
    """Let a floor name what it holds of a client and how it erases it; upper floors run first.

    ``covers`` are the labels ("homework.Assignment") of its tables that point at a client or case;
    rows of tables that nobody covers are deleted, so that no floor is forgotten.
    """
    _stores[name] = _Store(plan, run, frozenset(label.lower() for label in covers))


def _uncovered(client: Client) -> list[tuple[str, QuerySet]]:  # type: ignore[type-arg]
    """Tables above this floor that hang on the client or a case and that no store covers, with all
    that hangs on them in turn; what others point at comes last, so that it can be deleted."""
    found: dict[str, QuerySet] = {}  # type: ignore[type-arg]
    for model in apps.get_models():
        points = Q()
        for field in model._meta.concrete_fields:
            if isinstance(field, ForeignKey) and field.related_model is Client:
                points |= Q(**{field.name: client})
            elif isinstance(field, ForeignKey) and field.related_model is Case:
                points |= Q(**{f"{field.name}__client": client})
        if points and not _is_covered(model):
            _collect(model._default_manager.filter(points), found)
    return list(found.items())


def _is_covered(model: type[Model]) -> bool:
    covered = {label for store in _stores.values() for label in store.covers}
    return model._meta.app_label == "clients" or model._meta.label_lower in covered


def _collect(rows: QuerySet, found: dict[str, QuerySet]) -> None:  # type: ignore[type-arg]
    """Add ``rows`` to ``found`` behind the rows that cannot stand without them."""
    model = rows.model
    for relation in model._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ForeignObjectRel) or relation.many_to_many:
            continue
        child = relation.related_model
        falls = relation.on_delete in (CASCADE, PROTECT)  # type: ignore[attr-defined]
        if falls and child is not model and not _is_covered(child):
            hangs = {f"{relation.field.name}__in": rows.values("pk")}
            _collect(child._default_manager.filter(**hangs), found)
    label = model._meta.label_lower
    found[label] = found[label] | rows if label in found else rows


def erase_plan(client: Client) -> list[PlanLine]:
    """Every table, file, index, cache and the day by which backups have forgotten the person."""
    lines = [line for store in _stores.values() for line in store.plan(client)]
    lines += [PlanLine(label, rows.count(), "erase") for label, rows in _uncovered(client)]
    by = timezone.localdate() + BACKUPS_LIVE
    lines.append(PlanLine(_("Caches"), 0, "by_age", _("hold no text of people; gone in a minute")))
    lines.append(
        PlanLine(_("Backups"), 0, "by_age", _("forgotten by %(day)s") % {"day": f"{by:%-d %B %Y}"})
    )
    return lines


def _rows(client: Client) -> list[tuple[str, QuerySet, str]]:  # type: ignore[type-arg]
    """The tables of this floor and the ones below, with what becomes of their rows."""
    person = Q(person_id=client.pk)
    return [
        ("clients.name_key", NameKey.objects.filter(client=client), "erase"),
        ("clients.words_entry", WordsEntry.objects.filter(client=client), "erase"),
        ("clients.worry", Worry.objects.filter(client=client), "erase"),
        ("clients.goal", Goal.objects.filter(case__client=client), "erase"),
        ("clients.stance_change", StanceChange.objects.filter(case__client=client), "erase"),
        ("clients.case_review", CaseReview.objects.filter(case__client=client), "erase"),
        ("clients.event", ClientEvent.objects.filter(client=client), "erase"),
        ("clients.screening", Screening.objects.filter(client=client), "erase"),
        ("clients.override", SafetyOverride.objects.filter(client=client), "erase"),
        ("clients.document", Document.objects.filter(client=client), "erase"),
        ("clients.release", Release.objects.filter(client=client), "erase"),
        (
            "clients.partner_invitation",
            PartnerInvitation.objects.filter(case__client=client),
            "erase",
        ),
        ("clients.merge", Merge.objects.filter(Q(kept=client) | Q(gone=client)), "erase"),
        ("outbox.safe_contact", SafeContact.objects.filter(person), "erase"),
        ("outbox.message", OutboxMessage.objects.filter(person), "erase"),
        ("users.invitation", Invitation.objects.filter(subject_id=client.pk), "erase"),
        ("clients.case", client.cases.all(), "blank"),
        ("clients.joint_work", JointWork.objects.filter(case__client=client), "blank"),
        ("clients.record_request", client.record_requests.all(), "blank"),
        ("clients.emergency_access", BreakGlass.objects.filter(client=client), "blank"),
        ("clients.record_copy", RecordCopy.objects.filter(client=client), "blank"),
        ("clients.case_taking", CaseTaking.objects.filter(client=client), "blank"),
        ("consents.grant", ConsentGrant.objects.filter(person), "blank"),
        ("safety.flag", SafetyFlag.objects.filter(person), "keep"),
        ("audit.event", AuditEvent.objects.filter(person), "keep"),
    ]


def own_plan(client: Client) -> list[PlanLine]:
    """What this floor and the ground floor hold."""
    notes = {
        "consents.grant": _("kept six years without the name"),
        "safety.flag": _("safety entries stay"),
        "audit.event": _("who did what stays six years; no text"),
        "clients.case": _("dates and reasons stay"),
    }
    lines = [
        PlanLine(name, rows.count(), act, notes.get(name, "")) for name, rows, act in _rows(client)
    ]
    files = Document.objects.filter(client=client, removed_at=None).count()
    lines.append(PlanLine(_("Files on disk"), files, "erase"))
    lines.append(PlanLine(_("Name index"), 1, "erase", _("the same rows as clients.name_key")))
    if client.user_id:
        lines.append(PlanLine("users.user", 1, "blank", _("cannot sign in; address erased")))
    return lines


def own_run(client: Client) -> None:
    """Erase and blank, inside the caller's transaction; files go after commit."""
    names = list(
        Document.objects.filter(client=client, removed_at=None).values_list("stored_as", flat=True)
    )
    for _name, rows, act in _rows(client):
        if act == "erase":
            rows.delete()
    blank = {
        "presenting_concern": "",
        "partner_label": "",
        "closing_summary": "",
        "carried_over": "",
    }
    client.cases.update(**blank)
    JointWork.objects.filter(case__client=client).update(summary="", carry="")
    for joint in of_client(client.pk):
        close_joint(joint)
    conflict_check.forget(client.pk)
    client.record_requests.update(words="", answer="", disagreement="")
    BreakGlass.objects.filter(client=client).update(reason="", finding="")
    RecordCopy.objects.filter(client=client).update(reason="")
    CaseTaking.objects.filter(client=client).update(reason="")
    ConsentGrant.objects.filter(person_id=client.pk).update(proof="")
    user = client.user
    if user is not None:
        _forget_login(user)
    client.name = client.at_home = client.lock_word = ""
    client.status, client.status_changed_at = ClientStatus.PURGED, timezone.now()
    client.save()
    for name in names:
        transaction.on_commit(partial(default_storage.delete, name), robust=True)


def _forget_login(user: User) -> None:
    end_sessions(user=user)
    EmailAddress.objects.filter(user=user).delete()
    user.login_alias = f"{secrets.token_hex(32)}@alias.invalid"
    user.address = user.display_name = ""
    user.is_active = False
    user.set_unusable_password()
    user.save()


def _not_held(client: Client) -> None:
    if LegalHold.objects.filter(client=client, ended_at=None).exists():
        raise Blocked


@transaction.atomic
def propose_erasure(*, client: Client, actor: User | None, why: str, reason: str = "") -> Erasure:
    """Write the plan down; a job proposes with no actor, then two persons have to approve.

    ``reason`` is kept, sealed, with the act in the audit log. Raises NotAllowed or Blocked.
    """
    if actor is not None:
        two_persons.may_act(actor)
    _not_held(client)
    found = Erasure.objects.filter(client=client, done_at=None).first()
    if found is not None:
        return found
    erasure = Erasure(client=client, why=why, plan=[asdict(line) for line in erase_plan(client)])
    two_persons.propose(erasure, actor=actor, reason=reason)
    return erasure


@transaction.atomic
def approve_erasure(*, erasure: Erasure, actor: User) -> bool:
    """Approve; the second person's yes carries it out. True when it was carried out now.

    Raises NotAllowed for the same person again or another role, Blocked under a legal hold.
    """
    two_persons.may_act(actor)
    erasure = Erasure.objects.select_for_update().get(pk=erasure.pk)
    client = Client.objects.select_for_update().get(pk=erasure.client_id)
    _not_held(client)
    if erasure.done_at is not None or not two_persons.add_yes(erasure, actor=actor):
        return False
    erasure.done_at = erasure.approved_at
    erasure.plan = [asdict(line) for line in erase_plan(client)]
    _erase(client)
    erasure.save(update_fields=["approved_by", "approved_at", "done_at", "plan"])
    record(action="erasure.done", actor=actor, target=erasure, person_id=client.pk)
    return True


@transaction.atomic
def erase_again(
    *, client_id: uuid.UUID, erasure_id: uuid.UUID, why: str, by: Collection[str], at: datetime
) -> None:
    """Erase a person who was erased before and came back with a backup; nobody is asked anew.

    ``by`` are the ids of the two persons, where they are known here. Somebody who is erased already,
    or was never there, changes nothing.
    """
    rows = Client.objects.select_for_update().exclude(status=ClientStatus.PURGED)
    for client in rows.filter(pk=client_id):
        both = [*User.objects.filter(pk__in=by).order_by("pk")]
        proposed_by, approved_by = (*both, None, None)[:2]
        erasure = Erasure.objects.filter(client=client, done_at=None).first()
        erasure = erasure or Erasure(pk=erasure_id, client=client, why=why, proposed_at=at)
        erasure.proposed_by, erasure.approved_by = proposed_by, approved_by
        erasure.plan = [asdict(line) for line in erase_plan(client)]
        erasure.save()
        _erase(client)
        erasure.approved_at = erasure.done_at = at
        erasure.save(update_fields=["approved_at", "done_at"])


def _erase(client: Client) -> None:
    for _label, rows in _uncovered(client):
        rows.delete()
    for store in reversed(list(_stores.values())):  # upper floors hold the relations
        store.run(client)


def due_for_erasure() -> QuerySet[Client]:
    """Clients whose retention is over and who are not under a hold (DOMAIN-10)."""
    now = timezone.now()
    held = LegalHold.objects.filter(ended_at=None).values("client_id")
    over = Q(status=ClientStatus.PROSPECT, status_changed_at__lt=now - PROSPECTS_KEPT) | Q(
        status__in=[ClientStatus.FORMER, ClientStatus.REFERRED_OUT],
        status_changed_at__lt=now - SERVICE_KEPT,
    )
    return Client.objects.filter(over).exclude(pk__in=held).order_by("status_changed_at")


def letters_held(ids: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Which of some letters became the record of a client under a legal hold."""
    rows = LegalHold.objects.filter(client__source_question_id__in=ids, ended_at=None)
    return set(rows.values_list("client__source_question_id", flat=True))
