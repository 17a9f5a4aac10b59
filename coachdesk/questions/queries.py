"""Reads for the desk: views, filters, search in a window, counts that stay cheap."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.core.cache import caches
from django.db.models import Case, Count, IntegerField, Q, QuerySet, When
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coachdesk.lib.paging import Page, capped_counts, keyset_page
from coachdesk.lib.text import words
from coachdesk.questions.models import AT_WORK, OPEN, WAITING, MirrorNotice, Question, QuestionState
from coachdesk.safety.models import STILL_OPEN, SafetyFlag
from coachdesk.safety.subjects import Subject, where_of
from coachdesk.safety.triage_reading import codes_to_show
from coachdesk.users.models import Role, User
from coachdesk.users.policies import TRIAGES_LETTERS, WORK_WITH_LETTERS

PAGE = 50
ON_TOP = 20  # held letters, and lighter marks, above the queue; the rest have views of their own
SEARCH_WINDOW = 2000  # letters that one search opens at most, newest first
S = QuestionState

VIEWS: dict[str, Any] = {
    "waiting": _("Waiting"),
    "mine": _("Mine"),
    "drafting": _("Drafting"),
    "in_review": _("In review"),
    "answered": _("Answered"),
    "held": _("Read first"),
    "all": _("All"),
}


def in_view(view: str, user: User) -> QuerySet[Question]:
    """The letters of one view that ``user`` may open."""
    rows = Question.objects.visible_to(user).filter(erased_at=None)
    if view == "mine":
        return rows.filter(assignee=user, state__in=OPEN)
    if view == "drafting":
        return rows.filter(state__in=[S.ASSIGNED, S.DRAFTING])
    if view == "in_review":
        return rows.filter(state=S.IN_REVIEW)
    if view == "answered":
        return rows.filter(state=S.ANSWERED)
    if view == "held":
        return rows.filter(state=S.SAFETY_HOLD)
    if view == "all":
        return rows
    return rows.filter(state__in=WAITING)


def view_counts(user: User) -> dict[str, int]:
    """The numbers beside the views, capped, in one query."""
    return capped_counts({view: in_view(view, user) for view in VIEWS if view != "all"})


def letters_of(user: User) -> QuerySet[Question]:
    """Letters whose writers this person answers for: the own ones; who triages, also those nobody
    has."""
    mine = Q(assignee=user)
    if user.has_role(*TRIAGES_LETTERS):
        mine |= Q(assignee=None)
    return Question.objects.visible_to(user).filter(mine)


def waiting(user: Any) -> QuerySet[Question] | None:
    """For the side bar: held and waiting letters."""
    if not isinstance(user, User) or not user.has_role(*WORK_WITH_LETTERS):
        return None
    return Question.objects.visible_to(user).filter(state__in=[*WAITING, S.SAFETY_HOLD])


@dataclass(frozen=True)
class Filters:
    """What the inbox is narrowed to; unknown values are left out, never an error."""

    topic: str = ""
    country: str = ""
    age: str = ""
    consent: str = ""
    flag: str = ""
    assignee: str = ""
    due: str = ""
    find: str = ""

    @classmethod
    def from_query(cls, query: QueryDict) -> Filters:
        names = cls.__dataclass_fields__
        return cls(**{name: query.get(name, "").strip()[:200] for name in names})

    @property
    def any(self) -> bool:
        return any(getattr(self, name) for name in self.__dataclass_fields__)

    def narrow(self, rows: QuerySet[Question]) -> QuerySet[Question]:
        """The rows that fit; ``find`` is not a matter of the database."""
        today = timezone.localdate()
        if self.topic:
            rows = rows.filter(topics__slug=self.topic)
        if self.country:
            rows = rows.filter(country=self.country)
        if self.age in ("week", "month"):
            days = 7 if self.age == "week" else 30
            rows = rows.filter(received_at__lt=timezone.now() - timedelta(days=days))
        if self.consent == "publish":
            rows = rows.filter(may_publish=True)
        if self.flag == "open":
            flagged = SafetyFlag.objects.filter(state__in=STILL_OPEN).values("person_id")
            rows = rows.filter(pk__in=flagged)
        elif self.flag == "first":
            rows = rows.filter(read_first=True)
        elif self.flag == "unproven":
            rows = rows.filter(unproven=True)
        if self.assignee == "nobody":
            rows = rows.filter(assignee=None)
        elif self.assignee:
            try:
                rows = rows.filter(assignee_id=uuid.UUID(self.assignee))
            except ValueError:
                rows = rows.none()
        if self.due == "late":
            rows = rows.filter(due_on__lt=today)
        elif self.due == "week":
            rows = rows.filter(due_on__lte=today + timedelta(days=7))
        return rows


@dataclass(frozen=True)
class Inbox:
    """One page of letters in groups, and how far a search looked."""

    groups: list[tuple[str, list[Question]]]
    next: str = ""
    previous: str = ""
    searched: int = 0
    read_first: list[Question] = field(default_factory=list)
    more_first: bool = False

    @property
    def empty(self) -> bool:
        return not self.read_first and not any(rows for _name, rows in self.groups)


def _with_people(rows: QuerySet[Question]) -> QuerySet[Question]:
    return rows.select_related("assignee").prefetch_related("topics")


def inbox(*, user: User, view: str, filters: Filters, cursor: str = "") -> Inbox:
    """The page of the inbox: held ones always on top of the waiting view.

    Held ones stand in the order of their score, highest first; the queue the oldest first.
    Raises BadRequest for a cursor that was not made here.
    """
    rows = filters.narrow(in_view(view, user))
    if filters.find:
        found, searched = search(rows, filters.find)
        return Inbox(groups=[("found", found)], searched=searched)
    oldest_first = view not in ("answered", "all")
    first: list[Question] = []
    early: list[Question] = []
    if view == "waiting" and not cursor:
        first, early = on_top(user, filters)
        rows = rows.exclude(pk__in=[question.pk for question in early])
    page: Page[Question] = keyset_page(
        _with_people(rows),
        cursor=cursor,
        keys=("triage_score", "id") if view == "held" else ("received_at", "id"),
        size=PAGE,
        newest_first=view == "held" or not oldest_first,
    )
    groups: list[tuple[str, list[Question]]]
    if view == "waiting":
        groups = [
            ("look", early),
            ("check", [q for q in page.rows if q.state == S.RECEIVED]),
            ("new", [q for q in page.rows if q.state == S.TRIAGED]),
            ("taken", [q for q in page.rows if q.state in AT_WORK]),
        ]
    else:
        groups = [(view, list(page.rows))]
    return Inbox(
        groups=groups,
        next=page.next,
        previous=page.previous,
        read_first=first[:ON_TOP],
        more_first=len(first) > ON_TOP,
    )


def on_top(user: User, filters: Filters) -> tuple[list[Question], list[Question]]:
    """Held letters, and some new ones with a lighter mark, in one query.

    Both in the order of their score, in which answers, words and signs count together; the oldest
    first among equals.
    """
    is_held = Q(state=S.SAFETY_HOLD)
    marked = Q(state__in=[S.RECEIVED, S.TRIAGED], read_first=True)
    rows = filters.narrow(Question.objects.visible_to(user)).filter(is_held | marked)
    held_first = Case(When(is_held, then=0), default=1, output_field=IntegerField())
    found = list(
        _with_people(rows).order_by(held_first, "-triage_score", "received_at")[: 2 * PAGE]
    )
    first = [question for question in found if question.is_held]
    early = [question for question in found if not question.is_held]
    return first, early[:ON_TOP]


def search(rows: QuerySet[Question], text: str) -> tuple[list[Question], int]:
    """Letters that contain all the words, by opening the newest ones within a bounded window.

    There is no index over private text (SEC-53).
    """
    wanted = text.casefold().split()
    found, searched = [], 0
    for question in _with_people(rows).order_by("-received_at", "-id")[:SEARCH_WINDOW]:
        searched += 1
        hay = f"{question.title}\n{question.letter}\n{question.pseudonym}".casefold()
        if all(word in hay for word in wanted):
            found.append(question)
            if len(found) == PAGE:
                break
    return found, searched


def flag_subjects(user: User, flags: list[SafetyFlag]) -> dict[uuid.UUID, Subject]:
    """Whom flags of letters are about: the made-up name, for those who may open the letter."""
    own = [flag for flag in flags if flag.subject_kind in ("question", "writer_message")]
    ids = [flag.person_id for flag in own]
    letters = {q.pk: q for q in Question.objects.visible_to(user).filter(pk__in=ids)}
    with_whom = Question.objects.filter(pk__in=ids).select_related("assignee")
    call = {q.pk: q.assignee.display_name if q.assignee else "" for q in with_whom}
    found = {}
    for flag in own:
        letter = letters.get(flag.person_id)
        found[flag.pk] = Subject(
            who=f"“{letter.name}”" if letter else "",
            where=where_of(flag),
            url=reverse("questions:workbench", args=[flag.person_id]) if letter else "",
            call=call.get(flag.person_id, ""),
            readable=letter is not None,
        )
    return found


def flags_of(questions: list[Question]) -> dict[uuid.UUID, list[str]]:
    """What was told in the open flags of many letters, the strongest first, in one query."""
    ids = [question.pk for question in questions]
    codes: dict[uuid.UUID, list[str]] = {}
    for flag in SafetyFlag.objects.filter(person_id__in=ids, state__in=STILL_OPEN).order_by(
        "-urgent", "opened_at"
    ):
        codes.setdefault(flag.person_id, []).extend(codes_to_show(flag))
    return {person_id: list(dict.fromkeys(found)) for person_id, found in codes.items()}


def similar(question: Question, user: User, size: int = 5) -> tuple[list[Question], int]:
    """Past letters that share the rarest words with this one, from the newest answered hundred
    and fifty: those the person may open, and how many more there are with colleagues."""
    own = {word for word in words(f"{question.title} {question.letter}") if len(word) > 4}
    others = Question.objects.filter(erased_at=None).exclude(pk=question.pk)
    pool = list(others.filter(state=S.ANSWERED).order_by("-received_at")[:150])
    texts = [(q, {w for w in words(f"{q.title} {q.letter}") if len(w) > 4}) for q in pool]
    seen: dict[str, int] = {}
    for _q, found in texts:
        for word in found & own:
            seen[word] = seen.get(word, 0) + 1
    scored = [
        (sum(1 / seen[word] for word in found & own) / (1 + len(found)) ** 0.5, q)
        for q, found in texts
    ]
    scored = [pair for pair in scored if pair[0] > 0.12]
    scored.sort(key=lambda pair: pair[0], reverse=True)
    best = [q for _score, q in scored[:size]]
    may_open = Question.objects.visible_to(user).filter(pk__in=[q.pk for q in best])
    allowed = set(may_open.values_list("pk", flat=True))
    mine = [q for q in best if q.pk in allowed]
    return mine, len(best) - len(mine)


def workload() -> list[dict[str, Any]]:
    """How many letters each person of the letters' team has, and how many are late."""
    today = timezone.localdate()
    rows = (
        Question.objects.filter(state__in=AT_WORK)
        .values("assignee_id")
        .annotate(open=Count("pk"), late=Count("pk", filter=Q(due_on__lt=today)))
    )
    by_person: dict[Any, Any] = {row["assignee_id"]: row for row in rows}
    people = User.objects.with_role(*WORK_WITH_LETTERS)
    return [
        {
            "person": person,
            "open": by_person.get(person.pk, {}).get("open", 0),
            "late": by_person.get(person.pk, {}).get("late", 0),
        }
        for person in people
    ]


def mirror_notices(user: User) -> list[MirrorNotice]:
    """Unseen notices of two letters from one couple; for supervisors, nobody else."""
    if not user.has_role(Role.SUPERVISOR):
        return []
    rows = MirrorNotice.objects.filter(seen_at=None).select_related("first", "second")
    return list(rows.order_by("at")[:20])


_PRESENT_SECONDS = 90


def note_presence(question_id: uuid.UUID, user: User) -> list[str]:
    """Remember that ``user`` has the letter open; gives the names of others who do (REL-07)."""
    key = f"letter-open:{question_id}"
    now = timezone.now().timestamp()
    there: dict[str, tuple[str, float]] = caches["speed"].get(key) or {}
    there = {who: seen for who, seen in there.items() if now - seen[1] < _PRESENT_SECONDS}
    others = [name for who, (name, _at) in there.items() if who != str(user.pk)]
    there[str(user.pk)] = (user.initials, now)
    caches["speed"].set(key, there, _PRESENT_SECONDS)
    return others
