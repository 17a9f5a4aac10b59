"""Demo clients: the twelve situations of the practice, all invented."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from clients.agreements.joint_texts import TEXT_OF
from clients.agreements.texts import text_for
from clients.homework.library import load_shipped_programs
from clients.homework.models import Assignment, ProgramVersion, SingleTask
from clients.homework.services import answer_proposal, propose_program
from clients.measures.models import CheckIn, MeasureScore
from clients.messaging.models import Message
from clients.models import (
    PARTNER,
    Case,
    CaseAssignment,
    CaseKind,
    CaseStatus,
    Client,
    ClientStatus,
    Confidences,
    Goal,
    GoalRating,
    JointState,
    JointWork,
    Lane,
    Outcome,
    PartnerInvitation,
    PartnerInvitationState,
    Screening,
    Source,
    WordsEntry,
)
from clients.people.names import index_name
from coachdesk.consents.models import ConsentGrant, ConsentKind, ConsentText
from coachdesk.consents.services import record_choice
from coachdesk.outbox.models import Channel, Permission, SafeContact
from coachdesk.outbox.services import set_safe_contact
from coachdesk.safety.services import acknowledge, open_flag
from coachdesk.users.models import User
from sessions.demo.people import address_of, demo_client_user
from sessions.demo.steps import walk


@dataclass(frozen=True)
class Person:
    """One demo client. ``steps``: how many steps of ``program`` lie behind; ``noted``: days since the
    client last began to note something; ``answers``: what was said to a prompt, by its key;
    ``offered``: a program that waits for the client's yes."""

    key: str
    name: str
    coach: str
    partner: str
    concern: str
    tags: tuple[str, ...] = ()
    status: str = ClientStatus.ACTIVE
    kind: str = CaseKind.ONE_PARTNER
    case: str = CaseStatus.ACTIVE
    stance: str = "refuses"
    weeks: int = 12
    program: str = ""
    steps: int = 0
    program_state: str = "active"
    flag: tuple[str, ...] = ()
    mail: str = Permission.SAFE
    goals: tuple[str, ...] = ()
    words: tuple[tuple[int, str, str], ...] = ()
    sliders: tuple[tuple[int, int, int], ...] = ()
    csi: tuple[int, ...] = ()
    closing: str = ""
    summary: str = ""
    message: str = ""
    login: bool = True
    offered: str = ""
    noted: int = 6
    answers: dict[str, str] = field(default_factory=dict)
    tasks: tuple[tuple[str, str, int], ...] = ()  # for whom, what, due in days


