"""Two records that are one person: everything moves to one, and can be moved back."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import OPEN_JOINT, Client, ClientStatus, JointWork, Merge
from clients.page.timeline import note_event
from clients.people import stricter
from clients.people.names import index_name
from coachdesk.audit.services import record
from coachdesk.consents.models import ConsentGrant
from coachdesk.lib.errors import NotAllowed, NotPossible
from coachdesk.lib.sealed import is_unreadable
from coachdesk.outbox.models import ContactFreeze, OutboxMessage, SafeContact
from coachdesk.safety.models import SafetyFlag
from coachdesk.users.models import Invitation, InvitationState, User

_STAYS = {
    "clients.merge",
    "clients.namekey",
    "clients.erasure",
    "clients.legalhold",
    "clients.recordcopy",
}


def _relations() -> list[tuple[type[models.Model], str]]:
    """Every table with a plain relation to a client, upper floors included."""
    found = []
    for model in apps.get_models():
        if model is Client or model._meta.label_lower in _STAYS:
            continue
        for field in model._meta.concrete_fields:
            if isinstance(field, models.ForeignKey) and field.related_model is Client:
                found.append((model, field.name))
    return found


def _by_person() -> list[type[models.Model]]:
    return [ConsentGrant, ContactFreeze, SafeContact, SafetyFlag, OutboxMessage]


@transaction.atomic
def merge_clients(*, keep: Client, gone: Client, actor: User) -> Merge:
    """Move everything from one record to the other; the emptied one leaves every list. Where both
    answered, for a channel or a consent, the answer that allows less counts.

    Raises NotPossible for the same record, two log-ins, or one that was merged before; NotAllowed
    when the actor does not work with both.
    """
    mine = Client.objects.editable_by(actor).select_for_update()
    if keep.pk == gone.pk:
        raise NotPossible
    rows = {row.pk: row for row in mine.filter(pk__in=[keep.pk, gone.pk])}
    if len(rows) != 2:
        raise NotAllowed
    keep, gone = rows[keep.pk], rows[gone.pk]
    if gone.merged_into_id or keep.merged_into_id or (keep.user_id and gone.user_id):
        raise NotPossible
    if JointWork.objects.filter(partner__in=[keep, gone], state__in=OPEN_JOINT).count() > 1:
        raise NotPossible  # each is the second of a couple: one person cannot be both
    moved: dict[str, Any] = {
        "status": [gone.status],
        "contact": stricter.take_stricter_contact(keep.pk, gone.pk),
        "consents": stricter.let_no_win(keep.pk, gone.pk, actor),
    }
    for model, name in _relations():
        found = model._default_manager.filter(**{name: gone})
        keys = [str(pk) for pk in found.values_list("pk", flat=True)]
        if keys:
            found.update(**{name: keep})
            moved[f"{model._meta.label}.{name}"] = keys
    _move_person_rows(keep, gone, moved)
    if gone.user_id:
        moved["user"] = [str(gone.user_id)]
        user, gone.user = gone.user, None
        gone.save(update_fields=["user"])
        keep.user = user
        keep.save(update_fields=["user"])
    gone.merged_into, gone.status = keep, ClientStatus.REFERRED_OUT
    gone.save(update_fields=["merged_into", "status"])
    gone.name_keys.all().delete()
    open_ones = Invitation.objects.filter(subject_id=gone.pk, state__in=["created", "sent"])
    open_ones.update(state=InvitationState.REVOKED)
    merge = Merge(kept=keep, gone=gone, merged_by=actor, moved=moved)
    merge.save(force_insert=True)
    record(action="client.merged", actor=actor, target=keep, person_id=keep.pk)
    line = _("Merged with %(code)s") % {"code": gone.code}
    note_event(client=keep, kind="record", line=line, actor=actor)
    return merge


def _move_person_rows(keep: Client, gone: Client, moved: dict[str, Any]) -> None:
    """Rows of the ground floor know a person by id; what stands already for the kept one stays."""
    have = set(SafeContact.objects.filter(person_id=keep.pk).values_list("channel", flat=True))
    granted = set(
        ConsentGrant.objects.filter(person_id=keep.pk, state="granted").values_list(
            "kind", flat=True
        )
    )
    for model in _by_person():
        found = model._default_manager.filter(person_id=gone.pk)
        if model is SafeContact:
            found = found.exclude(channel__in=have)
        if model is ContactFreeze and found.filter(ended_at=None).exists():
            # A freeze of either record holds for the person.
            kept_frozen = ContactFreeze.objects.filter(person_id=keep.pk, ended_at=None)
            found = found.exclude(ended_at=None) if kept_frozen.exists() else found
        if model is ConsentGrant:
            found = found.exclude(state="granted", kind__in=granted)
        keys = [str(pk) for pk in found.values_list("pk", flat=True)]
        if keys:
            found.update(person_id=keep.pk)
            moved[f"{model._meta.label}.person_id"] = keys


@transaction.atomic
def undo_merge(*, merge: Merge, actor: User) -> None:
    """Move back what the merge moved and what still stands there. Raises NotPossible when undone,
    NotAllowed when the actor does not work with the kept client."""
    merge = Merge.objects.select_for_update().select_related("kept", "gone").get(pk=merge.pk)
    if merge.undone_at is not None:
        raise NotPossible
    if not Client.objects.editable_by(actor).filter(pk=merge.kept_id).exists():
        raise NotAllowed
    if is_unreadable(merge, "moved"):
        raise NotPossible(_("What was moved cannot be read, so it cannot be moved back."))
    kept, gone, moved = merge.kept, merge.gone, dict(merge.moved)
    status = moved.pop("status")[0]
    user = moved.pop("user", [])
    contact, consents = moved.pop("contact", []), moved.pop("consents", [])
    for place, keys in moved.items():
        label, _dot, name = place.rpartition(".")
        rows = apps.get_model(label)._default_manager.filter(pk__in=keys)
        rows.update(**{name: gone.pk if name == "person_id" else gone})
    stricter.give_contact_back(contact)
    stricter.give_consents_back(consents)
    if user:
        kept.user = None
        kept.save(update_fields=["user"])
        gone.user_id = user[0]
    gone.merged_into, gone.status = None, status
    gone.save(update_fields=["merged_into", "status", "user"])
    index_name(gone)
    merge.undone_at = timezone.now()
    merge.save(update_fields=["undone_at"])
    record(action="client.unmerged", actor=actor, target=kept, person_id=kept.pk)
    note_event(client=kept, kind="record", line=_("Merge undone"), actor=actor)
