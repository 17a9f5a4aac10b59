"""Consents, signatures and releases of one client, for the desk and the portal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.agreements.texts import text_for
from clients.models import Client, Release
from clients.page.timeline import note_event
from clients.queries import SIGNED_IN_PORTAL
from coachdesk.audit.services import record
from coachdesk.consents.models import ConsentGrant, ConsentKind, ConsentText, GrantState
from coachdesk.consents.services import record_choice, withdraw
from coachdesk.lib.pdf import make_pdf
from coachdesk.users.models import User


def grants_of(client: Client) -> list[ConsentGrant]:
    """Everything the client said to a text, newest first."""
    rows = ConsentGrant.objects.filter(person_id=client.pk).select_related("text", "recorded_by")
    return list(rows.order_by("-at")[:100])


def in_force(grants: list[ConsentGrant]) -> dict[str, ConsentGrant]:
    """The granted one of each kind."""
    return {g.kind: g for g in reversed(grants) if g.state == GrantState.GRANTED}


@dataclass(frozen=True)
class NewerTexts:
    """Each yes in force to a text that has a newer version by now: ``asked`` with that version,
    ``said_no`` with the client's no to it."""

    asked: list[tuple[ConsentGrant, ConsentText]]
    said_no: list[tuple[ConsentGrant, ConsentGrant]]


def newer_texts(client: Client) -> NewerTexts:
    """What became of the client's yeses when texts were written anew; three queries.

    A yes stands until the new version is signed (it is then superseded) or it is withdrawn; the
    client is only asked, and no more once they said no.
    """
    yeses = ConsentGrant.objects.filter(
        person_id=client.pk, kind__in=SIGNED_IN_PORTAL, state=GrantState.GRANTED
    ).select_related("text")
    texts = ConsentText.objects.filter(kind__in=SIGNED_IN_PORTAL).order_by("version").defer("body")
    newest = {(text.kind, text.locale): text for text in texts}
    pairs = [(grant, newest[grant.kind, grant.text.locale]) for grant in yeses]
    newer = [(grant, text) for grant, text in pairs if text.version > grant.text.version]
    rows = ConsentGrant.objects.filter(
        person_id=client.pk, text__in=[text for _yes, text in newer], state=GrantState.DECLINED
    )
    no = {grant.text_id: grant for grant in rows.select_related("text")} if newer else {}
    return NewerTexts(
        asked=[(grant, text) for grant, text in newer if text.pk not in no],
        said_no=[(grant, no[text.pk]) for grant, text in newer if text.pk in no],
    )


@transaction.atomic
def record_paper(*, client: Client, actor: User, kind: str, method: str, typed_name: str) -> None:
    """A yes given on paper or by voice, noted by staff with who heard it."""
    text = text_for(kind)
    record_choice(
        person_id=client.pk,
        kind=kind,
        granted=True,
        method=method,
        actor=actor,
        proof={"typed_name": typed_name, "noted_by_staff": True},
        text=text,
    )
    line = _("Agreed (%(how)s): %(title)s") % {"how": method, "title": text.title}
    note_event(client=client, kind="consent", line=line, actor=actor)


@transaction.atomic
def withdraw_consent(*, client: Client, actor: User, kind: str) -> bool:
    """End a consent; what hangs on it ends in the same transaction. False when there was none."""
    ended = withdraw(person_id=client.pk, kind=kind, actor=actor)
    if ended:
        line = _("Withdrawn: %(kind)s") % {"kind": ConsentKind(kind).label}
        note_event(client=client, kind="consent", line=line, actor=actor)
    return ended


@transaction.atomic
def grant_release(
    *, client: Client, actor: User, recipient: str, what: str, ends_on: date, typed_name: str
) -> Release:
    """The client lets us tell named things to a named recipient until a day."""
    grant = record_choice(
        person_id=client.pk,
        kind=ConsentKind.RELEASE,
        granted=True,
        method="portal",
        actor=actor,
        proof={"typed_name": typed_name, "recipient": recipient, "what": what},
        ends_on=ends_on,
        text=text_for(ConsentKind.RELEASE),
    )
    release = Release(client=client, grant=grant, recipient=recipient, what=what, ends_on=ends_on)
    release.save(force_insert=True)
    line = _("Release given, until %(day)s") % {"day": f"{ends_on:%-d %B %Y}"}
    note_event(client=client, kind="consent", line=line, actor=actor)
    return release


@transaction.atomic
def end_release(*, release: Release, actor: User) -> None:
    """End a release at once."""
    now = timezone.now()
    release.ended_at = now
    release.save(update_fields=["ended_at"])
    ConsentGrant.objects.filter(pk=release.grant_id).update(
        state=GrantState.WITHDRAWN, ended_at=now
    )
    record(
        action="consent.withdrawn",
        actor=actor,
        person_id=release.client_id,
        fields=[ConsentKind.RELEASE],
    )
    note_event(client=release.client, kind="consent", line=_("Release ended"), actor=actor)


def signed_copy(grant: ConsentGrant) -> bytes:
    """The signed text as PDF, with name, day and the hash it is bound to."""
    proof = grant.proof or {}
    signed = _("Signed by %(name)s on %(day)s UTC") % {
        "name": proof.get("typed_name") or "-",
        "day": f"{grant.at:%Y-%m-%d %H:%M}",
    }
    lines = [signed, f"SHA-256 {grant.text.hash}"]
    lines += [f"{key}: {proof[key]}" for key in ("recipient", "what") if key in proof]
    version = _("Version %(number)d") % {"number": grant.text.version}
    return make_pdf(grant.text.title, [("", grant.text.body), (version, "\n".join(lines))])
