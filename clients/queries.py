"""Reads that several pages of this floor share."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone

from clients.models import (
    CaseAssignment,
    Client,
    Erasure,
    JointState,
    JointWork,
    RecordCopy,
    Screening,
)
from coachdesk.consents.models import ConsentGrant, ConsentKind, ConsentText, GrantState
from coachdesk.outbox.models import ContactFreeze, MessageState, OutboxMessage, SafeContact
from coachdesk.safety.models import STILL_OPEN, SafetyFlag
from coachdesk.safety.subjects import Subject, where_of
from coachdesk.users.models import User
from coachdesk.users.policies import KEEPS_RECORDS

NO_IS_NEWS = timedelta(days=30)


def _consent(*kinds: str) -> Exists:
    return Exists(
        ConsentGrant.objects.filter(
            person_id=OuterRef("pk"), kind__in=kinds, state=GrantState.GRANTED
        ).exclude(ends_on__lt=timezone.localdate())
    )


def _asked_again() -> Exists:
    """Whether a yes in force was given to a version that has a newer one by now, which the client
    has not said no to."""
    said_no = ConsentGrant.objects.filter(
        person_id=OuterRef(OuterRef("person_id")),
        kind=OuterRef("kind"),
        text__version__gte=OuterRef("version"),
        state=GrantState.DECLINED,
    )
    newer = ConsentText.objects.filter(
        ~Exists(said_no),
        kind=OuterRef("kind"),
        locale=OuterRef("text__locale"),
        version__gt=OuterRef("text__version"),
    )
    return Exists(
        ConsentGrant.objects.filter(
            Exists(newer),
            person_id=OuterRef("pk"),
            kind__in=SIGNED_IN_PORTAL,
            state=GrantState.GRANTED,
        )
    )


def _said_no() -> Exists:
    """Whether the client said no to a version lately, while a yes to an earlier one is in force."""
    standing = ConsentGrant.objects.filter(
        person_id=OuterRef("person_id"),
        kind=OuterRef("kind"),
        text__version__lt=OuterRef("text__version"),
        state=GrantState.GRANTED,
    )
    return Exists(
        ConsentGrant.objects.filter(
            Exists(standing),
            person_id=OuterRef("pk"),
            kind__in=SIGNED_IN_PORTAL,
            state=GrantState.DECLINED,
            at__gt=timezone.now() - NO_IS_NEWS,
        )
    )


def with_state(clients: QuerySet[Client]) -> QuerySet[Client]:
    """``clients`` with what every page asks of them, in the same query: ``open_flag``,
    ``urgent_flag``, ``frozen``, ``withheld`` (in the last week), ``screened_at``,
    ``screening_outcome``, ``contact_confirmed_at``, ``has_agreement``, ``has_privacy``,
    ``asked_again`` (a text the client agreed to has a newer version, without an answer
    so far), ``said_no`` (to a newer version, in the last month)."""
    flags = SafetyFlag.objects.filter(person_id=OuterRef("pk"), state__in=STILL_OPEN)
    screenings = Screening.objects.filter(client=OuterRef("pk")).order_by("-taken_at")
    contacts = SafeContact.objects.filter(
        person_id=OuterRef("pk"), confirmed_at__isnull=False
    ).order_by("-confirmed_at")
    week = timezone.now() - timedelta(days=7)
    return clients.annotate(
        open_flag=Exists(flags),
        urgent_flag=Exists(flags.filter(urgent=True)),
        frozen=Exists(ContactFreeze.objects.filter(person_id=OuterRef("pk"), ended_at=None)),
        withheld=Exists(
            OutboxMessage.objects.filter(
                Q(created_at__gt=week),
                person_id=OuterRef("pk"),
                state=MessageState.WITHHELD,
            )
        ),
        screened_at=Subquery(screenings.values("taken_at")[:1]),
        screening_outcome=Subquery(screenings.values("outcome")[:1]),
        contact_confirmed_at=Subquery(contacts.values("confirmed_at")[:1]),
        has_agreement=_consent(ConsentKind.SERVICE, ConsentKind.SERVICE_SECOND),
        has_privacy=_consent(ConsentKind.PRIVACY),
        asked_again=_asked_again(),
        said_no=_said_no(),
    )


def joint_offered() -> Exists:
    """Whether work with both was offered to the client and has not begun."""
    either = Q(case__client=OuterRef("pk")) | Q(partner=OuterRef("pk"))
    return Exists(JointWork.objects.filter(either, state=JointState.OFFERED))


def erasures_for_nav(user: User) -> QuerySet[Erasure] | None:
    """Erasures that wait for this person's yes; None for whoever gives none."""
    if user.is_client or not user.has_role(*KEEPS_RECORDS):
        return None
    return Erasure.objects.filter(approved_at=None).exclude(proposed_by=user)


def copies_for_nav(user: User) -> QuerySet[RecordCopy] | None:
    """Record exports that wait for this person's yes; None for whoever gives none."""
    if user.is_client or not user.has_role(*KEEPS_RECORDS):
        return None
    return RecordCopy.objects.filter(approved_at=None).exclude(proposed_by=user)


# What a client may sign or withdraw in the portal, and in which order it is shown.
OFFERED = (
    ConsentKind.SERVICE,
    ConsentKind.PRIVACY,
    ConsentKind.SUPERVISION,
    ConsentKind.VIDEO,
)
# What is signed only by whom it concerns: both partners, and the one who came in second.
OFFERED_TO_SOME = (
    ConsentKind.SERVICE_SECOND,
    ConsentKind.MULTI_NO_SECRETS,
    ConsentKind.MULTI_DISCRETION,
    ConsentKind.MULTI_INDIVIDUAL,
    ConsentKind.MULTI_PERSON,
)
SIGNED_IN_PORTAL = OFFERED + OFFERED_TO_SOME


def flag_subjects(user: User, flags: list[SafetyFlag]) -> dict[uuid.UUID, Subject]:
    """Whom flags of clients are about: initials and code for those who may open the record, and
    for everybody the coach to call."""
    ids = {flag.person_id for flag in flags}
    known = set(Client.objects.filter(pk__in=ids).values_list("pk", flat=True))
    seen = {client.pk: client for client in Client.objects.visible_to(user).filter(pk__in=known)}
    coaches: dict[uuid.UUID, list[str]] = {}
    work = CaseAssignment.objects.filter(case__client__in=known, until=None)
    for row in work.select_related("user", "case"):
        names = coaches.setdefault(row.case.client_id, [])
        if row.user.display_name not in names:
            names.append(row.user.display_name)
    found = {}
    for flag in flags:
        if flag.person_id in known:
            client = seen.get(flag.person_id)
            found[flag.pk] = Subject(
                who=f"{client.initials} · {client.code}" if client else "",
                where=where_of(flag),
                url=reverse("clients:detail", args=[client.pk]) if client else "",
                call=", ".join(coaches.get(flag.person_id, [])),
                readable=client is not None,
            )
    return found
