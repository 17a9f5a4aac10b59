"""Keeping check-ins and scores; what worries opens a flag in the same transaction."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.measures.instrument_packs import Instrument
from clients.measures.models import CheckIn, MeasureScore
from clients.measures.signals import contentment_low
from clients.measures.sliders import KEYS, three_low
from clients.models import Client
from coachdesk.audit.services import record
from coachdesk.lib.errors import Refused
from coachdesk.safety.models import STILL_OPEN, SafetyFlag
from coachdesk.safety.screen_text import flag_text
from coachdesk.safety.services import open_flag
from coachdesk.users.models import User

_LOOK_BACK = 20  # enough to find the last answers about one slider among those left out


@transaction.atomic
def save_check_in(
    *, client: Client, on: date, values: dict[str, int], afraid: str, note: str, user: User
) -> CheckIn:
    """Keep the sliders of a day; a second time on the same day changes the first.

    ``values`` hold answered sliders only. ``afraid`` is no, sometimes, yes or blank. Raises
    ValueError for an unknown slider or a value outside 0 to 10.
    """
    if set(values) - set(KEYS) or any(not 0 <= value <= 10 for value in values.values()):
        raise ValueError("unknown slider or value")
    Client.objects.select_for_update().get(pk=client.pk)
    newest = CheckIn.objects.filter(client=client, on__lt=on).order_by("-on")[:_LOOK_BACK]
    before = [(row.on, row.values) for row in newest]
    row = CheckIn.objects.filter(client=client, on=on).first() or CheckIn(
        client=client, on=on, version=0
    )
    row.values = {**values, **({"afraid": afraid} if afraid else {})}
    row.note, row.version, row.seen_at = note, row.version + 1, None
    row.save()
    record(action="check_in.saved", actor=user, target=row, person_id=client.pk)
    if not three_low(before) and three_low([*before, (on, row.values)]):
        contentment_low.send(CheckIn, client=client, actor=user)
    if afraid in ("sometimes", "yes"):
        _flag_fear(row, urgent=afraid == "yes")
    flag_text(text=note, subject_kind="measures.check_in", subject_id=row.pk, person_id=client.pk)
    return row


def _flag_fear(row: CheckIn, *, urgent: bool) -> None:
    standing = SafetyFlag.objects.filter(
        subject_kind="measures.afraid", subject_id=row.pk, state__in=STILL_OPEN
    )
    if not standing.exists():
        open_flag(
            subject_kind="measures.afraid",
            subject_id=row.pk,
            person_id=row.client_id,
            codes=["fear_of_partner"],
            urgent=urgent,
        )


@transaction.atomic
def enter_score(
    *,
    client: Client,
    instrument: Instrument,
    score: float,
    taken_on: date,
    flagged_item: bool,
    note: str,
    actor: User,
) -> MeasureScore:
    """Keep a score that the team took from a form. Raises Refused outside the range, for a day
    to come, or when the day has one already."""
    if not instrument.lowest <= score <= instrument.highest:
        limits = {"low": f"{instrument.lowest:g}", "high": f"{instrument.highest:g}"}
        raise Refused(_("This score goes from %(low)s to %(high)s.") % limits)
    if taken_on > timezone.localdate():
        raise Refused(_("This day is still to come."))
    Client.objects.select_for_update().get(pk=client.pk)
    same_day = MeasureScore.objects.filter(
        client=client, code=instrument.code, taken_on=taken_on, void_at=None
    )
    if same_day.exists():
        raise Refused(_("There is a score for this day already."))
    values: dict[str, Any] = {"score": score}
    row = MeasureScore.objects.create(
        client=client,
        code=instrument.code,
        taken_on=taken_on,
        score=values,
        note=note,
        entered_by=actor,
    )
    record(action="score.entered", actor=actor, target=row, person_id=client.pk)
    if flagged_item and instrument.flag_item:
        open_flag(
            subject_kind="measures.item",
            subject_id=row.pk,
            person_id=client.pk,
            codes=[instrument.flag_item["code"]],
            urgent=True,
            actor=actor,
        )
    return row


@transaction.atomic
def void_score(*, score: MeasureScore, actor: User) -> None:
    """Take a score back that was entered wrongly; the row stays, marked. A repeat changes nothing."""
    now = timezone.now()
    if MeasureScore.objects.filter(pk=score.pk, void_at=None).update(void_at=now):
        record(action="score.voided", actor=actor, target=score, person_id=score.client_id)
