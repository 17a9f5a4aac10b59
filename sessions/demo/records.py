"""Demo records: what happened around the clients' work, and the clients of earlier months."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from clients.agreements import documents, files
from clients.measures.models import MeasureScore
from clients.models import (
    Bucket,
    Case,
    CaseAssignment,
    CaseReview,
    CaseStatus,
    Client,
    ClientEvent,
    ClientStatus,
    ClosingReason,
    RecordRequest,
    StanceChange,
    WordsEntry,
    Worry,
)
from clients.people import handover
from clients.people.names import index_name
from clients.record import erase, holds, record_exports
from clients.record import services as records
from coachdesk.audit.models import AuditEvent
from coachdesk.consents.models import ConsentGrant, ConsentKind
from coachdesk.outbox.models import Channel, SafeContact
from coachdesk.questions.models import Question
from coachdesk.users.models import Invitation, InvitationState, Kind, User
from coachdesk.users.services import create_invitation
from sessions.demo.people import address_of


@dataclass(frozen=True)
class Earlier:
    """A client of earlier months: who, when the work began, how long it took, how it ended."""

    name: str
    coach: str
    from_letter: bool
    began: int  # days ago
    waited: int  # days
    weeks: int
    ended: str
    scores: tuple[int, int]


G, E, L, O = (  # noqa: E741
    ClosingReason.GOALS_MET,
    ClosingReason.CLIENT_ENDED,
    ClosingReason.LOST_CONTACT,
    ClosingReason.REFERRED_OUT,
)
EARLIER = (
    Earlier("Agnes T.", "priya", True, 352, 9, 18, G, (5, 11)),
    Earlier("Bram V.", "tomas", False, 345, 21, 12, E, (7, 8)),
    Earlier("Celia N.", "tomas", True, 338, 6, 22, G, (4, 9)),
    Earlier("Dario F.", "priya", False, 330, 14, 9, L, (8, 8)),
    Earlier("Edda M.", "morgan", True, 321, 11, 20, G, (6, 12)),
    Earlier("Farid K.", "tomas", False, 312, 17, 16, G, (5, 10)),
    Earlier("Greta S.", "priya", True, 268, 8, 14, G, (7, 13)),
    Earlier("Hugo B.", "tomas", False, 260, 19, 18, E, (6, 6)),
    Earlier("Ilka R.", "morgan", True, 255, 5, 10, O, (3, 4)),
    Earlier("Jonas W.", "priya", False, 247, 12, 16, G, (6, 11)),
    Earlier("Kaja L.", "tomas", True, 239, 10, 15, G, (5, 9)),
    Earlier("Leon D.", "tomas", False, 228, 16, 8, E, (9, 7)),
    Earlier("Marit O.", "priya", True, 176, 7, 14, G, (4, 10)),
    Earlier("Nils A.", "tomas", False, 168, 13, 12, G, (7, 12)),
    Earlier("Olga P.", "priya", True, 160, 6, 13, L, (6, 7)),
    Earlier("Pavel Z.", "morgan", False, 151, 15, 11, G, (5, 8)),
    Earlier("Rosa I.", "tomas", True, 144, 9, 12, E, (8, 10)),
    Earlier("Stig H.", "priya", False, 136, 11, 10, G, (6, 11)),
)


def load_records(team: dict[str, User], clients: dict[str, Client]) -> None:
    """Give the demo clients their past, once; loading again changes nothing."""
    if Client.objects.filter(code="E-001").exists():
        return
    with transaction.atomic():
        for number, person in enumerate(EARLIER, start=1):
            _earlier(person, f"E-{number:03d}", team[person.coach])
        for client in clients.values():
            _beginning(client)
        _own_pages(clients)
        _papers(clients)
        _team_work(team, clients)
        _prospect(team, clients["tariq"])
        _keeping(team)


def _ago(days: float) -> datetime:
    return timezone.now() - timedelta(days=days)


def _note(client: Client, kind: str, line: str, at: datetime, actor: User | None = None) -> None:
    ClientEvent.objects.create(client=client, kind=kind, line=line, at=at, actor=actor)


def _earlier(person: Earlier, code: str, coach: User) -> None:
    began = _ago(person.began)
    ended = began + timedelta(weeks=person.weeks)
    client = Client.objects.create(
        code=code,
        name=person.name,
        status=ClientStatus.FORMER,
        source="question" if person.from_letter else "referral",
        country="US",
        created_at=began - timedelta(days=person.waited),
        status_changed_at=ended,
    )
    index_name(client)
    case = Case.objects.create(
        client=client,
        owner=coach,
        status=CaseStatus.CLOSED,
        presenting_concern="Worked alone on the own part.",
        opened_at=client.created_at,
        closed_at=ended,
        closing_reason=person.ended,
        closing_summary="The work ended as agreed; the record is kept.",
    )
    CaseAssignment.objects.create(case=case, user=coach, since=client.created_at)
    AuditEvent.objects.create(
        action="client.active", actor=coach, person_id=client.pk, at=began, object_id=client.pk
    )
    for at, score in zip((began, ended), person.scores, strict=True):
        MeasureScore.objects.create(
            client=client, code="csi-4", taken_on=at.date(), score={"score": score}
        )
    _note(client, "status", "Status: Active", began, coach)
    _note(client, "case", f"Case closed: {ClosingReason(person.ended).label}", ended, coach)


def _beginning(client: Client) -> None:
    """The first lines of a record: asked, invited, signed, screened, begun."""
    at, coach = client.created_at, client.cases.earliest("opened_at").owner
    _note(client, "status", "Asked to become a client", at, coach)
    if client.user is None:
        return
    steps = (
        (1, "contact", "Invited to the portal", coach),
        (2, "status", "Came in to the portal", client.user),
        (2.01, "consent", "Signed the agreement and privacy", client.user),
        (2.02, "contact", "Safe contact asked: Email", client.user),
    )
    begun = client.status not in (ClientStatus.PROSPECT, ClientStatus.INTAKE)
    if begun:
        steps += ((4, "screening", "Safety screening: Clear", coach),)  # type: ignore[assignment]
        steps += ((4.01, "status", "Status: Active", coach),)  # type: ignore[assignment]
        AuditEvent.objects.create(
            action="client.active",
            actor=coach,
            person_id=client.pk,
            object_id=client.pk,
            at=at + timedelta(days=4),
        )
    for days, kind, line, actor in steps:
        moment = at + timedelta(days=days)
        if moment < timezone.now():
            _note(client, kind, line, moment, actor)


def _own_pages(clients: dict[str, Client]) -> None:
    dana = clients["dana"]
    said = {entry.text: entry for entry in WordsEntry.objects.filter(client=dana)}
    for words_said, then_done in (
        ("She is moving out by the first of the month.", "Repainted the bedroom."),
        ("After her exam, she says.", "Passed the exam. Nothing was packed."),
    ):
        done = said[then_done]
        done.contrast_to = said[words_said]
        done.save(update_fields=["contrast_to"])
    case = dana.cases.get()
    for days, stance, note in (
        (84, "refuses", "She does not want to talk to anybody."),
        (40, "undecided", "Asked once what we do here."),
    ):
        StanceChange.objects.create(
            case=case, stance=stance, on=_ago(days).date(), note=note, recorded_by=case.owner
        )
        _note(dana, "stance", f"Partner’s stance: {stance}", _ago(days), case.owner)
    for key, text, bucket, days in (
        ("dana", "Whether I ask again on Sunday", Bucket.MINE, 20),
        ("dana", "How the evenings at home feel", Bucket.INFLUENCE, 20),
        ("dana", "When she decides", Bucket.NOT_MINE, 20),
        ("luis", "Going to choir although he stays home", Bucket.MINE, 9),
        ("luis", "What his old firm thinks of him", Bucket.NOT_MINE, 9),
        ("ines", "Whether he ever sees somebody", Bucket.NOT_MINE, 50),
    ):
        Worry.objects.create(
            client=clients[key],
            text=text,
            bucket=bucket,
            created_at=_ago(days),
            looked_at=_ago(days),
            let_go_at=_ago(40) if key == "ines" else None,
        )
    for key, days, text in (
        ("noah", 95, "Calmer evenings. He wants to go on with the own part for another season."),
        ("grace", 60, "Hand-overs are calm. She would like to end after two more talks."),
    ):
        case = clients[key].cases.earliest("opened_at")
        CaseReview.objects.create(
            case=case,
            held_on=_ago(days).date(),
            summary=text,
            path="own_work",
            next_on=_ago(days - 90).date(),
            held_by=case.owner,
        )
        _note(clients[key], "review", "Review held: own work", _ago(days), case.owner)
    dana.at_home = "Married 14 years, two children. Shares a phone plan."
    dana.save(update_fields=["at_home"])


def _papers(clients: dict[str, Client]) -> None:
    noah, dana, grace = clients["noah"], clients["dana"], clients["grace"]
    for user, client in ((noah.user, noah), (dana.user, dana)):
        if user is None:
            continue
        documents.record_paper(
            client=client,
            actor=client.cases.earliest("opened_at").owner,
            kind=ConsentKind.VIDEO,
            method="voice",
            typed_name=client.name,
        )
    if noah.user is not None:
        documents.withdraw_consent(client=noah, actor=noah.user, kind=ConsentKind.VIDEO)
    if dana.user is not None:
        documents.grant_release(
            client=dana,
            actor=dana.user,
            recipient="Dr. Hale",
            what="That I come here, and since when",
            ends_on=(timezone.now() + timedelta(days=120)).date(),
            typed_name="Dana W.",
        )
    files.add_document(
        client=dana,
        actor=dana.cases.get().owner,
        title="The week on one page",
        body=b"Monday to Sunday: one line each. What was mine to do, and what was not.\n",
        from_client=False,
    )
    for client, days in ((dana, 18), (noah, 33)):
        client.events.filter(at__gt=_ago(0.01)).update(at=_ago(days))
        ConsentGrant.objects.filter(person_id=client.pk, at__gt=_ago(0.01)).update(at=_ago(days))
    asked = RecordRequest(
        client=grace,
        kind="access",
        state="fulfilled",
        words="A copy of my record, please.",
        received_at=_ago(25),
        due_on=_ago(-5).date(),
        answer="The copy was handed over in person on the agreed day.",
        answered_at=_ago(12),
        answered_by=grace.cases.earliest("opened_at").owner,
    )
    asked.save(force_insert=True)
    if clients["hanna"].user is not None:
        records.ask_of_record(
            client=clients["hanna"],
            actor=clients["hanna"].user,
            kind="correction",
            words="My daughters are 24 and 27, not 14 and 17.",
        )


def _team_work(team: dict[str, User], clients: dict[str, Client]) -> None:
    case = clients["ines"].cases.get()
    now = timezone.now()
    handover.cover(
        case=case, by=team["priya"], since=now, until=now + timedelta(days=6), actor=team["tomas"]
    )
    glass = records.break_glass(
        actor=team["morgan"],
        code=clients["luis"].code,
        reason="Tomas could not be reached, and the client had asked for a call back today.",
    )
    glass.since, glass.until, glass.ended_at = _ago(1), _ago(0.96), _ago(0.97)
    glass.save(update_fields=["since", "until", "ended_at"])


def _prospect(team: dict[str, User], tariq: Client) -> None:
    """Came by a letter; the invitation is out and ends tomorrow."""
    question = Question.objects.filter(import_key="demo:hollis").first()
    if question is not None:
        question.offered_contact_at, question.agreed_to_contact_at = _ago(8), _ago(6)
        question.save(update_fields=["offered_contact_at", "agreed_to_contact_at"])
        tariq.source, tariq.source_question_id = "question", question.pk
        tariq.created_at = tariq.status_changed_at = _ago(5)
        tariq.save(
            update_fields=["source", "source_question_id", "created_at", "status_changed_at"]
        )
    invitation, _token = create_invitation(
        kind=Kind.CLIENT,
        address=address_of("tariq"),
        actor=team["tomas"],
        subject_id=tariq.pk,
    )
    Invitation.objects.filter(pk=invitation.pk).update(
        state=InvitationState.SENT, expires_at=timezone.now() + timedelta(days=1)
    )
    SafeContact.objects.filter(person_id=tariq.pk, channel=Channel.MAIL).update(
        permission="safe", read_only_by_person=True, confirmed_at=_ago(5)
    )
    _note(tariq, "contact", "Invited to the portal", _ago(2), team["tomas"])


def _keeping(team: dict[str, User]) -> None:
    """A prospect whose time is over, an erasure that waits for its second yes, a legal hold, a
    full copy that waits as well."""
    lapsed = Client.objects.create(
        code="E-101",
        name="Una K.",
        source="hand",
        created_at=_ago(400),
        status_changed_at=_ago(400),
    )
    index_name(lapsed)
    case = Case.objects.create(client=lapsed, owner=team["tomas"], opened_at=_ago(400))
    CaseAssignment.objects.create(case=case, user=team["tomas"], since=_ago(400))
    erase.propose_erasure(
        client=Client.objects.get(code="E-008"),
        actor=team["priya"],
        why="request",
        reason="Asked for it in writing, and the identity was checked.",
    )
    holds.set_hold(
        client=Client.objects.get(code="E-009"),
        actor=team["morgan"],
        reason="A court has asked us to keep this record until further notice.",
    )
    record_exports.ask_for_copy(
        client=Client.objects.get(code="E-007"),
        actor=team["morgan"],
        reason="Asked for the whole record with the signed notes, to take to another counselor.",
    )
