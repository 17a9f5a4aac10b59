"""What kind of thing each field of a model holds (SEC-15): the one list of classes, and its rule.

- ``public``: anybody may read it once it is published;
- ``internal``: ids, times, states, counts, keys: the team's business, no words of people;
- ``personal``: says who or where somebody is;
- ``private``: what somebody told, wrote or was found to feel.

By rule a sealed field is private, and a field that cannot hold words (ids, relations, times,
numbers, switches, a choice from a list) is internal. Every other field is named here, and so are
the exceptions; a field that the rule does not cover and nobody named fails the tests.
"""

from __future__ import annotations

from enum import StrEnum

from django.db import models

from coachdesk.lib.sealed import SealedJSONField, SealedTextField


class FieldClass(StrEnum):
    PUBLIC = "public"
    INTERNAL = "internal"
    PERSONAL = "personal"
    PRIVATE = "private"


class Unclassified(Exception):
    """Nobody has said what this field holds."""


_P, _I, _WHO, _SAID = (
    FieldClass.PUBLIC,
    FieldClass.INTERNAL,
    FieldClass.PERSONAL,
    FieldClass.PRIVATE,
)

# Model: fields by class. Only what the rule does not say already.
NAMED: dict[str, dict[FieldClass, str]] = {
    "users.User": {_I: "password login_alias time_zone", _WHO: "address display_name"},
    "users.RoleChange": {_I: "roles"},
    "users.Invitation": {_I: "roles address_hash token_hash", _WHO: "address spoken_code"},
    "users.FormSubmission": {_I: "key form content_hash"},
    "users.LimitCounter": {_I: "key"},
    "users.PracticeSetting": {_I: "name value"},
    "audit.AuditEvent": {_I: "role session_ref action object_type fields", _WHO: "network_address"},
    "audit.AuditLink": {_I: "previous hash"},
    "approvals.Approval": {_I: "text_hash"},
    "safety.SafetyFlag": {_I: "subject_kind", _SAID: "urgent"},
    "safety.EscalationEntry": {_I: "act"},
    "safety.HelpNumber": {_P: "country kind label number note position verified_on"},
    "consents.ConsentText": {_P: "kind version locale title body hash published_at"},
    "consents.ConsentGrant": {_I: "method"},
    "outbox.SafeContact": {_I: "address_hash", _WHO: "address hours time_zone"},
    "outbox.OutboxMessage": {_I: "task args mail_kind dedupe_key last_error withheld_reason"},
    "outbox.PeriodicRun": {_I: "name"},
    "operation.OperationRun": {_I: "report"},
    "operation.WaitingLine": {_I: "act facts"},
    "operation.Alarm": {_I: "name"},
    "questions.Topic": {_P: "slug name intro position"},
    "questions.Question": {
        _I: "code_lookup code_check lexicon_version model_version outcome_slug state_before_merge"
        " import_key",
        _WHO: "country pseudonym",
    },
    "questions.FactKey": {_I: "kind hash"},
    "questions.SavedPassage": {_I: "title body"},
    "questions.SavedView": {_I: "name query"},
    "publishing.Article": {_I: "slug text_hash checked_hash approved_hash"},
    "publishing.ArticleRevision": {_I: "text_hash"},
    "publishing.ArticleStep": {_I: "from_state to_state text_hash"},
    "publishing.DetailDecision": {_I: "mark kind"},
    "publishing.PublicCopy": {
        _P: "slug title intro blocks text_hash search_text byline byline_role topic published_at"
        " comments_until comment_count read_as"
    },
    "publishing.Comment": {_I: "warnings token_hash"},
    "publishing.Subscription": {_I: "address_hash confirm_hash leave_hash"},
    "clients.Client": {_I: "code source", _WHO: "name country time_zone"},
    "clients.NameKey": {_I: "hash"},
    "clients.Case": {_I: "tags closing_reason", _WHO: "partner_label"},
    "clients.CaseAssignment": {_I: "role"},
    "clients.ClientEvent": {_I: "kind"},
    "clients.Document": {_I: "mime stored_as"},
    "clients.Erasure": {_I: "why plan"},
    "clients.Release": {_WHO: "recipient"},
    "clients.Screening": {_I: "how", _SAID: "outcome"},
    "clients.GoalRating": {_SAID: "value"},
    "clients.WordsEntry": {_I: "tags"},
    "measures.MeasureScore": {_I: "code"},
    "measures.MeasurePlan": {_I: "code"},
    "homework.Program": {_P: "slug"},
    "homework.ProgramVersion": {_I: "version locale title source data hash"},
    "homework.Assignment": {_I: "removed_activities"},
    "homework.StepEvent": {_I: "step_key"},
    "homework.LogEntry": {_I: "step_key activity_key"},
    "homework.Reflection": {_I: "step_key hidden"},
    "homework.SingleTask": {_I: "reason"},
    "homework.CoachReply": {_I: "step_key"},
    "messaging.Away": {_I: "note"},
    "coaching_sessions.KindLength": {_I: "kind"},
    "coaching_sessions.CoachRules": {_I: "room video_link"},
    "coaching_sessions.WaitEntry": {_I: "offered_kind offered_mode"},
    "coaching_sessions.FeedAddress": {_I: "token_hash"},
    "coaching_sessions.CoachingSession": {_I: "zone room video_link"},
    "coaching_sessions.Attendance": {_WHO: "label"},
    "coaching_sessions.Package": {_I: "name currency"},
    "coaching_sessions.Payment": {_I: "currency"},
    "coaching_sessions.Invoice": {_I: "currency", _WHO: "bill_to"},
    "coaching_sessions.Note": {_I: "headings interventions goals hash"},
    "coaching_sessions.Addendum": {_I: "hash"},
    "coaching_sessions.NoteHeadings": {_I: "headings"},
    "coaching_sessions.Intervention": {_I: "name"},
    "coaching_sessions.Snippet": {_I: "name"},
}
_HOLDS_WORDS = (models.CharField, models.TextField, models.JSONField, models.FileField)
# What a text for more eyes than the team's may carry: an export without names, a report.
WITHOUT_NAMES = frozenset({FieldClass.PUBLIC, FieldClass.INTERNAL})


def is_sealed(field: models.Field) -> bool:  # type: ignore[type-arg]
    """Whether the field is encrypted at rest (SEC-49)."""
    return isinstance(field, (SealedTextField, SealedJSONField))


def class_of(field: models.Field) -> FieldClass:  # type: ignore[type-arg]
    """The class of a model's field. Raises Unclassified where neither rule nor list says it."""
    for found, names in NAMED.get(field.model._meta.label, {}).items():
        if field.name in names.split():
            return found
    if is_sealed(field):
        return FieldClass.PRIVATE
    if field.choices or not isinstance(field, _HOLDS_WORDS):
        return FieldClass.INTERNAL
    raise Unclassified(f"{field.model._meta.label}.{field.name}")
