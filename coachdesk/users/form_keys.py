"""Double sends make one thing (REL-05): each creating form carries a key."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.functional import Promise

from coachdesk.lib.sealed import keyed_hash
from coachdesk.users.models import FormSubmission

KEEP = timedelta(days=7)


class SentBefore(Exception):
    """This form was sent before with the same content; ``result_id`` is what came of it."""

    def __init__(self, result_id: uuid.UUID | None) -> None:
        self.result_id = result_id


class SentWithOtherContent(Exception):
    """This form's key was used before with other content: 409, both texts are kept (REL-05)."""

    def __init__(self, result_id: uuid.UUID | None) -> None:
        self.result_id = result_id


class FormKeyField(forms.UUIDField):
    """The hidden key; a fresh one for each unbound form."""

    widget = forms.HiddenInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("initial", uuid.uuid4)
        super().__init__(**kwargs)


def content_hash(*parts: str) -> str:
    """A keyed hash of what was sent, so that a repeat is told from another text, and nobody with the
    table alone can try texts out."""
    return keyed_hash("form-content", "\0".join(parts))


def once(
    *,
    key: uuid.UUID,
    form: str,
    content: str,
    actor_id: uuid.UUID | None,
    create: Callable[[], uuid.UUID],
) -> uuid.UUID:
    """Run ``create`` in one transaction with the key's row; it gives the new object's id.

    Raises SentBefore for a repeat with the same content hash, SentWithOtherContent otherwise.
    A key of another actor or form counts as other content and tells nothing (``result_id`` None).
    """
    try:
        with transaction.atomic():
            row = FormSubmission.objects.create(
                key=key, form=form, actor_id=actor_id, content_hash=content
            )
            row.result_id = create()
            row.save(update_fields=["result_id"])
            return row.result_id
    except IntegrityError:
        found = FormSubmission.objects.filter(key=key).first()
        if found is None:
            raise
    if (found.form, found.actor_id) != (form, actor_id):
        raise SentWithOtherContent(None)
    if found.content_hash != content:
        raise SentWithOtherContent(found.result_id)
    raise SentBefore(found.result_id)


@dataclass(frozen=True)
class Sent:
    """What came of a form that creates: the object's id, and whether it stood there before."""

    id: uuid.UUID | None
    again: bool


def send_once(
    form: forms.Form,
    *,
    name: str,
    content: Iterable[object],
    actor_id: uuid.UUID | None,
    create: Callable[[], uuid.UUID],
    refusal: str | Promise,
) -> Sent | None:
    """Carry out a valid form with a ``form_key`` at most once, however often it is sent.

    ``content`` are the values that make the form the same form; ``create`` gives the new object's
    id. Returns None where the key was used with other content: ``refusal`` then stands on the
    form, and the page answers 409. What ``create`` raises passes through; then nothing is kept.
    """
    try:
        made = once(
            key=form.cleaned_data["form_key"],
            form=name,
            content=content_hash(*(str(value) for value in content)),
            actor_id=actor_id,
            create=create,
        )
    except SentBefore as before:
        return Sent(before.result_id, again=True)
    except SentWithOtherContent:
        form.add_error(None, str(refusal))
        return None
    return Sent(made, again=False)


def forget_old_submissions() -> int:
    """Keys live 7 days."""
    return FormSubmission.objects.filter(created_at__lt=timezone.now() - KEEP).delete()[0]
