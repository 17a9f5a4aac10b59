"""Notes of an author whose case went on to somebody else: begun for what was not written yet,
finished in a time, given more of it, or passed on to the coach who has the case."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import Case
from clients.signals import case_handed_over
from coachdesk.audit.services import record
from coachdesk.lib.errors import NotPossible
from coachdesk.users.models import Role, User
from sessions.models import (
    FINISH_WITHIN,
    CoachingSession,
    Note,
    NoteState,
    lacks_signed_note,
)
from sessions.notes.services import begin_note


def may_finish_until(note: Note) -> datetime | None:
    """Until when its author may write on a draft whose case went on; None where the author works on
    the case, or never did."""
    ends = note.coaching_session.case.assignments.filter(user=note.author_id)
    last = ends.order_by("-until").values_list("until", flat=True).first()
    if ends.filter(until=None).exists() or last is None:
        return None
    own = last + FINISH_WITHIN
    return max(own, note.finish_until) if note.finish_until else own


@receiver(case_handed_over)
def begin_what_is_missing(sender: Any, *, case: Case, from_user: User, **kwargs: Any) -> None:
    """Past sessions without a note, also those without an outcome, get an empty draft of who led
    them, so that they stand on that person's list and on the new coach's."""
    past = CoachingSession.objects.filter(
        lacks_signed_note(timezone.now()), case=case, coach=from_user
    )
    for meeting in past.exclude(notes__state=NoteState.DRAFT).order_by("starts_at"):
        begin_note(coaching_session=meeting, author=from_user)


def _locked(note: Note) -> Note:
    rows = Note.objects.select_for_update(of=("self",))
    return rows.select_related("coaching_session__case__owner", "author").get(pk=note.pk)


@transaction.atomic
def give_more_time(*, note: Note, actor: User) -> datetime:
    """The coach of the case gives the author of a draft ``FINISH_WITHIN`` from now.

    Raises NotPossible for anybody else, for one's own draft and for a signed note.
    """
    note = _locked(note)
    if (
        note.is_signed
        or note.coaching_session.case.owner_id != actor.pk
        or note.author_id == actor.pk
    ):
        raise NotPossible(_("There is no draft of somebody else here."))
    note.finish_until = timezone.now() + FINISH_WITHIN
    note.save(update_fields=["finish_until"])
    record(
        action="note.more_time", actor=actor, target=note, person_id=note.coaching_session.client_id
    )
    return note.finish_until


def is_orphaned(note: Note) -> bool:
    """Whether nobody will finish a draft that is out of time: it says nothing, or its author has
    left the team."""
    says = any((note.sections or {}).values()) or note.summary or note.risk_why
    return not says or not note.author.is_active


def _give(note: Note, to: User, action: str, actor: User) -> None:
    """The draft is another author's from now on; a page of before is an old one."""
    note.author, note.version, note.finish_until = to, note.version + 1, None
    note.save(update_fields=["author", "version", "finish_until"])
    record(action=action, actor=actor, target=note, person_id=note.coaching_session.client_id)


@transaction.atomic
def take_over(*, note: Note, actor: User) -> None:
    """The coach of the case finishes a draft that is orphaned, with the words that stand in it.

    Raises NotPossible while its author may finish it, and for anybody but the coach of the case.
    """
    note = _locked(note)
    mine = Note.objects.left_behind(actor).out_of_time().filter(pk=note.pk).exists()
    if not mine or not is_orphaned(note):
        raise NotPossible(_("Only its author finishes this note."))
    _give(note, actor, "note.taken_over", actor)


@transaction.atomic
def pass_on(*, note: Note, actor: User) -> User:
    """The author gives the draft with its words to the coach who has the case now, who finishes and
    signs it; gives that coach.

    Raises NotPossible for anybody else, for a signed note and while the case is the author's own.
    """
    note = _locked(note)
    to = note.coaching_session.case.owner
    if note.is_signed or note.author_id != actor.pk or to.pk == actor.pk:
        raise NotPossible(_("This note can’t be passed on."))
    if not to.is_active or not to.has_role(Role.COACH):
        raise NotPossible(_("Nobody has the case now who could finish it."))
    _give(note, to, "note.passed_on", actor)
    return to
