"""Taking letters in: from the form, by hand, from a file. Triage runs before anything else."""

from __future__ import annotations

import hmac
import re
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from coachdesk.audit.services import record
from coachdesk.consents.models import ConsentKind, ConsentText
from coachdesk.consents.services import record_choice
from coachdesk.consents.shipped_texts import shipped_text
from coachdesk.outbox.models import Channel, Permission
from coachdesk.outbox.services import enqueue, set_safe_contact
from coachdesk.questions import conflict_check
from coachdesk.questions.models import (
    ContactWay,
    Question,
    QuestionState,
    Source,
)
from coachdesk.questions.reading_code import WORDS_IN_CODE, code_check, code_lookup, word_list
from coachdesk.questions.working_days import due_date
from coachdesk.safety.services import open_flag
from coachdesk.safety.triage import SafetyAnswers
from coachdesk.safety.triage_reading import IN_A_REQUEST, Reading, read_text
from coachdesk.users.models import User
from coachdesk.users.practice_settings import practice_setting

LETTER_LIMIT = 6000
IMPORT_LIMIT = 20000
_TITLE = 110


@dataclass(frozen=True)
class NewLetter:
    """What a writer sent, cleaned."""

    letter: str
    title: str = ""
    asks: str = ""
    pseudonym: str = ""
    country: str = ""
    adult: bool = True
    contact: str = ContactWay.NONE
    address: str = ""
    only_i_read: bool = False
    who_else: str = ""
    publish: bool | None = None
    follow_up: bool | None = None
    answers: dict[str, str] = field(default_factory=dict)
    texts: dict[str, uuid.UUID] = field(default_factory=dict)  # kind: the consent text shown


def code_for(form_key: uuid.UUID, letter_id: uuid.UUID) -> str:
    """The six words of the letter that a form made.

    They follow from the form's key, the letter's id and our secret, so that a double send shows the
    same words again and no clear code is kept anywhere. A form sent again when its key is forgotten
    makes another letter, with other words.
    """
    words, digest = word_list(), b""
    for number in range(2):
        message = f"letter-code:{form_key}:{letter_id}:{number}".encode()
        digest += hmac.new(settings.LOOKUP_KEY, message, sha256).digest()
    # 64 bits a word make the bias of the remainder negligible.
    numbers = [int.from_bytes(digest[i * 8 : i * 8 + 8], "big") for i in range(WORDS_IN_CODE)]
    return " ".join(words[number % len(words)] for number in numbers)


def title_of(letter: str, asks: str = "") -> str:
    """A headline from the writer's own words: the question asked, else the beginning."""
    for source in (asks, letter):
        for sentence in re.split(r"(?<=[.!?])\s+|\n+", source):
            if sentence.endswith("?") and 12 <= len(sentence) <= _TITLE:
                return sentence.strip()
    flat = " ".join((asks or letter).split())
    return flat if len(flat) <= _TITLE else f"{flat[:_TITLE].rsplit(' ', 1)[0]} …"


def read_letter(new: NewLetter, *, max_seconds: float = IN_A_REQUEST) -> Reading:
    """Triage of a whole letter with what the writer said about safety."""
    said = {k: v for k, v in new.answers.items() if v}
    answers = SafetyAnswers(**said) if said else None  # type: ignore[arg-type]
    text = "\n\n".join(part for part in (new.letter, new.asks) if part)
    return read_text(text, title=new.title, answers=answers, max_seconds=max_seconds)


def build(
    new: NewLetter, reading: Reading, *, source: str, received_at: datetime, proven: bool = True
) -> Question:
    """A question that is not saved yet, in the state its triage asks for (DOMAIN-3)."""
    if reading.held:
        state = QuestionState.SAFETY_HOLD
    else:
        state = QuestionState.TRIAGED if proven else QuestionState.RECEIVED
    return Question(
        state=state,
        title=new.title or title_of(new.letter, new.asks),
        letter=new.letter,
        asks=new.asks,
        pseudonym=new.pseudonym,
        country=new.country,
        adult=new.adult,
        source=source,
        contact=new.contact,
        safety_answers=new.answers or "",
        findings=reading.findings or "",
        read_first=reading.read_first,
        urgent=reading.urgent,
        was_held=reading.held,
        triage_score=reading.score,
        lexicon_version=reading.lexicon_version,
        model_version=reading.model_version,
        unproven=not proven,
        may_publish=bool(new.publish) and new.adult,
        received_at=received_at,
        due_on=due_date(timezone.localtime(received_at).date()),
    )


@transaction.atomic
def receive(
    *,
    new: NewLetter,
    source: str = Source.FORM,
    code: str = "",
    proven: bool = True,
    actor: User | None = None,
    letter_id: uuid.UUID | None = None,
) -> Question:
    """Store one letter with its consents, contact and flag, all or nothing."""
    reading = read_letter(new)
    question = build(new, reading, source=source, received_at=timezone.now(), proven=proven)
    question.pk = letter_id or question.pk
    if code:
        question.code_lookup, question.code_check = code_lookup(code), code_check(code)
    question.save()
    record(action="question.received", actor=actor, target=question, person_id=question.pk)
    _keep_choices(question, new, actor)
    if new.contact == ContactWay.MAIL and new.address:
        address_hash = _keep_contact(question, new, actor)
        conflict_check.look(question=question, address_hash=address_hash)
    # Comparing facts reads the whole letter again: no letter waits for it or is lost by it.
    enqueue("questions.look_for_mirrors", question_id=question.pk)
    if reading.held:
        open_flag(
            subject_kind="question",
            subject_id=question.pk,
            person_id=question.pk,
            codes=reading.codes,
            urgent=reading.urgent,
            findings=reading.findings,
        )
    return question


def _keep_choices(question: Question, new: NewLetter, actor: User | None) -> None:
    method = "form" if actor is None else question.source
    shown = {text.kind: text for text in ConsentText.objects.filter(pk__in=new.texts.values())}
    choices = (
        (ConsentKind.ANSWER, True),
        (ConsentKind.PUBLICATION, None if new.publish is None else new.publish and new.adult),
        (ConsentKind.FOLLOW_UP, new.follow_up),
    )
    for kind, granted in choices:
        if granted is not None:
            record_choice(
                person_id=question.pk,
                kind=kind,
                granted=granted,
                method=method,
                actor=actor,
                text=shown.get(kind) or shipped_text(kind),
            )


def _keep_contact(question: Question, new: NewLetter, actor: User | None) -> str:
    """Store the address; gives its keyed hash."""
    contact = set_safe_contact(
        person_id=question.pk,
        channel=Channel.MAIL,
        address=new.address,
        permission=Permission.SAFE,
        actor=actor,
        read_only_by_person=new.only_i_read,
        who_else=new.who_else,
    )
    return contact.address_hash


def intake_is_open() -> bool:
    """Whether new letters are answered now (setting ``intake``). Letters at risk always pass."""
    mode = practice_setting("intake")
    if mode == "limited":
        week = timezone.now() - timedelta(days=7)
        came = Question.objects.filter(source=Source.FORM, received_at__gt=week)
        limit = int(practice_setting("intake_per_week"))
        return len(came.values_list("pk")[:limit]) < limit
    return bool(mode != "closed")


def answers_of(data: dict[str, Any]) -> dict[str, str]:
    """The safety answers of a form as triage takes them."""
    names = ("safe_at_home", "afraid", "not_wanting_to_live")
    return {name: str(data[name]) for name in names if data.get(name)}
