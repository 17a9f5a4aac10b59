"""A 404 on somebody else's object is recorded after the answer was sent (SEC-12, SEC-54).

Whoever tries ids learns nothing from the answer and nothing from its time: only when the answer is
closed are the ids of the request looked up, in one query whatever they are. The row carries the
actor, the object and the person whose record it is, and no word.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import F, QuerySet, Value
from django.http import HttpRequest, HttpResponse

from coachdesk.audit.services import record
from coachdesk.lib.after_answer import after_answer
from coachdesk.users.models import Kind, User
from coachdesk.users.policies import CLIENT, MEMBER, STAFF

BY_STAFF, BY_OTHERS = "denied.object", "denied.object_other"
_SIGNED_IN = (STAFF, CLIENT, MEMBER)
_IDS = 20  # a form may carry many; nobody needs more to be recorded
_DEPTH = 4
_persons: list[type[models.Model]] = []


def register_person(model: type[models.Model]) -> None:
    """``model`` is a person whose record is private: its manager knows ``visible_to``. Every table
    with a random id that hangs on it by relations is watched. Called from an app's ``ready``."""
    _persons.append(model)
    watched.cache_clear()


@cache
def watched() -> dict[type[models.Model], str]:
    """Each model whose rows are somebody's, and the path to the id of the person."""
    found: dict[type[models.Model], str] = {}
    for model in apps.get_models():
        if not isinstance(model._meta.pk, models.UUIDField) or model._meta.app_label == "audit":
            continue
        path = _person_path(model, optional=False) or _person_path(model, optional=True)
        if path:
            found[model] = path
    return found


def _person_path(model: type[models.Model], *, optional: bool) -> str:
    """The shortest way from a row to its person, by relations that are always there or also by
    ``optional`` ones; blank where there is none."""
    if model in _persons:
        return "pk"
    ways: list[tuple[type[models.Model], str]] = [(model, "")]
    for _step in range(_DEPTH):
        further: list[tuple[type[models.Model], str]] = []
        for at, way in ways:
            names = {field.name for field in at._meta.concrete_fields}
            # An id without a relation: of tables on a floor below the person's.
            for name in ("person_id", "subject_id"):
                if name in names:
                    return f"{way}{name}"
            for field in at._meta.concrete_fields:
                if isinstance(field, models.ForeignKey) and (optional or not field.null):
                    other: Any = field.related_model
                    if other in _persons:
                        return f"{way}{field.attname}"
                    further.append((other, f"{way}{field.name}__"))
        ways = further
    return ""


class RecordDenials:
    """Looks, once a 404 to somebody signed in has been sent, whether it hid something of another."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        policy = getattr(request, "policy", None)
        if response.status_code == 404 and policy is not None and policy.audience in _SIGNED_IN:
            user, ids = request.user, list(_ids_of(request))
            if ids and isinstance(user, User):
                after_answer(partial(note_denials, user, ids, request), level=logging.ERROR)
        return response


def _ids_of(request: HttpRequest) -> Iterator[uuid.UUID]:
    """The ids that the request names: in the address first, then in query and form."""
    match = request.resolver_match
    named: list[object] = list(match.kwargs.values()) if match else []
    for sent in (request.GET, request.POST):
        named += [value for _name, values in sent.lists() for value in values]
    found: dict[uuid.UUID, None] = {}
    for value in named:
        try:
            found[value if isinstance(value, uuid.UUID) else uuid.UUID(str(value)[:36])] = None
        except ValueError:
            continue
    yield from list(found)[:_IDS]


def note_denials(user: User, ids: Iterable[uuid.UUID], request: HttpRequest | None = None) -> None:
    """Record what among ``ids`` exists and is not this person's to see."""
    for model, pk, person in _somebodys(list(ids)):
        if _sees(user, model, pk, person):
            continue
        record(
            action=BY_STAFF if user.kind == Kind.STAFF else BY_OTHERS,
            actor=user,
            object_type=model._meta.label_lower,
            object_id=pk,
            person_id=person,
            request=request,
        )


def _somebodys(ids: list[uuid.UUID]) -> list[tuple[type[models.Model], uuid.UUID, uuid.UUID]]:
    """The rows of watched models with these ids: one query over all tables."""
    kinds = list(watched())
    queries = [
        model._base_manager.filter(pk__in=ids)
        .order_by()
        .annotate(kind_=Value(number), pk_=F("pk"), person_=F(path))
        .values_list("kind_", "pk_", "person_")
        for number, (model, path) in enumerate(watched().items())
    ]
    if not queries:
        return []
    rows = queries[0].union(*queries[1:], all=True)
    return [(kinds[kind], pk, person) for kind, pk, person in rows if person is not None]


def _sees(user: User, model: type[models.Model], pk: uuid.UUID, person: uuid.UUID) -> bool:
    """Whether the person may see the row: by the model's own rule, else by that of its person."""
    rows = _visible(model, user)
    if rows is not None:
        return rows.filter(pk=pk).exists()
    of_persons = [_visible(one, user) for one in _persons]
    return any(rows is not None and rows.filter(pk=person).exists() for rows in of_persons)


def _visible(model: type[models.Model], user: User) -> QuerySet[Any] | None:
    rule = getattr(model._default_manager, "visible_to", None)
    return rule(user) if rule is not None else None
