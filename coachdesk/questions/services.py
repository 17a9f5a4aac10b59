"""What the desk does with a letter: take, assign, hold, decline, merge. Answers are in replies.py,
acts on many letters in together.py.

``shown`` is the stamp of what the page showed (see ``shown.py``): an act from an old page raises
Conflict with the letter as it is, and changes nothing. None: no page asks.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coachdesk.audit.services import record
from coachdesk.lib.errors import NotPossible
from coachdesk.outbox.models import SafeContact
from coachdesk.outbox.services import enqueue_mail
from coachdesk.questions.models import (
    AT_WORK,
    ENDED,
    MirrorNotice,
    Outcome,
    Question,
    QuestionState,
    ReplyState,
    StaffNote,
    Topic,
)
from coachdesk.questions.shown import require_letter
from coachdesk.questions.working_days import due_date
from coachdesk.safety.services import log_act, open_flags
from coachdesk.users.models import Role, User
from coachdesk.users.policies import TRIAGES_LETTERS, WORK_WITH_LETTERS

S = QuestionState
# DOMAIN-3, "Letter": from a state to the states it may move to.
MOVES: dict[str, frozenset[str]] = {
    S.RECEIVED: frozenset(
        {S.TRIAGED, S.SAFETY_HOLD, S.SPAM, S.ASSIGNED, S.ANSWERED, S.DECLINED, S.WITHDRAWN}
    ),
    S.SAFETY_HOLD: frozenset({S.ASSIGNED, S.TRIAGED, S.CLOSED, S.WITHDRAWN}),
    S.TRIAGED: frozenset({S.ASSIGNED, S.DECLINED, S.SPAM, S.SAFETY_HOLD, S.ANSWERED, S.WITHDRAWN}),
    S.ASSIGNED: frozenset(
        {S.DRAFTING, S.TRIAGED, S.DECLINED, S.SAFETY_HOLD, S.ANSWERED, S.WITHDRAWN}
    ),
    S.DRAFTING: frozenset(
        {S.IN_REVIEW, S.ANSWERED, S.ASSIGNED, S.TRIAGED, S.DECLINED, S.SAFETY_HOLD, S.WITHDRAWN}
    ),
    S.IN_REVIEW: frozenset({S.DRAFTING, S.ANSWERED, S.SAFETY_HOLD, S.WITHDRAWN}),
    S.ANSWERED: frozenset({S.CLOSED, S.DRAFTING, S.TRIAGED, S.SAFETY_HOLD, S.WITHDRAWN}),
    S.DECLINED: frozenset({S.TRIAGED, S.SAFETY_HOLD, S.WITHDRAWN}),
    S.CLOSED: frozenset({S.TRIAGED, S.SAFETY_HOLD, S.WITHDRAWN}),
    S.SPAM: frozenset({S.TRIAGED, S.SAFETY_HOLD}),
    S.WITHDRAWN: frozenset(),
}


def locked(question_id: uuid.UUID) -> Question:
    """The letter's row, locked until the transaction ends."""
    return Question.objects.select_for_update().get(pk=question_id)


def move(question: Question, to: str, *, actor: User | None, action: str, reason: str = "") -> None:
    """Change the state of a locked letter and note it. Raises NotPossible for a forbidden move."""
    if to not in MOVES[question.state]:
        raise NotPossible(_("This letter has moved on. Open it again to see where it stands."))
    question.state = to
    if to in ENDED:
        question.ended_at = timezone.now()
    question.version += 1
    question.save()
    record(action=action, actor=actor, target=question, person_id=question.pk, reason=reason)


def _may_give(question: Question, to: User, actor: User) -> bool:
    """Whoever triages gives any letter to anybody; a coach takes one that nobody has (SEC-00)."""
    if actor.has_role(*TRIAGES_LETTERS):
        return True
    return to.pk == actor.pk and question.assignee_id in (None, actor.pk)


