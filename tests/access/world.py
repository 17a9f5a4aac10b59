"""The practice that the access sweep walks through: the demo, people of one role each, and the rows
that the demo does not make."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import time, timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.apps import apps
from django.core.management import call_command
from django.test import Client as Browser
from django.utils import timezone

from clients.agreements.documents import grant_release
from clients.agreements.files import add_document
from clients.homework.homework_tasks import save_journal
from clients.measures.models import MeasurePlan
from clients.models import Case, CaseAssignment, Client, ClientStatus, Worry
from clients.people import merging
from clients.people.handover import hand_over
from clients.record import erase, holds, record_exports, taking
from clients.record import services as records
from coachdesk.lib.ids import new_id
from coachdesk.questions.models import MirrorNotice, SavedPassage, SavedView
from coachdesk.users.models import Role, Supervision, User, alias_for
from sessions.demo.people import address_of
from sessions.models import (
    CaseReviewItem,
    DayException,
    Invoice,
    Opening,
    Snippet,
    WaitEntry,
)
from tests.access.relations import person_of
from tests.factories import make_client, make_staff, signed_in
from tests.letters import make_letter, open_letter

# What was asked for a moment ago must not make the next answer cheaper: answers are compared.
_NOTHING = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
NO_CACHE = {"default": _NOTHING, "speed": _NOTHING}
WHY = "The sweep needs a reason of twenty signs."


@dataclass
class World:
    """Who asks: a browser and, where somebody is signed in, the person."""

    browsers: dict[str, Browser]
    people: dict[str, User | None]
    known: list[Client]  # whose rows are chosen first
    step = "start-with-yourself"  # of the programs that come with the product
    own: dict[tuple[str, str], Any] = field(default_factory=dict)
    _rows: dict[tuple[str, int], list[Any]] = field(default_factory=dict)

    def rows(self, kind: str, count: int) -> list[Any]:
        """Some rows of a kind, spread over all there are, so that they are of different people."""
        if (kind, count) not in self._rows:
            every = list(apps.get_model(kind)._base_manager.order_by("pk"))
            spread = every[:: max(1, len(every) // count)][:count]
            of_known = [
                next((row for row in every if person_of(row) == person), None)
                for person in self.known
            ]
            chosen = dict.fromkeys([row for row in of_known if row is not None] + spread)
            self._rows[kind, count] = list(chosen)[:count]
        return self._rows[kind, count]


def demo_user(key: str) -> User:
    return User.objects.get(login_alias=alias_for(address_of(key)))


def build() -> World:
    """Load the demo and add what it lacks. ``DEMO`` has to be on."""
    call_command("loaddemo", verbosity=0)
    tomas, priya, morgan = demo_user("tomas"), demo_user("priya"), demo_user("morgan")
    supervisor = make_staff(Role.SUPERVISOR, name="Sam Over")
    Supervision.objects.create(supervisor=supervisor, coach=tomas)
    gone = make_staff(Role.COACH, name="Ex Coach")
    case = Case.objects.filter(owner=tomas, status="active").first()
    assert case is not None
    long_ago = timezone.now() - timedelta(days=90)
    CaseAssignment.objects.create(
        case=case, user=gone, since=long_ago, until=timezone.now() - timedelta(days=1)
    )
    ended = make_client(tomas, name="Greta Ended")
    Client.objects.filter(pk=ended.pk).update(
        status=ClientStatus.FORMER, status_changed_at=timezone.now() - timedelta(days=91)
    )
    stranger = make_client(make_staff(Role.COACH, name="Far Away"), name="Nora Unrelated")
    handed = make_client(gone, name="Otto Handed")
    hand_over(case=handed.cases.get(), to=priya, actor=gone, reason=WHY)
    luis = Client.objects.get(user=demo_user("luis"))
    dana = Client.objects.get(user=demo_user("dana"))
    for client in (stranger, luis):
        fill(client, morgan)
    _letter, code = make_letter()
    people: dict[str, User | None] = {
        "coach A": tomas,
        "coach B": make_staff(Role.COACH, name="Bea Other"),
        "ex-coach": gone,
        "counselor": make_staff(Role.COUNSELOR, name="Cora Licensed"),
        "supervisor": supervisor,
        "editor": make_staff(Role.EDITOR, name="Ed Itor"),
        "front desk": make_staff(Role.FRONT_DESK, name="Fred Desk"),
        "owner": make_staff(Role.OWNER, name="Olga Owns"),
        "client 1": demo_user("dana"),
        "client 2": demo_user("luis"),
        "ended client": ended.user,
        "reader": None,
        "anonymous": None,
    }
    browsers = {name: signed_in(user) for name, user in people.items() if user is not None}
    browsers["reader"], browsers["anonymous"] = open_letter(code), Browser()
    for browser in browsers.values():
        browser.raise_request_exception = False  # a 500 is an answer to be judged
    return World(browsers, people, [luis, stranger, dana])


def fill(client: Client, owner: User) -> None:
    """Rows of a client that the demo leaves out."""
    user, case = client.user, client.cases.first()
    assert user is not None
    assert case is not None
    coach = case.owner
    UserSession.objects.create(user=user, ip="198.51.100.7", session_key=new_id().hex)
    add_document(
        client=client,
        actor=user,
        body=b"words of a file",
        title="My list of words",
        from_client=True,
    )
    save_journal(
        client=client,
        entry_id=new_id(),
        text="Words of a page of hers",
        shared=True,
        version=0,
        actor=user,
    )
    grant_release(
        client=client,
        actor=user,
        recipient="Dr. Hale on the hill",
        what="That I come here",
        ends_on=timezone.localdate() + timedelta(days=9),
        typed_name=client.name,
    )
    records.ask_of_record(client=client, actor=user, kind="access", words="All you wrote about me")
    records.break_glass(actor=owner, code=client.code, reason=WHY)
    erase.propose_erasure(client=client, actor=owner, why="request", reason=WHY)
    record_exports.ask_for_copy(client=client, actor=owner, reason=WHY)
    if coach.pk != owner.pk:
        taking.ask_to_take(case=case, actor=owner, reason=WHY)
    twin = make_client(coach, name="Gone Twin", with_login=False)
    merging.merge_clients(keep=client, gone=twin, actor=coach)
    holds.set_hold(client=client, actor=owner, reason=WHY)
    day = timezone.localdate()
    MeasurePlan.objects.create(client=client, code="csi4", start_on=day, created_by=coach)
    WaitEntry.objects.create(client=client, coach=coach)
    Worry.objects.create(client=client, text="That he never says it", bucket="mine")
    CaseReviewItem.objects.create(
        client=client, case=case, added_by=coach, question="How do I go on with her?"
    )
    Invoice.objects.create(
        number=9000 + Invoice.objects.count(),
        client=client,
        issued_on=day,
        bill_to="Hill Road 4, Northam",
        lines=[["Two hours", "180"]],
        total=180,
    )
    Opening.objects.create(coach=coach, weekday=6, opens=time(9), closes=time(10))
    DayException.objects.create(coach=coach, first_day=day, last_day=day)
    Snippet.objects.create(owner=coach, name="Mine", text="As we said the last time")
    first, _code = make_letter("A first letter from one side of a quiet house in a small town.")
    second, _code = make_letter("A second letter from the other side of that quiet house there.")
    MirrorNotice.objects.create(first=first, second=second)
    SavedView.objects.create(owner=coach, name=f"Mine {client.code}", query="state=triaged")
    SavedPassage.objects.get_or_create(title="Thank you", body="Thank you for writing.")
