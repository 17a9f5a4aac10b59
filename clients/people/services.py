"""Writes about clients: from prospect to former, and who may work with them."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import (
    PARTNER,
    Case,
    CaseAssignment,
    CaseKind,
    CaseStatus,
    Client,
    ClientStatus,
)
from clients.page.timeline import note_event
from clients.people.names import index_name
from clients.people.screening_state import WITH_BOTH, clear_for_both
from clients.queries import with_state
from coachdesk.audit.services import record
from coachdesk.lib.errors import Missing, NotAllowed, NotPossible
from coachdesk.outbox.models import Channel, SafeContact
from coachdesk.outbox.services import enqueue_mail
from coachdesk.questions.conflict_check import look_from_client
from coachdesk.questions.models import Question
from coachdesk.users.models import Invitation, Kind, Role, User
from coachdesk.users.services import create_invitation, refuse_known_address

# What a letter may bring along, each named on the form and ticked one by one.
ITEMS = ("pseudonym", "country", "contact", "concern")
REVIEW_EVERY = timedelta(days=90)
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that reads like something else

# DOMAIN-3, Client. Guards stand in ``missing_for_active``.
NEXT_STATUS: dict[str, tuple[str, ...]] = {
    ClientStatus.PROSPECT: (ClientStatus.INTAKE, ClientStatus.REFERRED_OUT),
    ClientStatus.INTAKE: (ClientStatus.ACTIVE, ClientStatus.REFERRED_OUT),
    ClientStatus.ACTIVE: (ClientStatus.ON_HOLD, ClientStatus.FORMER),
    ClientStatus.ON_HOLD: (ClientStatus.ACTIVE, ClientStatus.FORMER),
    ClientStatus.FORMER: (ClientStatus.ACTIVE,),
    ClientStatus.REFERRED_OUT: (ClientStatus.INTAKE,),
    ClientStatus.PURGED: (),
}


def _new_code() -> str:
    return "C-" + "".join(secrets.choice(_ALPHABET) for _ in range(6))


def _create_client(**columns: Any) -> Client:
    client = Client(code=_new_code(), **columns)
    client.save(force_insert=True)
    index_name(client)
    return client


def _open_case(
    *, client: Client, owner: User, kind: str, status: str, actor: User, **columns: Any
) -> Case:
    case = Case(client=client, owner=owner, kind=kind, status=status, **columns)
    case.save(force_insert=True)
    CaseAssignment.objects.create(case=case, user=owner, assigned_by=actor)
    record(action="case.opened", actor=actor, target=case, person_id=client.pk)
    return case


@transaction.atomic
def add_prospect(
    *,
    actor: User,
    name: str,
    source: str = "hand",
    country: str = "",
    concern: str = "",
    waiting: bool = False,
    kind: str = CaseKind.ONE_PARTNER,
) -> Client:
    """A person who asked to be a client, entered by hand or on a referral; the actor owns the case.

    Raises NotAllowed when the actor is no coach.
    """
    if not actor.has_role(Role.COACH):
        raise NotAllowed
    client = _create_client(name=name, source=source, country=country)
    _open_case(
        client=client,
        owner=actor,
        kind=kind,
        status=CaseStatus.WAITLIST if waiting else CaseStatus.INQUIRY,
        actor=actor,
        presenting_concern=concern,
    )
    look_from_client(client_id=client.pk, text=concern, own_letter=None)
    record(action="client.created", actor=actor, target=client, person_id=client.pk)
    note_event(client=client, kind="status", line=_("Asked to become a client"), actor=actor)
    return client


def open_case_from_question(*, actor: User, question: Question, items: Iterable[str]) -> Client:
    """One act: client, one-partner case, assignment, safe contact, invitation (DOMAIN-3).

    ``items`` of ITEMS say what the writer agreed to bring along. A second call gives the same
    client. Raises NotPossible, or NotAllowed when the actor is no coach.
    """
    if not actor.has_role(Role.COACH):
        raise NotAllowed
    taken = set(items) & set(ITEMS)
    try:
        with transaction.atomic():
            # The row is locked so that a double click waits here.
            row = Question.objects.select_for_update().get(pk=question.pk)
            found = Client.objects.filter(source_question_id=row.pk).first()
            if found is not None:
                return found
            if row.agreed_to_contact_at is None:
                raise NotPossible
            return _client_from(row, actor, taken)
    except IntegrityError:  # another process was first
        return Client.objects.get(source_question_id=question.pk)


def _client_from(question: Question, actor: User, items: set[str]) -> Client:
    client = _create_client(
        name=question.pseudonym if "pseudonym" in items else _("From a letter"),
        source="question",
        source_question_id=question.pk,
        country=question.country if "country" in items else "",
    )
    concern = question.asks if "concern" in items else ""
    _open_case(
        client=client,
        owner=actor,
        kind=CaseKind.ONE_PARTNER,
        status=CaseStatus.INQUIRY,
        actor=actor,
        presenting_concern=concern,
    )
    record(
        action="client.created",
        actor=actor,
        target=client,
        person_id=client.pk,
        fields=sorted(items),
    )
    note_event(client=client, kind="status", line=_("Came to us by a letter"), actor=actor)
    if "contact" in items and copy_safe_contact(source=question.pk, target=client.pk):
        # Reachable another way? Then the client's page offers an invitation by hand.
        with suppress(Missing, NotPossible):
            invite_client(client=client, actor=actor)
    return client


def client_for_partner(*, user: User, owner: User) -> Client:
    """The record of a partner who accepted an invitation: own, and unconnected on every page."""
    client = _create_client(
        name=user.display_name, source=PARTNER, status=ClientStatus.INTAKE, user=user
    )
    _open_case(
        client=client,
        owner=owner,
        kind=CaseKind.COUPLE,
        status=CaseStatus.INQUIRY,
        actor=owner,
    )
    record(action="client.created", actor=user, target=client, person_id=client.pk)
    note_event(client=client, kind="status", line=_("Came in to the portal"), actor=user)
    return client


_COPIED = (
    "address",
    "address_hash",
    "permission",
    "hours",
    "time_zone",
    "read_only_by_person",
    "who_else",
    "voicemail",
    "code_word",
    "if_someone_else_answers",
    "wording",
    "confirmed_at",
)


def copy_safe_contact(*, source: uuid.UUID, target: uuid.UUID) -> int:
    """Copy what one person said about the channels to another record of the same person.

    The time of confirming is copied too: copying is not asking again. Gives how many.
    """
    copied = 0
    for contact in SafeContact.objects.filter(person_id=source):
        values = {name: getattr(contact, name) for name in _COPIED}
        SafeContact(person_id=target, channel=contact.channel, **values).save(force_insert=True)
        copied += 1
    return copied


@transaction.atomic
def invite_client(*, client: Client, actor: User, by_hand: bool = False) -> tuple[Invitation, str]:
    """Make an invitation and send its link through the gate; gives it and the token.

    ``by_hand``: nothing is sent, the caller shows the link once to hand it over. Raises NotPossible
    with a sentence when the client, or somebody with this address, has a log-in; Missing without a
    mail address on record.
    """
    client = Client.objects.select_for_update().get(pk=client.pk)
    if client.user_id is not None:
        raise NotPossible(_("This client has a sign-in already."))
    contact = SafeContact.objects.filter(person_id=client.pk, channel=Channel.MAIL).first()
    if contact is None or not contact.address:
        raise Missing
    refuse_known_address(contact.address)
    invitation, token = create_invitation(
        kind=Kind.CLIENT, address=contact.address, actor=actor, subject_id=client.pk
    )
    if not by_hand:
        enqueue_mail("invitation.client", person_id=client.pk, invitation=invitation, secret=token)
    note_event(client=client, kind="contact", line=_("Invited to the portal"), actor=actor)
    return invitation, token


def may_invite_again(*, client: Client, invitation: Invitation) -> None:
    """Whether an invitation may get a new link. Raises NotPossible with a sentence when the client
    has a log-in, or another address by now."""
    if client.user_id is not None:
        raise NotPossible(_("This client has a sign-in already."))
    contact = SafeContact.objects.filter(person_id=client.pk, channel=Channel.MAIL).first()
    if contact is None or contact.address_hash != invitation.address_hash:
        raise NotPossible(_("The address on record is another one by now. Please invite afresh."))


@transaction.atomic
def attach_login(*, client: Client, user: User) -> None:
    """The invitation was accepted: the client has a log-in, and intake begins."""
    client = Client.objects.select_for_update().get(pk=client.pk)
    if client.user_id is not None:
        raise NotPossible
    client.user = user
    client.save(update_fields=["user"])
    note_event(client=client, kind="status", line=_("Came in to the portal"), actor=user)
    if client.status == ClientStatus.PROSPECT:
        _move(client, ClientStatus.INTAKE, actor=user)


def missing_for_active(client: Client) -> list[str]:
    """In words, what DOMAIN-3 still asks before a client is active; empty when all is done."""
    return missing_of(with_state(Client.objects.filter(pk=client.pk)).get())


def missing_of(state: Any) -> list[str]:
    """The same from a client with its state (``with_state``); no query."""
    return [words for words, _page in missing_with_pages(state)]


def missing_with_pages(state: Any) -> list[tuple[str, str]]:
    """The same, each with the name of the client's page where it is done."""
    wanted = [
        (state.has_agreement, _("the agreement"), "clients:documents"),
        (state.has_privacy, _("the privacy notice"), "clients:documents"),
        (state.contact_confirmed_at is not None, _("safe contact"), "clients:contact"),
        (
            state.screening_outcome is not None and state.screening_outcome != "stop",
            _("a safety screening that does not say stop"),
            "clients:safety",
        ),
    ]
    return [(words, page) for done, words, page in wanted if not done]