@transaction.atomic
def take(*, question_id: uuid.UUID, actor: User, shown: str | None = None) -> Question:
    """Make the letter one's own. Raises NotPossible and Conflict as ``assign`` does."""
    return assign(question_id=question_id, to=actor, actor=actor, shown=shown)


@transaction.atomic
def assign(*, question_id: uuid.UUID, to: User, actor: User, shown: str | None = None) -> Question:
    """Give a letter to somebody of the letters' team.

    A held letter is given out by a supervisor only, and the flag's log says so. Raises NotPossible,
    and Conflict when somebody else got the letter after the page was read.
    """
    question = locked(question_id)
    if question.state in AT_WORK and question.assignee_id == to.pk:
        return question  # it is there already: a second press changes nothing
    require_letter(question, shown)
    if not to.is_active or not to.has_role(*WORK_WITH_LETTERS):
        raise NotPossible(_("This person does not work with letters."))
    if not _may_give(question, to, actor):
        raise NotPossible(_("An editor or a supervisor gives out letters of others."))
    if question.state == S.SAFETY_HOLD:
        if not actor.has_role(Role.SUPERVISOR):
            raise NotPossible(_("A supervisor gives out letters that are read first."))
        for flag in open_flags(question.pk).filter(subject_kind="question"):
            log_act(flag=flag, actor=actor, act="assigned")
    if question.state in AT_WORK:
        question.assignee = to
        question.version += 1
        question.save(update_fields=["assignee", "version"])
        record(action="question.assigned", actor=actor, target=question, person_id=question.pk)
        return question
    question.assignee, question.decline_proposed_by = to, None
    question.unproven = False
    move(question, S.ASSIGNED, actor=actor, action="question.assigned")
    return question


@transaction.atomic
def give_back(*, question_id: uuid.UUID, actor: User, shown: str | None = None) -> None:
    """Put a taken letter back among the new ones; its draft stays. Raises NotPossible for a letter
    of somebody else, unless by one who triages, and Conflict for an old page."""
    question = locked(question_id)
    require_letter(question, shown)
    if question.assignee_id != actor.pk and not actor.has_role(*TRIAGES_LETTERS):
        raise NotPossible(_("An editor or a supervisor gives out letters of others."))
    question.assignee = None
    move(question, _among_the_new(question), actor=actor, action="question.given_back")


def _among_the_new(question: Question) -> QuestionState:
    """Where a letter waits that nobody has: behind the supervisor while its flag is open."""
    flags = open_flags(question.pk).filter(subject_kind="question")
    return S.SAFETY_HOLD if question.was_held and flags.exists() else S.TRIAGED


@transaction.atomic
def set_topics(*, question_ids: Iterable[uuid.UUID], topics: Sequence[Topic], actor: User) -> None:
    """Set the topics of one or many letters."""
    for question in Question.objects.filter(pk__in=list(question_ids)):
        question.topics.set(topics)
        record(action="question.topics", actor=actor, target=question, person_id=question.pk)


@transaction.atomic
def add_topic(*, question_ids: Iterable[uuid.UUID], topic: Topic, actor: User) -> None:
    """Add one topic to many letters; those they have stay."""
    for question in Question.objects.filter(pk__in=list(question_ids)):
        question.topics.add(topic)
        record(action="question.topics", actor=actor, target=question, person_id=question.pk)


@transaction.atomic
def sort_out_spam(
    *, question_id: uuid.UUID, is_spam: bool, actor: User, shown: str | None = None
) -> None:
    """Somebody looked at a letter that may be spam, and says what it is. Raises NotPossible, and
    Conflict for an old page."""
    question = locked(question_id)
    require_letter(question, shown)
    question.unproven = False
    target = S.SPAM if is_spam else S.TRIAGED
    move(question, target, actor=actor, action=f"question.{'spam' if is_spam else 'no_spam'}")


