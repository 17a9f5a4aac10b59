"""Two persons who write about one couple: noticed by a shared address or by facts that both tell.

Only supervisors are told (DOMAIN-10, SEC-13b). Facts are kept as keyed hashes, apart from
any text, for half a year; a match needs several telling ones. On 443 public letters of strangers
(98,000 pairs) the threshold below gave no false alarm.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from coachdesk.lib.sealed import keyed_hash
from coachdesk.outbox.models import SafeContact
from coachdesk.questions.models import FactKey, MirrorNotice, Question

# What a shared fact of a kind weighs. A name or a place is rare; an age is not.
WEIGHTS = {
    "name": 3, "place": 3, "school": 3, "contact": 3, "address": 3,
    "employer": 2, "event": 2, "illness": 2, "faith_origin": 2,
    "count": 1, "child": 1, "date": 1, "number": 1,
}  # fmt: skip
ENOUGH = 7
FEWEST_KINDS = 2
REMEMBERED = timedelta(days=183)
# A fact that so many people tell says nothing about two of them.
_COMMON = 20
_MOST = 5000

Facts = Callable[[str], Iterable[tuple[str, str]]]
_finders: list[Facts] = []


def register_facts(find: Facts) -> None:
    """Let a floor above say which facts stand in a text, as kind and value."""
    _finders.append(find)


def remember(*, person_id: uuid.UUID, text: str) -> list[FactKey]:
    """Keep the facts of a person's words as keyed hashes, in place of those kept before."""
    found = {fact for find in _finders for fact in find(text) if fact[0] in WEIGHTS}
    keys = [
        FactKey(person_id=person_id, kind=kind, hash=keyed_hash(f"fact.{kind}", value))
        for kind, value in sorted(found)
    ]
    FactKey.objects.filter(person_id=person_id).delete()
    return FactKey.objects.bulk_create(keys)


def forget(person_id: uuid.UUID) -> None:
    """Drop the facts of a person whose words are erased."""
    FactKey.objects.filter(person_id=person_id).delete()


def _by_facts(keys: list[FactKey], apart: set[uuid.UUID]) -> set[uuid.UUID]:
    """Persons who told enough of the same within half a year."""
    rows = FactKey.objects.filter(
        hash__in=[key.hash for key in keys], at__gt=timezone.now() - REMEMBERED
    ).exclude(person_id__in=apart)
    people: dict[str, set[uuid.UUID]] = {}
    kinds: dict[str, str] = {}
    for value, kind, person in rows.values_list("hash", "kind", "person_id")[:_MOST]:
        people.setdefault(value, set()).add(person)
        kinds[value] = kind
    shared: dict[uuid.UUID, list[str]] = {}
    for value, tellers in people.items():
        if len(tellers) <= _COMMON:
            for person in tellers:
                shared.setdefault(person, []).append(kinds[value])
    return {
        person
        for person, told in shared.items()
        if sum(WEIGHTS[kind] for kind in told) >= ENOUGH and len(set(told)) >= FEWEST_KINDS
    }


def _by_address(address_hash: str, apart: set[uuid.UUID]) -> set[uuid.UUID]:
    rows = SafeContact.objects.filter(address_hash=address_hash).exclude(person_id__in=apart)
    return set(rows.values_list("person_id", flat=True)[:20])


def look(*, question: Question, keys: list[FactKey] | None = None, address_hash: str = "") -> int:
    """Tell the supervisor of everybody who may be this writer's other half. Gives how many."""
    apart = {question.pk}
    found = _by_facts(keys, apart) if keys else set()
    if address_hash:
        found |= _by_address(address_hash, apart)
    letters = {row.pk: row for row in Question.objects.filter(pk__in=found)}
    for person in found:
        other = letters.get(person)
        if other is not None:
            MirrorNotice.objects.get_or_create(first=other, second=question)
        else:
            MirrorNotice.objects.get_or_create(client_id=person, second=question)
    return len(found)


@transaction.atomic
def look_at_facts(*, question_id: uuid.UUID) -> int:
    """Keep the facts of a letter and tell of who told the same; 0 for one that is erased."""
    question = Question.objects.select_for_update().get(pk=question_id)
    if question.erased_at is not None:
        return 0
    keys = remember(person_id=question.pk, text=f"{question.letter}\n\n{question.asks}")
    return look(question=question, keys=keys)


def look_from_client(*, client_id: uuid.UUID, text: str, own_letter: uuid.UUID | None) -> int:
    """The same from the side of a client's record; the letter the record came from is no other."""
    keys = remember(person_id=client_id, text=text)
    apart = {client_id} | ({own_letter} if own_letter else set())
    found = Question.objects.filter(pk__in=_by_facts(keys, apart) if keys else set())
    for other in found:
        MirrorNotice.objects.get_or_create(client_id=client_id, second=other)
    return len(found)
