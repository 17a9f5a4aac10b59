"""Each field of each model has a class, and what says something about a person is sealed."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import models

from coachdesk.field_classes import NAMED, FieldClass, Unclassified, class_of, is_sealed

OURS = [
    model
    for model in apps.get_models()
    if model.__module__.split(".")[0] in ("coachdesk", "clients", "sessions")
]
FIELDS = [field for model in OURS for field in model._meta.local_fields]
# Personal or private and yet in clear, each with its reason.
IN_CLEAR = {
    "users.Invitation.spoken_code",
    "audit.AuditEvent.network_address",  # staff only (SEC-54)
    "safety.SafetyFlag.urgent",  # the clock's index asks it
    "outbox.SafeContact.hours",  # the gate reckons with them
    "outbox.SafeContact.time_zone",
    "questions.Question.country",  # picks the help numbers
    "clients.Client.country",
    "clients.Client.time_zone",
    "clients.Screening.outcome",  # every gate asks it in its query
    "clients.GoalRating.value",
}


def name_of(field: models.Field) -> str:
    return f"{field.model._meta.label}.{field.name}"


@pytest.mark.proves("SEC-15")
def test_every_field_of_every_model_has_a_class():
    missing = []
    for field in FIELDS:
        try:
            class_of(field)
        except Unclassified as lacking:
            missing.append(str(lacking))
    assert missing == []


def test_the_list_names_no_field_that_is_gone_and_none_twice():
    existing = {name_of(field) for field in FIELDS}
    named = [
        f"{label}.{name}"
        for label, classes in NAMED.items()
        for names in classes.values()
        for name in names.split()
    ]
    assert sorted(set(named) - existing) == []
    assert len(named) == len(set(named))


@pytest.mark.proves("SEC-15", "SEC-49")
def test_what_is_personal_or_private_is_sealed():
    open_ones = {
        name_of(field)
        for field in FIELDS
        if class_of(field) in (FieldClass.PERSONAL, FieldClass.PRIVATE) and not is_sealed(field)
    }
    assert open_ones - IN_CLEAR == set()


@pytest.mark.proves("SEC-53")
def test_no_index_covers_a_sealed_field():
    indexed = set()
    for model in OURS:
        names = {f for index in model._meta.indexes for f in index.fields}
        names |= {f for rule in model._meta.constraints for f in getattr(rule, "fields", ())}
        indexed |= {f"{model._meta.label}.{name}" for name in names}
        indexed |= {name_of(f) for f in model._meta.local_fields if f.db_index or f.unique}
    sealed = {name_of(field) for field in FIELDS if is_sealed(field)}
    assert indexed & sealed == set()