@transaction.atomic
def add_note(*, question: Question, actor: User, body: str) -> StaffNote:
    """A line of the team among itself. Nothing ever sends it."""
    note = StaffNote.objects.create(question=question, author=actor, body=body)
    record(action="question.note", actor=actor, target=question, person_id=question.pk)
    return note


# Kind standard texts of the outcomes that are not an answer.
OUTCOME_TEXTS = {
    Outcome.REFERRED: (
        "Thank you for trusting us with your letter. What you describe needs somebody closer to "
        "you than a letter can be. The people on our help page talk with you in confidence, at "
        "any hour, even if you are not sure that it counts."
    ),
    Outcome.NOT_THIS_TIME: (
        "Thank you for your letter. We read it, all of it. We are a small team and we can’t "
        "answer it this time. That says nothing about your question or about you. What others "
        "asked before may help, and you are welcome to write again."
    ),
    Outcome.ARTICLE: (
        "Thank you for your letter. Somebody asked nearly the same before you, and a counselor "
        "answered. We think that this answer was written for you, too."
    ),
}


@transaction.atomic
def propose_decline(
    *, question_id: uuid.UUID, actor: User, reason: str, shown: str | None = None
) -> None:
    """A coach proposes that the letter gets no private answer: back among the new ones, marked,
    with the reason in the team's thread. An editor or a supervisor decides. Raises NotPossible,
    and Conflict for an old page."""
    question = locked(question_id)
    require_letter(question, shown)
    question.staff_notes.create(author=actor, body=reason)
    question.decline_proposed_by, question.assignee = actor, None
    if question.state == S.TRIAGED:
        question.version += 1
        question.save()
        record(
            action="question.decline_proposed",
            actor=actor,
            target=question,
            person_id=question.pk,
        )
    else:
        move(question, _among_the_new(question), actor=actor, action="question.decline_proposed")


@transaction.atomic
def decline(
    *, question_id: uuid.UUID, outcome: str, text: str, actor: User, shown: str | None = None
) -> None:
    """Every writer gets an outcome: pointed to better help, or a kind not-this-time. Raises
    NotPossible, and Conflict for an old page."""
    question = locked(question_id)
    require_letter(question, shown)
    if outcome not in (Outcome.REFERRED, Outcome.NOT_THIS_TIME):
        raise NotPossible(_("Choose how this letter ends."))
    if open_flags(question.pk).exists():
        raise NotPossible(_("A safety flag is open. A supervisor clears it first."))
    question.replies.exclude(state=ReplyState.SENT).delete()
    question.unproven, question.decline_proposed_by = False, None
    question.outcome, question.outcome_text = outcome, text or OUTCOME_TEXTS[Outcome(outcome)]
    move(question, S.DECLINED, actor=actor, action="question.declined")
    notify_writer(question)


@transaction.atomic
def reopen_answered_by(*, slug: str) -> int:
    """The article at ``slug`` went offline: letters that it answered are open again, marked for the
    team, and their writers get an answer of their own. Gives how many."""
    rows = Question.objects.filter(
        outcome=Outcome.ARTICLE, outcome_slug=slug, state__in=[S.ANSWERED, S.CLOSED]
    )
    ids = sorted(rows.values_list("pk", flat=True)[:500])
    for question_id in ids:
        question = locked(question_id)
        question.outcome, question.outcome_slug, question.outcome_text = "", "", ""
        question.answered_at, question.ended_at, question.assignee = None, None, None
        question.due_on = due_date(timezone.localdate())
        question.staff_notes.create(
            author=None,
            body=_("The article that answered this letter went offline. Its writer waits again."),
        )
        move(question, S.TRIAGED, actor=None, action="question.answer_gone")
    return len(ids)


def notify_writer(question: Question) -> None:
    """A neutral mail, if the writer gave an address; the gate decides whether it leaves."""
    if question.contact == "mail":
        enqueue_mail("letter.news", person_id=question.pk)


