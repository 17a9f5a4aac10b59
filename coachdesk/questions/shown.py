"""What a page showed of a letter when it offered an act: an old page never decides.

Acts that only add (a note, a topic, an offer) or only make stricter (an answer that is sent back or
taken back) carry no stamp and always win.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.db.models import Count
from django.utils.translation import gettext as _

from coachdesk.consents.models import ConsentGrant, ConsentKind
from coachdesk.lib.as_shown import stamp_of
from coachdesk.lib.errors import Conflict
from coachdesk.questions.models import Question, QuestionState, WriterMessage
from coachdesk.safety.models import STILL_OPEN, SafetyFlag


def sent_by(people: list[uuid.UUID]) -> dict[uuid.UUID, int]:
    """How many messages the writers of these letters have sent after them."""
    rows = WriterMessage.objects.filter(question_id__in=people).order_by()
    return dict(rows.values_list("question_id").annotate(n=Count("pk")))


def stamps_of(letters: Iterable[Question]) -> dict[uuid.UUID, str]:
    """Where each letter stands, by its id, in two queries: its state, who has it, how it ended, how
    much its writer has sent, and which flags are open.

    That a taken letter is being written on does not count: a draft begins while other pages of the
    same letter are open.
    """
    rows = list(letters)
    ids = [row.pk for row in rows]
    said = sent_by(ids)
    flags: dict[uuid.UUID, list[uuid.UUID]] = {}
    still_open = SafetyFlag.objects.filter(person_id__in=ids, state__in=STILL_OPEN)
    for person_id, flag_id in still_open.values_list("person_id", "pk"):
        flags.setdefault(person_id, []).append(flag_id)
    return {
        row.pk: stamp_with(row, said=said.get(row.pk, 0), flags=flags.get(row.pk, []))
        for row in rows
    }


def stamp_with(letter: Question, *, said: int, flags: Iterable[uuid.UUID]) -> str:
    """The same for one letter, where the number of its writer's messages and the ids of its open
    flags are at hand."""
    writing = letter.state == QuestionState.DRAFTING
    return stamp_of(
        {
            "state": QuestionState.ASSIGNED if writing else letter.state,
            "with": letter.assignee_id,
            "proposed": letter.decline_proposed_by_id,
            "into": letter.merged_into_id,
            "outcome": letter.outcome,
            "unproven": letter.unproven,
            "said": said,
            "flags": sorted(str(flag) for flag in flags),
        }
    )


def letter_stamp(letter: Question) -> str:
    """Where one letter stands; see ``stamps_of``."""
    return stamps_of([letter])[letter.pk]


def publication_stamp(letter: Question) -> str:
    """What its writer had said about publishing when the page asked."""
    said = ConsentGrant.objects.filter(person_id=letter.pk, kind=ConsentKind.PUBLICATION)
    return stamp_of({str(pk): state for pk, state in said.values_list("pk", "state")})


def require_letter(letter: Question, shown: str | None) -> None:
    """Raises Conflict unless a locked letter still stands where the page showed it. None: no page
    asks, but another service; an empty stamp is an old page."""
    if shown is not None and shown != letter_stamp(letter):
        raise Conflict(letter)


def what_stands(letter: Question) -> str:
    """For the person with an old page: nothing was done, and who has the letter now."""
    if letter.assignee is None:
        has = _("Nobody has it now.")
    else:
        has = _("%(name)s has it now.") % {"name": letter.assignee.display_name}
    changed = _("This letter was changed after you opened the page. Nothing was done.")
    return f"{changed} {has}"