PEOPLE = (
    Person(
        "dana", "Dana W.", "priya", "my wife", "My wife says she is leaving, and keeps staying. I want to stop asking.",
        ("wants_divorce_partner",), program="rebuild-connection", steps=3, program_state="handed_in", stance="undecided",
        goals=("Say what I need without saying sorry first", "Two evenings a week that are mine"),
        words=(
            (80, Lane.SAID, "She will look for a place after the holidays."), (66, Lane.DONE, "Booked our usual week at the lake."),
            (60, Lane.SAID, "She is moving out by the first of the month."), (52, Lane.DONE, "Repainted the bedroom."),
            (45, Lane.SAID, "She does not know what she wants."), (38, Lane.DONE, "Came to my mother’s birthday."),
            (31, Lane.SAID, "After her exam, she says."), (24, Lane.DONE, "Passed the exam. Nothing was packed."),
            (15, Lane.SAID, "She said she likes the quiet evenings."), (9, Lane.DONE, "Planted tulips for next spring."),
            (3, Lane.SAID, "“Not this year,” she said about moving."),
        ),
        sliders=((3, 2, 3), (3, 3, 3), (4, 3, 3), (4, 4, 4), (5, 4, 4), (5, 5, 4), (5, 6, 5), (6, 6, 5), (6, 5, 6), (6, 6, 6)),
        csi=(6, 7, 9, 10),
        tasks=(
            ("coach", "Send the list of evening walks near the lake.", 3),
            ("client", "Ring the choir and ask when they meet.", 5),
        ),
        message="I did the quiet ten minutes every day but Sunday. On Sunday I asked her again. Can we talk about that?",
    ),
    Person(
        "luis", "Luis M.", "tomas", "my husband", "He has been silent since he lost his job.", ("distance",),
        program="steady-yourself", steps=2, program_state="returned", sliders=((2, 3, 2), (2, 2, 2), (1, 2, 2)),
        goals=("Go to choir again on Thursdays",),
    ),
    Person(
        "ines", "Ines K.", "tomas", "my husband", "He refuses any help, for himself or for us.", ("distance",),
        program="steady-yourself", steps=5, program_state="completed", offered="rebuild-connection",
        sliders=((4, 4, 3), (5, 5, 3), (6, 5, 4), (6, 6, 4)), goals=("Ask once, then let it be",),
    ),
    Person(
        "robert", "Robert A.", "priya", "my wife", "My wife asked for distance and I keep wanting to close it.",
        ("separation",), program="rebuild-connection", steps=1, noted=24, flag=("no_contact_request",), stance="not_invited",
        goals=("Leave her messages unanswered for a day",),
    ),
    Person(
        "mei", "Mei C.", "tomas", "my partner", "I want things to be calm at home.", ("conflict",),
        program="rebuild-connection", steps=1, mail=Permission.RECEIVE_ONLY,
        sliders=((4, 4, 4), (3, 3, 3), (2, 3, 2), (2, 2, 2)),
    ),
    Person(
        "sam", "Sam P.", "priya", "Jo", "We had stopped talking; now Jo wants to come too.", ("distance",),
        case=CaseStatus.CLOSED, closing="partner_joined", stance="joined",
        summary="Sam worked alone for five months. Jo asked to join. A new joint case was opened with its own agreement.",
    ),
    Person(
        "hanna", "Hanna B.", "tomas", "my husband", "The children are grown and the house is empty.", ("distance",),
        status=ClientStatus.ON_HOLD, case=CaseStatus.ON_HOLD, goals=("Walk with somebody twice a week",),
    ),
    Person(
        "viktor", "Viktor S.", "priya", "my wife", "We have just married and we fight about everything.", ("conflict",),
        status=ClientStatus.INTAKE, weeks=0, stance="willing",
    ),
    Person(
        "grace", "Grace O.", "priya", "my former husband", "Separated, and raising the children together.", ("separation",),
        status=ClientStatus.FORMER, case=CaseStatus.CLOSED, closing="goals_met", weeks=40,
        summary="Hand-overs are calm. She kept two evenings a week for herself and knows whom to call.",
    ),
    Person(
        "tariq", "Tariq H.", "tomas", "my wife", "Wrote to us; would like to begin.", ("midlife_change",),
        status=ClientStatus.PROSPECT, case=CaseStatus.INQUIRY, weeks=0, login=False,
    ),
    Person(
        "elena", "Elena V.", "priya", "my wife", "I want to decide; she is unsure.", ("wants_divorce_partner",),
        status=ClientStatus.PROSPECT, kind=CaseKind.DISCERNMENT, case=CaseStatus.WAITLIST, weeks=2, stance="willing", login=False,
    ),
    Person(
        "noah", "Noah F.", "tomas", "my wife", "I did all ten steps and want to look at what comes next.", ("distance",),
        program="rebuild-connection", steps=10, program_state="completed", weeks=30,
        answers={"choice": "change", "review-date": "The first week of spring"},
        goals=("Change the plan, not her",),
        sliders=tuple((min(9, 3 + n // 3), min(9, 3 + n // 4), min(8, 2 + n // 4)) for n in range(18)),
    ),
    Person(
        "jo", "Jo P.", "priya", "Sam", "I want to say things before they grow.", (), weeks=3, kind=CaseKind.COUPLE,
        stance="joined",
    ),
)  # fmt: skip


def load_clients(team: dict[str, User]) -> dict[str, Client]:
    """Load the clients that are not there yet; gives all of them by key."""
    load_shipped_programs()
    found = {}
    for number, person in enumerate(PEOPLE, start=1):
        code = f"D-{number:03d}"
        client = Client.objects.filter(code=code).first()
        if client is None:
            with transaction.atomic():
                client = _load(person, code, team[person.coach])
        found[person.key] = client
    _joint_work(found["sam"], found["jo"], team["priya"])
    return found


def _load(person: Person, code: str, coach: User) -> Client:
    since = timezone.now() - timedelta(weeks=person.weeks)
    client = Client.objects.create(
        code=code,
        name=person.name,
        status=person.status,
        country="US",
        created_at=since,
        status_changed_at=since,
        user=demo_client_user(person.key, person.name.split()[0]) if person.login else None,
    )
    index_name(client)
    closed = person.case == CaseStatus.CLOSED
    case = Case.objects.create(
        client=client,
        owner=coach,
        kind=person.kind,
        status=person.case,
        presenting_concern=person.concern,
        tags=list(person.tags),
        partner_label=person.partner,
        partner_stance=person.stance,
        stance_since=since.date(),
        opened_at=since,
        review_on=None if closed else timezone.localdate() + timedelta(days=20),
        closed_at=timezone.now() - timedelta(weeks=2) if closed else None,
        closing_reason=person.closing,
        closing_summary=person.summary,
    )
    CaseAssignment.objects.create(case=case, user=coach, since=since)
    _papers(client, person)
    _history(client, case, person)
    if person.flag:
        open_flag(
            subject_kind="screening", subject_id=client.pk, person_id=client.pk,
            codes=person.flag, urgent=False, actor=coach,
        )  # fmt: skip
    if person.program:
        _program(client, case, coach, person)
    if person.offered:
        monday = timezone.localdate() + timedelta(days=7 - timezone.localdate().weekday())
        propose_program(
            case=case, version=_newest(person.offered), actor=coach, starts_on=monday, pace_days=21
        )
    if person.key == "mei":
        flag = open_flag(
            subject_kind="homework.log", subject_id=client.pk, person_id=client.pk,
            codes=["fear_of_partner"], urgent=True,
        )  # fmt: skip
        acknowledge(flag=flag, actor=coach)
    return client


def _joint_work(sam: Client, jo: Client, coach: User) -> None:
    """Jo came in on Sam's wish; both signed that there are no secrets in the work with both."""
    if JointWork.objects.filter(partner=jo).exists():
        return
    alone, second = sam.cases.get(), jo.cases.get()
    with transaction.atomic():
        carried = {"items": ["goals", "concern"], "policy": Confidences.NO_SECRETS}
        first = Case.objects.create(
            client=sam, owner=coach, kind=CaseKind.COUPLE, status=CaseStatus.ACTIVE,
            partner_label="Jo", partner_stance="joined", follows=alone,
            presenting_concern="Both want to learn how to bring things up.",
            review_on=timezone.localdate() + timedelta(days=60), carried_over=carried,
        )  # fmt: skip
        CaseAssignment.objects.create(case=first, user=coach)
        Client.objects.filter(pk=jo.pk).update(source=PARTNER)
        PartnerInvitation.objects.create(
            case=alone, state=PartnerInvitationState.ACCEPTED, accepted_client=jo
        )
        weeks = timezone.now() - timedelta(weeks=3)
        JointWork.objects.create(
            case=alone, partner=jo, policy=Confidences.NO_SECRETS, state=JointState.BEGUN,
            carry=carried["items"], offered_by=coach, offered_at=weeks,
            begun_at=weeks + timedelta(days=2), first_case=first, second_case=second,
        )  # fmt: skip
        text = text_for(TEXT_OF[Confidences.NO_SECRETS])
        for client in (sam, jo):
            record_choice(
                person_id=client.pk, kind=text.kind, granted=True, method="portal", text=text,
                proof={"typed_name": client.name}, actor=client.user,
            )  # fmt: skip


def _papers(client: Client, person: Person) -> None:
    mail = Permission.UNSET if person.status == ClientStatus.PROSPECT else person.mail
    set_safe_contact(
        person_id=client.pk, channel=Channel.MAIL, address=address_of(person.key), permission=mail,
        actor=None, read_only_by_person=mail == Permission.SAFE, time_zone="America/New_York",
    )  # fmt: skip
    set_safe_contact(
        person_id=client.pk,
        channel=Channel.PHONE,
        address="555-0100",
        permission=Permission.NEVER,
        actor=None,
    )
    if person.status in (ClientStatus.PROSPECT, ClientStatus.INTAKE):
        return
    signed = timezone.now() - timedelta(weeks=person.weeks, days=-2)
    for kind in (ConsentKind.SERVICE, ConsentKind.PRIVACY, ConsentKind.SUPERVISION):
        # Hanna signed the first version of the privacy notice and is asked to read the second.
        first = person.key == "hanna" and kind == ConsentKind.PRIVACY
        text = ConsentText.objects.get(kind=kind, version=1) if first else text_for(kind)
        grant = record_choice(
            person_id=client.pk, kind=kind, granted=True, method="portal", text=text,
            proof={"typed_name": person.name}, actor=client.user,
        )  # fmt: skip
        ConsentGrant.objects.filter(pk=grant.pk).update(at=signed)
    talked = timezone.now() - timedelta(days=min(person.weeks * 7, 24))
    Screening.objects.create(
        client=client, outcome=Outcome.CLEAR, answers={}, how="voice", taken_at=talked
    )
    SafeContact.objects.filter(person_id=client.pk).update(confirmed_at=talked)


def _history(client: Client, case: Case, person: Person) -> None:
    today = timezone.localdate()
    for number, text in enumerate(person.goals):
        goal = Goal.objects.create(case=case, text=text)
        for back, value in ((60, 2 + number), (30, 4), (5, 6 - number)):
            at = timezone.now() - timedelta(days=back)
            GoalRating.objects.create(goal=goal, value=value, at=at)
    for days, lane, text in person.words:
        WordsEntry.objects.create(
            client=client, lane=lane, on=today - timedelta(days=days), text=text,
            source=Source.SAID_TO_ME if lane == Lane.SAID else Source.SEEN_BY_ME,
            announced_for=today - timedelta(days=days - 20) if lane == Lane.SAID and days > 30 else None,
            created_at=timezone.now() - timedelta(days=days, hours=-2), added_by=client.user,
        )  # fmt: skip
    _numbers(client, person, today)
    for whose, text, days in person.tasks:
        SingleTask.objects.create(
            client=client, whose=whose, text=text, due_on=today + timedelta(days=days), created_by=case.owner
        )  # fmt: skip
    if person.message and client.user:
        at = timezone.now() - timedelta(hours=9)
        Message.objects.create(
            client=client,
            author=client.user,
            from_client=True,
            text=person.message,
            at=at,
            due_at=at + timedelta(days=2),
        )


def _numbers(client: Client, person: Person, today: date) -> None:
    weeks = len(person.sliders)
    for index, (content, effort, close) in enumerate(person.sliders):
        on = today - timedelta(weeks=weeks - 1 - index, days=1)
        if index == 3 and weeks > 5:
            continue  # a week without an answer stays a gap
        CheckIn.objects.create(
            client=client, on=on, created_at=timezone.now() - (today - on),
            values={"own_contentment": content, "own_effort": effort, "felt_connection": close, "afraid": "no"},
        )  # fmt: skip
    for index, score in enumerate(person.csi):
        taken = today - timedelta(weeks=4 * (len(person.csi) - 1 - index))
        MeasureScore.objects.create(
            client=client, code="csi-4", taken_on=taken, score={"score": score}
        )


def _newest(slug: str) -> ProgramVersion:
    return ProgramVersion.objects.filter(program__slug=slug).latest("published_at")


def _program(client: Client, case: Case, coach: User, person: Person) -> None:
    assignment = propose_program(case=case, version=_newest(person.program), actor=coach)
    answer_proposal(assignment=assignment, client_user=client.user, accept=True)
    started = timezone.now() - timedelta(weeks=min(person.weeks, 20))
    Assignment.objects.filter(pk=assignment.pk).update(assigned_at=started, started_at=started)
    walk(
        assignment=assignment,
        done=person.steps,
        state=person.program_state,
        noted=person.noted,
        answers=person.answers,
    )
