"""Signing texts in the portal: typed name, day, and the hash of exactly what was shown (SEC-73)."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.agreements.texts import text_for
from clients.models import PARTNER, Client
from clients.page.timeline import note_event
from clients.signals import agreement_declined
from coachdesk.consents.models import ConsentGrant, ConsentKind, ConsentText, GrantState
from coachdesk.consents.services import decline_version, record_choice
from coachdesk.lib.errors import Conflict, NotPossible
from coachdesk.users.models import User


def first_texts(client: Client) -> tuple[ConsentKind, ConsentKind]:
    """What is signed before anything else; who came in as a partner has an agreement of their own."""
    second = client.source == PARTNER
    return (ConsentKind.SERVICE_SECOND if second else ConsentKind.SERVICE, ConsentKind.PRIVACY)


def shown_hash(texts: Iterable[ConsentText]) -> str:
    """What a form carries to prove which texts stood on the page."""
    return ".".join(text.hash[:32] for text in texts)


@transaction.atomic
def sign_first_texts(
    *, client: Client, actor: User, typed_name: str, shown: str, supervision: bool
) -> None:
    """Sign the agreement and the privacy notice, and say yes or no to supervision.

    Raises Conflict when the page showed other versions.
    """
    texts = [text_for(kind) for kind in first_texts(client)]
    if shown != shown_hash(texts):
        raise Conflict
    for text in texts:
        _sign(client, actor, text, typed_name)
    record_choice(
        person_id=client.pk,
        kind=ConsentKind.SUPERVISION,
        granted=supervision,
        method="portal",
        actor=actor,
        text=text_for(ConsentKind.SUPERVISION),
    )
    note_event(
        client=client, kind="consent", line=_("Signed the agreement and privacy"), actor=actor
    )


@transaction.atomic
def sign_text(
    *, client: Client, actor: User, kind: str, typed_name: str, shown: str
) -> ConsentGrant:
    """Sign one text. Raises Conflict when the page showed another version."""
    text = text_for(kind)
    if shown != shown_hash([text]):
        raise Conflict
    grant = _sign(client, actor, text, typed_name)
    line = _("Signed: %(title)s") % {"title": text.title}
    note_event(client=client, kind="consent", line=line, actor=actor)
    return grant


@transaction.atomic
def decline_text(*, client: Client, actor: User, kind: str, shown: str) -> ConsentGrant:
    """Say no to a newer version: the earlier yes stays as it was, and the coach is told.

    Raises Conflict when the page showed another version, NotPossible when no earlier one
    is in force.
    """
    text = text_for(kind)
    if shown != shown_hash([text]):
        raise Conflict
    standing = ConsentGrant.objects.filter(person_id=client.pk, kind=kind, state=GrantState.GRANTED)
    if not standing.exclude(text=text).exists():
        raise NotPossible
    grant = decline_version(person_id=client.pk, text=text, method="portal", actor=actor)
    values = {"title": text.title, "number": text.version}
    line = _("Said no to version %(number)d of “%(title)s”; the earlier yes stands") % values
    note_event(client=client, kind="consent", line=line, actor=actor)
    agreement_declined.send(sender=ConsentText, client=client, text=text, actor=actor)
    return grant


def _sign(client: Client, actor: User, text: ConsentText, typed_name: str) -> ConsentGrant:
    return record_choice(
        person_id=client.pk,
        kind=text.kind,
        granted=True,
        method="portal",
        actor=actor,
        proof={"typed_name": typed_name, "signed_on": timezone.now().isoformat()},
        text=text,
    )
