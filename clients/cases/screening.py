"""The safety screening: our own questions, what their answers mean, and how long they hold.

Questions follow DOMAIN-8. Any positive answer opens a flag; some make it urgent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients.models import Client, Outcome, SafetyOverride, Screening
from clients.page.timeline import note_event
from coachdesk.audit.services import record
from coachdesk.lib.errors import NotAllowed
from coachdesk.safety.services import open_flag
from coachdesk.users.models import Role, User

OVERRIDE_HOLDS = timedelta(days=30)


@dataclass(frozen=True)
class Item:
    """One question; a yes carries ``codes`` and is ``urgent`` by itself where it says so."""

    key: str
    ask: str | Promise
    codes: tuple[str, ...]
    urgent: bool = False
    stops: bool = False


ITEMS: tuple[Item, ...] = (
    Item(
        "afraid",
        gettext_lazy("Do you ever feel afraid of your partner?"),
        ("fear_of_partner",),
        stops=True,
    ),
    Item(
        "hurt_by_partner",
        gettext_lazy("Has your partner pushed, hit or hurt you, or thrown or broken things?"),
        ("partner_violence",),
        stops=True,
    ),
    Item(
        "choked",
        gettext_lazy("Has your partner ever put hands on your neck, or threatened to kill?"),
        ("partner_violence",),
        urgent=True,
        stops=True,
    ),
    Item(
        "forced",
        gettext_lazy("Have you been pressed into sex, or into something you said no to?"),
        ("sexual_coercion",),
        urgent=True,
        stops=True,
    ),
    Item(
        "control",
        gettext_lazy("Does somebody else decide about your money, your ways, friends or phone?"),
        ("coercive_control",),
        stops=True,
    ),
    Item(
        "no_is_punished",
        gettext_lazy("When you say no, does something happen that you fear?"),
        ("coercive_control", "fear_of_partner"),
        stops=True,
    ),
    Item(
        "own_force",
        gettext_lazy("Have you pushed, hit, threatened or followed your partner?"),
        ("client_uses_force",),
        stops=True,
    ),
    Item(
        "keep_away",
        gettext_lazy("Has anybody asked you to keep away, or is there a court order?"),
        ("legal_no_contact", "no_contact_request"),
        stops=True,
    ),
    Item(
        "followed",
        gettext_lazy("Is anybody followed, watched or looked for, by either of you?"),
        ("stalking_risk",),
        urgent=True,
        stops=True,
    ),
    Item(
        "recent_separation",
        gettext_lazy("Have you separated in the last months, or is one of you about to leave?"),
        (),
    ),
    Item(
        "weapons",
        gettext_lazy("Are there weapons at home, or thoughts of hurting somebody?"),
        ("harm_to_others_risk",),
        urgent=True,
        stops=True,
    ),
    Item(
        "children",
        gettext_lazy("Do children see or suffer any of this?"),
        ("child_at_risk",),
        urgent=True,
        stops=True,
    ),
    Item(
        "dying",
        gettext_lazy("Are there thoughts of dying, or of harming yourself?"),
        ("suicide_risk",),
        urgent=True,
        stops=True,
    ),
    Item(
        "substances",
        gettext_lazy("Is drinking, or another substance, out of hand for one of you?"),
        ("acute_instability",),
    ),
)
_BY_KEY = {item.key: item for item in ITEMS}
ANSWERS = ("no", "yes", "not_said")


def judge(answers: Mapping[str, str]) -> tuple[str, list[str], bool]:
    """Outcome, safety codes and urgency of a set of answers.

    A yes to a stopping question is "stop"; another yes or an answer not given is "caution".
    Recent separation makes any other positive answer urgent.
    """
    positive = [item for item in ITEMS if answers.get(item.key) == "yes"]
    codes = sorted({code for item in positive for code in item.codes})
    urgent = any(item.urgent for item in positive)
    urgent = urgent or ("recent_separation" in {i.key for i in positive} and len(positive) > 1)
    if any(item.stops for item in positive):
        return Outcome.STOP, codes, urgent
    unsaid = any(answers.get(item.key) != "no" for item in ITEMS)
    return (Outcome.CAUTION if unsaid else Outcome.CLEAR), codes, urgent


@transaction.atomic
def take_screening(
    *, client: Client, actor: User, answers: Mapping[str, str], how: str, note: str = ""
) -> Screening:
    """Store a screening; any positive answer opens a flag (DOMAIN-8).

    Raises KeyError for an unknown question or answer.
    """
    for key, answer in answers.items():
        _BY_KEY[key], ANSWERS.index(answer)
    outcome, codes, urgent = judge(answers)
    screening = Screening(
        client=client,
        taken_by=actor,
        how=how,
        outcome=outcome,
        answers=dict(answers),
        note=note,
    )
    screening.save(force_insert=True)
    record(action="screening.taken", actor=actor, target=screening, person_id=client.pk)
    line = _("Safety screening: %(outcome)s") % {"outcome": Outcome(outcome).label}
    note_event(client=client, kind="screening", line=line, actor=actor)
    if codes:
        open_flag(
            subject_kind="screening",
            subject_id=screening.pk,
            person_id=client.pk,
            codes=codes,
            urgent=urgent,
            actor=actor,
        )
    return screening


@transaction.atomic
def override(*, client: Client, actor: User, reason: str) -> SafetyOverride:
    """A supervisor lets gated work go on for 30 days. Raises NotAllowed for anybody else."""
    if not actor.has_role(Role.SUPERVISOR):
        raise NotAllowed
    given = SafetyOverride(
        client=client, reason=reason, given_by=actor, until=timezone.now() + OVERRIDE_HOLDS
    )
    given.save(force_insert=True)
    record(action="safety.override", actor=actor, target=given, person_id=client.pk, reason=reason)
    line = _("Supervisor’s override for 30 days")
    note_event(client=client, kind="screening", line=line, actor=actor)
    return given


def positive_questions(screening: Screening) -> list[str]:
    """The questions that were answered with yes, in their words."""
    return [str(item.ask) for item in ITEMS if screening.answers.get(item.key) == "yes"]