@transaction.atomic
def change_status(*, client: Client, to: str, actor: User, reason: str = "") -> Client:
    """Move a client to the next state (DOMAIN-3).

    Raises NotPossible when the state does not lead there, Missing when a guard of ``active`` is open.
    """
    client = Client.objects.select_for_update().get(pk=client.pk)
    if client.status == to:
        return client
    if to not in NEXT_STATUS[client.status]:
        raise NotPossible
    if to == ClientStatus.ACTIVE and (missing := missing_for_active(client)):
        raise Missing(missing)
    _move(client, to, actor=actor, reason=reason)
    return client


def _move(client: Client, to: str, *, actor: User | None, reason: str = "") -> None:
    client.status, client.status_changed_at = to, timezone.now()
    client.version += 1
    client.save(update_fields=["status", "status_changed_at", "version"])
    if to == ClientStatus.ACTIVE:
        # Couple work begins when both have signed (``cases.joint``).
        begins = client.cases.filter(status=CaseStatus.INQUIRY).exclude(kind=CaseKind.COUPLE)
        if not clear_for_both(client):
            begins = begins.exclude(kind__in=WITH_BOTH)
        begins.update(status=CaseStatus.ACTIVE, review_on=timezone.localdate() + REVIEW_EVERY)
    record(
        action=f"client.{to}",
        actor=actor,
        target=client,
        person_id=client.pk,
        fields=["status"],
        reason=reason,
    )
    line = _("Status: %(status)s") % {"status": ClientStatus(to).label}
    note_event(client=client, kind="status", line=line, actor=actor)


@transaction.atomic
def change_details(*, client: Client, actor: User, name: str, country: str, at_home: str) -> None:
    """Correct the name and what is good to know; the name is found by its new beginnings."""
    client = Client.objects.select_for_update().get(pk=client.pk)
    renamed = client.name != name
    client.name, client.country, client.at_home = name, country, at_home
    client.version += 1
    client.save(update_fields=["name", "country", "at_home", "version"])
    if renamed:
        index_name(client)
    record(
        action="client.changed",
        actor=actor,
        target=client,
        person_id=client.pk,
        fields=["name", "country", "at_home"],
    )
