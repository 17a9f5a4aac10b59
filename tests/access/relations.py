"""What a person is to a row, worked out from plain rows and apart from ``visible_to``."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any

from django.db.models import Model
from django.utils import timezone

from clients.models import CaseAssignment, Client
from coachdesk.audit.denials import watched
from coachdesk.consents.models import ConsentGrant
from coachdesk.lib.sealed import SealedJSONField, SealedTextField
from coachdesk.publishing.models import Article, Comment, PublicCopy
from coachdesk.questions.models import OPEN_QUEUE, Question, QuestionState
from coachdesk.safety.models import SafetyFlag
from coachdesk.users.models import Role, Supervision, User

_HELD = (QuestionState.WITHDRAWN, QuestionState.SAFETY_HOLD)


def person_of(row: Model) -> Any:
    """The client or the letter whose row it is, or None."""
    path = watched().get(type(row))
    if isinstance(row, CaseAssignment):
        return row.case.client
    if path is None:
        return None
    pk = type(row)._base_manager.filter(pk=row.pk).values_list(path, flat=True).get()
    return Client.objects.filter(pk=pk).first() or Question.objects.filter(pk=pk).first()


def relations(user: User | None, row: Any) -> set[str]:
    """Every word of the table that holds between a person and a row."""
    found = {"public"} if _is_public(row) else set()
    if user is None:
        return found
    roles = set() if user.is_client else {str(role) for role in user.roles}
    if roles:
        found.add("staff")
    found |= roles & {"owner", "front_desk", "supervisor"}
    if roles & {"coach", "counselor"}:
        found.add("coach")
    if "editor" in roles:
        found.add("any_editor")
    for name in ("coach_id", "owner_id", "user_id"):
        if getattr(row, name, None) == user.pk and not isinstance(row, Client):
            found.add("mine")
    if hasattr(row, "owner_id") and row.owner_id is None:
        found.add("shared")
    if isinstance(row, SafetyFlag) and row.subject_kind == "comment":
        found |= {"moderates"} if roles & {"editor", "supervisor"} else set()
    person = person_of(row)
    if isinstance(person, Client):
        found |= _to_client(user, person)
        case = getattr(row, "case", None)
        if case is not None and case.owner_id == user.pk:
            found.add("carer")
    elif isinstance(person, Question):
        found |= _to_letter(user, roles, person)
        if isinstance(row, Article) and row.author_id == user.pk and roles:
            found.add("author")
    return found


def _to_client(user: User, client: Client) -> set[str]:
    if user.is_client:
        return {"own"} if client.user_id == user.pk else set()
    now = timezone.now()
    working = {
        row.user_id
        for row in CaseAssignment.objects.filter(case__client=client)
        if row.since <= now and (row.until is None or row.until > now)
    }
    found = {"works"} if user.pk in working else set()
    agreed = ConsentGrant.objects.filter(person_id=client.pk, kind="supervision", state="granted")
    leads = Supervision.objects.filter(supervisor=user, ended_at=None, coach_id__in=working)
    if Role.SUPERVISOR in user.roles and agreed.exists() and leads.exists():
        found.add("leads")
    return found


def _to_letter(user: User, roles: set[str], letter: Question) -> set[str]:
    found = set()
    open_to_team = letter.erased_at is None and letter.state not in _HELD
    if "supervisor" in roles:
        found.add("reads_letters")
    if "editor" in roles and open_to_team:
        found.add("editor")
    if roles & {"coach", "counselor"} and open_to_team:
        if letter.assignee_id == user.pk:
            found.add("assigned")
        if letter.assignee_id is None and letter.state in OPEN_QUEUE:
            found.add("queue")
    return found


def _is_public(row: Any) -> bool:
    if not isinstance(row, Comment):
        return False
    online = PublicCopy.objects.filter(article_id=row.article_id).exists()
    return online and row.state == "approved"


def words_of(row: Model) -> set[str]:
    """The sealed words of a row and of its person, long enough not to stand anywhere by chance."""
    found = set(_sealed(row))
    person = person_of(row)
    if person is not None:
        found |= set(_sealed(person))
    return {word for word in found if len(word) >= 7}


def _sealed(row: Any) -> Iterator[str]:
    for field in row._meta.concrete_fields:
        if isinstance(field, SealedTextField | SealedJSONField):
            value = getattr(row, field.attname)
            text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            if isinstance(value, str):
                yield re.sub(r"\s+", " ", text)[:60].strip()
            else:
                yield from (part for part in re.findall(r'"([^"\\]{12,60})"', text))


def shown(body: bytes) -> str:
    """A page as its reader sees the words."""
    return re.sub(r"\s+", " ", html.unescape(body.decode(errors="replace")))
