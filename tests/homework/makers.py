"""Makers of programs under way."""

from __future__ import annotations

from copy import deepcopy

from django.utils import timezone

from clients.homework.editor.plain_data import to_yaml
from clients.homework.library import import_program, load_shipped_programs
from clients.homework.models import Assignment, ProgramVersion
from clients.homework.services import answer_proposal, propose_program
from clients.models import Client, Outcome, Screening
from coachdesk.consents.models import ConsentKind
from coachdesk.consents.services import publish_text, record_choice


def screen(client: Client, outcome: str = Outcome.CLEAR) -> Screening:
    return Screening.objects.create(
        client=client, outcome=outcome, answers={}, taken_at=timezone.now()
    )


def agree(client: Client) -> None:
    """The papers without which the portal leads to the welcome page."""
    for kind in (ConsentKind.SERVICE, ConsentKind.PRIVACY):
        publish_text(kind=kind, version=1, title=kind, body=f"The {kind} text.")
        record_choice(person_id=client.pk, kind=kind, granted=True, method="portal")


def give(client: Client, slug: str = "rebuild-connection", *, accept: bool = True) -> Assignment:
    """A shipped program, given by the coach and (unless told otherwise) accepted by the client."""
    load_shipped_programs()
    screen(client)
    case = client.cases.get()
    version = ProgramVersion.objects.filter(program__slug=slug).earliest("published_at")
    assignment = propose_program(case=case, version=version, actor=case.owner)
    if accept:
        assignment = answer_proposal(assignment=assignment, client_user=client.user, accept=True)
    return assignment


def newer(slug: str = "rebuild-connection", *, number: str = "9.0.0", **changed) -> ProgramVersion:
    """A later published version of a shipped program, its first step changed by ``changed``."""
    current = ProgramVersion.objects.filter(program__slug=slug).latest("published_at")
    data = deepcopy(current.data) | {"version": number}
    data["steps"][0].update(changed)
    return import_program(source=to_yaml(data), actor=None, publish=True)
