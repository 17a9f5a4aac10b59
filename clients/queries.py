"""Reads that several pages of this floor share."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from clients.models import Client, ClientStatus, Screening
from clients.texts import OFFERED
from coachdesk.consents.models import ConsentGrant, ConsentKind, ConsentText, GrantState
from coachdesk.outbox.models import ContactFreeze, MessageState, OutboxMessage, SafeContact
from coachdesk.safety.models import STILL_OPEN, SafetyFlag
from coachdesk.users.models import Role, User

NO_IS_NEWS = timedelta(days=30)


def _consent(kind: str) -> Exists:
    return Exists(
        ConsentGrant.objects.filter(
            person_id=OuterRef("pk"), kind=kind, state=GrantState.GRANTED
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
            Exists(newer), person_id=OuterRef("pk"), kind__in=OFFERED, state=GrantState.GRANTED
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
            kind__in=OFFERED,
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
        has_agreement=_consent(ConsentKind.SERVICE),
        has_privacy=_consent(ConsentKind.PRIVACY),
        asked_again=_asked_again(),
        said_no=_said_no(),
    )


def count_for_nav(user: User) -> int | None:
    """Clients the person works with now, for the side bar; None for those who work with none."""
    if user.is_client or not user.has_role(Role.COACH):
        return None
    working = (ClientStatus.INTAKE, ClientStatus.ACTIVE)
    return Client.objects.editable_by(user).filter(status__in=working)[:999].count() or None
