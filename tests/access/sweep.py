"""The cases of the access sweep, and what is wrong with an answer."""

from __future__ import annotations

import random
import re
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from clients.models import Client
from coachdesk.audit.denials import watched
from coachdesk.users.policies import policy_of
from tests.access.relations import person_of, relations, shown, words_of
from tests.access.table import NOBODYS, NOT_MADE, RULES, THROUGH_PARENT, Rule
from tests.access.world import World
from tests.routes.test_matrix import ROUTES, is_turned_away

_IDS = ("UUIDConverter", "IntConverter")
# Ids of the address and one-time values, which differ from answer to answer.
_OF_ITS_OWN = re.compile(
    rb'(?:value|data-csrf|nonce)="[^"]*"|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'
)
_OURS = re.compile(r'^(INSERT INTO|UPDATE|DELETE FROM) "(\w+)"')
# What a refusal may write: that it was refused, and the clocks of the session.
_MAY_WRITE = {
    "audit_auditevent",
    "django_session",
    "usersessions_usersession",
    "users_limitcounter",
}
_UNSEEN = ("django_session", "usersessions_usersession", "SAVEPOINT")


@dataclass(frozen=True)
class Place:
    """A route with an id of somebody's row in its address."""

    name: str
    route: str
    methods: tuple[str, ...]
    rule: Rule
    other: dict[str, str]  # sample arguments that are no ids


@dataclass(frozen=True)
class Case:
    """One request: by whom, where to, with which ids; ``row`` is what is guarded."""

    persona: str
    place: Place
    method: str
    ids: tuple[tuple[str, Any], ...]
    row: Any

    def __str__(self) -> str:
        return (
            f"{self.persona} {self.method} {self.place.name} {self.row._meta.label} {self.row.pk}"
        )


def routes(resolver: URLResolver, space: str = "", at: str = "") -> Iterator[tuple[str, str, Any]]:
    """Name, pattern and entry of every route."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from routes(entry, inner, at + str(entry.pattern))
        elif isinstance(entry, URLPattern):
            yield f"{space}{entry.name}", at + str(entry.pattern), entry


def places() -> tuple[list[Place], list[str]]:
    """Every route with an id in it, by the table; and the ids that the table does not know."""
    samples = {route.name: route.kwargs or {} for route in ROUTES}
    found, unknown = [], []
    for name, route, entry in routes(get_resolver()):
        kinds = {k: type(c).__name__ for k, c in entry.pattern.converters.items()}
        ids = {k for k, converter in kinds.items() if converter in _IDS}
        if not ids or route.startswith((*NOBODYS, "accounts/")):
            continue
        rule = next((one for one in RULES if route.startswith(one.place)), None)
        numbers = {"number"} & ids  # counts within the row, no id
        if rule is None or ids - numbers != set(rule.kinds):
            unknown.append(f"{name} ({route}): {sorted(ids)}")
            continue
        policy = policy_of(entry.callback, name)
        methods = tuple(sorted(policy.methods)) if policy else ()
        other = {k: str(v) for k, v in samples[name].items() if k not in rule.kinds}
        found.append(Place(name, route, methods, rule, other))
    return found, unknown


def undeclared_kinds() -> list[str]:
    """Kinds of somebody's rows that the table does not name; and those it names without need."""
    named = {kind for rule in RULES for kind in rule.kinds.values()}
    existing = {model._meta.label for model in watched()}
    missing = existing - named - set(THROUGH_PARENT)
    return sorted(missing | (set(THROUGH_PARENT) - existing) | (set(THROUGH_PARENT) & named))


def kinds_without_rows() -> set[str]:
    """Kinds in addresses of which the practice has no row, but for those that are known."""
    named = {kind for rule in RULES for kind in rule.kinds.values()}
    empty = {kind for kind in named if not apps.get_model(kind)._base_manager.exists()}
    return empty ^ NOT_MADE


def all_cases(world: World, rows_each: int = 3) -> list[Case]:
    """Every persona at every place, with rows of several people, by every method."""
    found = []
    known, _unknown = places()
    for place in known:
        *parents, (key, kind) = place.rule.kinds.items()
        for row in world.rows(kind, rows_each):
            for persona in world.browsers:
                for ids in _addresses(world, persona, parents, key, row):
                    found += [Case(persona, place, method, ids, row) for method in place.methods]
    return found


def _addresses(
    world: World, persona: str, parents: list[tuple[str, str]], key: str, row: Any
) -> Iterator[tuple[tuple[str, Any], ...]]:
    """The row under its own parent, and under one that the persona may open."""
    if not parents:
        yield ((key, row.pk),)
        return
    ((parent_key, parent_kind),) = parents
    model = apps.get_model(parent_kind)
    person = person_of(row)
    if model is Client and isinstance(person, Client):
        yield ((parent_key, person.pk), (key, row.pk))
    own = _own_parent(world, persona, parent_kind)
    if own is not None and (person is None or own.pk != person.pk):
        yield ((parent_key, own.pk), (key, row.pk))
    if model is not Client:
        for other in world.rows(parent_kind, 3):
            yield ((parent_key, other.pk), (key, row.pk))