@transaction.atomic
def reopen(*, question_id: uuid.UUID, actor: User, reason: str, shown: str | None = None) -> None:
    """Bring a declined, closed or wrongly sorted letter back among the new ones. Raises
    NotPossible, and Conflict for an old page."""
    question = locked(question_id)
    require_letter(question, shown)
    question.assignee, question.ended_at, question.outcome = None, None, ""
    question.outcome_text = ""
    move(question, _among_the_new(question), actor=actor, action="question.reopened", reason=reason)


@transaction.atomic
def close(
    *, question_id: uuid.UUID, actor: User, reason: str = "", shown: str | None = None
) -> None:
    """End an answered letter, or a held one after its flag has been dealt with. Raises NotPossible,
    and Conflict for an old page."""
    question = locked(question_id)
    require_letter(question, shown)
    if question.state == S.SAFETY_HOLD and (
        not actor.has_role(Role.SUPERVISOR) or open_flags(question.pk).exists()
    ):
        raise NotPossible(_("A supervisor closes this letter once its flag is cleared."))
    move(question, S.CLOSED, actor=actor, action="question.closed", reason=reason)


def _same_writer(one: Question, other: Question) -> bool:
    """Whether two letters are surely of one person, so that both may read the same answer."""
    mirror = MirrorNotice.objects.filter(first__in=(one, other), second__in=(one, other))
    if mirror.exists():
        return False
    if " ".join(one.letter.split()) == " ".join(other.letter.split()):
        return True
    addresses = [
        set(
            SafeContact.objects.filter(person_id=question.pk)
            .exclude(address_hash="")
            .values_list("address_hash", flat=True)
        )
        for question in (one, other)
    ]
    return bool(addresses[0] & addresses[1])


@transaction.atomic
def merge(
    *, question_id: uuid.UUID, into_id: uuid.UUID, actor: User, shown: str | None = None
) -> None:
    """The same writer sent the same thing twice: keep one, point the other to it, where its writer
    reads the answer. Raises NotPossible for letters that may be of two people, and Conflict for an
    old page."""
    question, target = locked(question_id), locked(into_id)
    require_letter(question, shown)
    if question.pk == target.pk or target.merged_into_id or question.merged_into_id:
        raise NotPossible(_("These two letters can’t be joined."))
    if question.state in ENDED or target.state in ENDED or open_flags(question.pk).exists():
        raise NotPossible(_("Letters that have ended or are flagged stay apart."))
    if question.replies.filter(state=ReplyState.LEAVING).exists():
        raise NotPossible(_("Its answer is on its way. Take it back first."))
    if not _same_writer(question, target):
        raise NotPossible(
            _("Only letters of one writer are merged: the same address, or the same words.")
        )
    question.state_before_merge = question.state
    question.merged_into = target
    question.state, question.ended_at = S.CLOSED, timezone.now()
    question.version += 1
    question.save()
    record(action="question.merged", actor=actor, target=question, person_id=question.pk)


@transaction.atomic
def unmerge(*, question_id: uuid.UUID, actor: User, shown: str | None = None) -> None:
    """Undo a merge: the letter is what it was before. Raises Conflict for an old page."""
    question = locked(question_id)
    require_letter(question, shown)
    if question.merged_into_id is None:
        return
    question.state = question.state_before_merge
    question.merged_into, question.state_before_merge, question.ended_at = None, "", None
    question.version += 1
    question.save()
    record(action="question.unmerged", actor=actor, target=question, person_id=question.pk)


@transaction.atomic
def offer_work(*, question_id: uuid.UUID, actor: User) -> None:
    """Offer the writer to work with the practice; she answers on her own page."""
    question = locked(question_id)
    if question.offered_contact_at is None:
        question.offered_contact_at = timezone.now()
        question.save(update_fields=["offered_contact_at"])
        record(action="question.offered", actor=actor, target=question, person_id=question.pk)
        notify_writer(question)