def _own_parent(world: World, persona: str, kind: str) -> Any:
    user = world.people[persona]
    if user is None:
        return None
    if (persona, kind) not in world.own:
        rows = world.rows(kind, 60)
        mine = (row for row in rows if relations(user, row) & {"works", "own"})
        world.own[persona, kind] = next(mine, None)
    return world.own[persona, kind]


def pick(cases: list[Case], count: int, seed: int) -> list[Case]:
    """Some cases, a fixed choice that has something of every place."""
    chance = random.Random(seed)
    by_place: dict[str, list[Case]] = {}
    for case in cases:
        by_place.setdefault(case.place.name, []).append(case)
    chosen = [chance.choice(of_place) for of_place in by_place.values()]
    return chosen + chance.sample(cases, max(0, count - len(chosen)))


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    away: bool  # turned away at the door
    cost: int  # statements until the answer was made
    wrote: tuple[str, ...]


class Sweep:
    """Walks cases and keeps figures; what is wrong is a line each."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.figures: Counter[str] = Counter()
        self.opened: set[str] = set()
        self._missing: dict[tuple[str, str, str], Answer] = {}

    def judge(self, case: Case) -> str:
        """Why the answer to a case is wrong, or nothing."""
        answer = self._ask(case.persona, case.place, case.method, dict(case.ids))
        self.figures[case.method] += 1
        if answer.status >= 500:
            return f"{case}: {answer.status}"
        held = self._relations(case)
        rule = case.place.rule
        if held & (rule.read if case.method == "GET" else rule.write):
            self.figures["related"] += 1
            if answer.status < 400 and not answer.away:
                self.opened.add(case.place.name)
            return ""
        seen = [word for word in words_of(case.row) if word in shown(answer.body)]
        if seen:
            return f"{case}: a word of the row is shown"
        if held & rule.bare:
            self.figures["bare"] += 1
            return ""
        self.figures["refused"] += 1
        return self._refusal(case, answer)

    def _relations(self, case: Case) -> set[str]:
        """What holds to the row and to every other id of somebody's in the address."""
        user = self.world.people[case.persona]
        held, person = relations(user, case.row), person_of(case.row)
        for key, pk in case.ids[:-1]:
            parent = apps.get_model(case.place.rule.kinds[key])._base_manager.get(pk=pk)
            if person is None:
                return relations(user, parent)  # something of the practice, under somebody's row
            held = held & relations(user, parent) if person == person_of(parent) else set()
        return held

    def _refusal(self, case: Case, answer: Answer) -> str:
        wrote = [table for table in answer.wrote if table not in _MAY_WRITE]
        if wrote:
            return f"{case}: wrote {sorted(set(wrote))}"
        if answer.away:
            return ""
        missing = self._of_nothing(case)
        if (missing.status, missing.body) != (answer.status, answer.body):
            return f"{case}: {answer.status}, not as for a row that is not there ({missing.status})"
        if missing.cost != answer.cost:
            return f"{case}: {answer.cost} statements, {missing.cost} for a row that is not there"
        return ""

    def _of_nothing(self, case: Case) -> Answer:
        """The answer to the same request about a row that does not exist."""
        ids = dict(case.ids)
        own = {key: pk for key, pk in case.ids[:-1] if len(ids) > 1}
        foreign_parent = any(
            not relations(
                self.world.people[case.persona],
                apps.get_model(case.place.rule.kinds[key])._base_manager.get(pk=pk),
            )
            & (case.place.rule.read | case.place.rule.write)
            for key, pk in own.items()
        )
        key, pk = case.ids[0] if foreign_parent or len(ids) == 1 else case.ids[-1]
        ids[key] = 0 if isinstance(pk, int) else uuid.UUID(int=7)
        known = (case.persona, f"{case.place.name}{sorted(own.items())}{key}", case.method)
        if known not in self._missing:
            self._missing[known] = self._ask(case.persona, case.place, case.method, ids)
        return self._missing[known]

    def _ask(self, persona: str, place: Place, method: str, ids: dict[str, Any]) -> Answer:
        """Send the request and undo whatever it did."""
        address = reverse(place.name, kwargs={**place.other, **ids})
        browser = self.world.browsers[persona]
        cookies = {name: morsel.value for name, morsel in browser.cookies.items()}
        connection.queries_log.clear()  # it holds only so many
        with transaction.atomic(), CaptureQueriesContext(connection) as done:
            response: HttpResponse = browser.generic(method, address)  # type: ignore[assignment]
            body = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
            transaction.set_rollback(True)
        browser.cookies.load(cookies)
        return _answer(response, body, [q["sql"] for q in done])


def _answer(response: HttpResponse, body: bytes, statements: list[str]) -> Answer:
    until = next((n for n, sql in enumerate(statements) if " UNION ALL " in sql), None)
    first = [sql for sql in statements[:until] if not any(word in sql for word in _UNSEEN)]
    wrote = tuple(match[2] for sql in statements if (match := _OURS.match(sql)))
    masked = _OF_ITS_OWN.sub(b"", body)
    away = is_turned_away(response) or response.status_code == 405
    return Answer(response.status_code, masked, away, len(first), wrote)
