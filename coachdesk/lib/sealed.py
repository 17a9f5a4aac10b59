"""Private text at rest: AES-256-GCM, key id in front, bound to its row (SEC-49, SEC-52).

The stored form is ``key-id.base64url(nonce + ciphertext)``. The associated data is
``practice:table.field:primary key``, so that a value moved to another row or column does not open.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import logging
import os
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.dispatch import Signal
from django.utils.translation import gettext

log = logging.getLogger("coachdesk.sealed")
# A stored value that does not open was read: table, column, row_id. Sent once a value and process.
found_damaged = Signal()
_told: set[tuple[str, str, str]] = set()


class SealBroken(Exception):
    """A sealed value does not open: wrong key, moved row or changed bytes. Carries no text."""


class Ciphertext(str):
    """A sealed value as the database holds it; it never prints its content."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "<sealed>"


@cache
def _cipher(key_id: str) -> AESGCM:
    for known, key in settings.FIELD_KEYS:
        if known == key_id:
            return AESGCM(key)
    raise SealBroken("a sealed value does not open")


def seal(text: str, context: str) -> Ciphertext:
    """Seal ``text`` under the newest key for the place named by ``context``."""
    key_id = settings.FIELD_KEYS[0][0]
    nonce = os.urandom(12)
    body = _cipher(key_id).encrypt(nonce, text.encode(), context.encode())
    return Ciphertext(f"{key_id}.{base64.urlsafe_b64encode(nonce + body).decode()}")


def unseal(value: str, context: str) -> str:
    """Open a sealed value. Raises SealBroken for any defect, always the same (SEC-52)."""
    key_id, _, encoded = value.partition(".")
    try:
        raw = base64.urlsafe_b64decode(encoded)
        return _cipher(key_id).decrypt(raw[:12], raw[12:], context.encode()).decode()
    except (InvalidTag, ValueError, binascii.Error):
        raise SealBroken("a sealed value does not open") from None


def reseal(value: str, context: str) -> Ciphertext:
    """The same text under the newest key. Raises SealBroken for a value that does not open."""
    return seal(unseal(value, context), context)


def keyed_hash(purpose: str, text: str) -> str:
    """64 hex digits to find a value again without storing it; one purpose, one space (SEC-49, SEC-50)."""
    message = f"{purpose}\0{text}".encode()
    return hmac.new(settings.LOOKUP_KEY, message, hashlib.sha256).hexdigest()


class DamagedValue(Exception):
    """New words were to replace a stored value that does not open, mixed with its placeholder."""


class Unreadable(str):
    """What is shown for a sealed text that does not open. It equals nothing, not even itself, so
    that the known sentence never passes for a code or a word that opens something."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return False

    def __ne__(self, other: object) -> bool:
        return True

    __hash__ = str.__hash__


class UnreadableDict(dict[str, Any]):
    """What is read for a sealed dictionary that does not open: the placeholder under every name
    that is asked for as a text. It is empty otherwise."""

    def get(self, key: str, default: Any = None) -> Any:
        return unreadable_text() if isinstance(default, str) else default

    def __missing__(self, key: str) -> Any:
        return unreadable_text()


def unreadable_text() -> Unreadable:
    """The placeholder of a text, in the reader's language."""
    return Unreadable(gettext("This text cannot be read; the practice has been told."))


def refuse_unreadable() -> Any:
    """For what must never leave as a placeholder. Raises SealBroken."""
    raise SealBroken("a sealed value does not open")


def is_unreadable(instance: models.Model, name: str) -> bool:
    """Whether the stored value of the sealed field ``name`` does not open."""
    try:
        getattr(instance, name)
    except SealBroken:
        return True
    return isinstance(instance.__dict__[name], Ciphertext)


def _tell(instance: models.Model, field: models.Field[Any, Any]) -> None:
    place = (instance._meta.db_table, str(field.column), str(instance.pk))
    if place in _told:
        return
    _told.add(place)
    table, column, row_id = place
    log.error(
        "a sealed value does not open", extra={"kind": f"{table}.{column}", "object_id": row_id}
    )
    found_damaged.send(sender=type(instance), table=table, column=column, row_id=row_id)


class _SealedAttribute:
    """Opens the stored value on first reading and keeps the clear one on the instance.

    A value that does not open is read as its placeholder and stays sealed on the instance, so that
    saving the row writes the same bytes again: they may open once the right key is there.
    """

    def __init__(self, field: SealedTextField) -> None:
        self.field = field

    def __get__(self, instance: models.Model | None, owner: type[models.Model]) -> Any:
        if instance is None:
            return self
        name = self.field.attname
        if name not in instance.__dict__:
            instance.refresh_from_db(fields=[name])
        value = instance.__dict__[name]
        if isinstance(value, Ciphertext):
            try:
                value = self.field.to_clear(unseal(value, self.field.context(instance)))
            except (SealBroken, ValueError):
                _tell(instance, self.field)
                return self.field.placeholder()
            instance.__dict__[name] = value
        return value

    def __set__(self, instance: models.Model, value: Any) -> None:
        name = self.field.attname
        if self._stays_sealed(instance, value):
            if self.field.is_placeholder(value):
                return
            raise DamagedValue("the placeholder of a damaged value is mixed with new words")
        instance.__dict__[name] = value

    def _stays_sealed(self, instance: models.Model, value: Any) -> bool:
        return (
            not instance._state.adding
            and self.field.holds_placeholder(value)
            and is_unreadable(instance, self.field.attname)
        )


if TYPE_CHECKING:
    _TextField = models.TextField[Any, Any]
else:
    _TextField = models.TextField


class SealedTextField(_TextField):
    """A text column that is encrypted at rest.

    The model needs a primary key that is set before saving (a UUID default). Blank text is stored
    blank. Filtering by content, ``update()`` and ``bulk_update()`` with clear text are refused.
    A value that does not open reads as ``placeholder()``; new words replace it, the placeholder
    never does.
    """

    unreadable: Callable[[], Any] = staticmethod(unreadable_text)

    def placeholder(self) -> Any:
        """What the attribute gives where the stored value does not open."""
        return self.unreadable()

    def holds_placeholder(self, value: Any) -> bool:
        """Whether the placeholder's sentence is among the words of ``value``."""
        return isinstance(value, UnreadableDict) or (
            bool(value)
            and not isinstance(value, Ciphertext)
            and str(unreadable_text()) in self.to_text(value)
        )

    def is_placeholder(self, value: Any) -> bool:
        """Whether ``value`` is the placeholder and nothing else."""
        return str(value).strip() == str(unreadable_text())

    def contribute_to_class(
        self, cls: type[models.Model], name: str, private_only: bool = False
    ) -> None:
        super().contribute_to_class(cls, name, private_only=private_only)
        setattr(cls, name, _SealedAttribute(self))

    def context(self, instance: models.Model) -> str:
        """The place a value belongs to: practice, table, column and row."""
        if instance.pk is None:
            raise ImproperlyConfigured(f"{instance._meta.label} needs its key before it is sealed")
        table = instance._meta.db_table
        return f"{settings.PRACTICE_ID}:{table}.{self.column}:{instance.pk}"

    def to_clear(self, text: str) -> Any:
        """What the attribute gives from the opened text."""
        return text

    def to_text(self, value: Any) -> str:
        """The text that is sealed for an attribute's value."""
        return str(value)

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        return Ciphertext(value) if value else value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = model_instance.__dict__.get(self.attname)
        if value in (None, "") or isinstance(value, Ciphertext):
            return value
        return seal(self.to_text(value), self.context(model_instance))

    def get_prep_value(self, value: Any) -> Any:
        if value in (None, "") or isinstance(value, Ciphertext):
            return None if value is None else str(value)
        raise TypeError(f"{self.name} is sealed: save the instance, clear text goes nowhere else")

    def get_lookup(self, lookup_name: str) -> Any:
        return super().get_lookup(lookup_name) if lookup_name in ("isnull", "exact") else None

    def value_to_string(self, obj: models.Model) -> str:
        return "<sealed>"  # dumpdata carries no private text


def _other_words(value: Any) -> bool:
    """Whether a JSON value holds anything besides blanks and the placeholder."""
    if isinstance(value, dict):
        return any(_other_words(each) for each in value.values())
    if isinstance(value, (list, tuple)):
        return any(_other_words(each) for each in value)
    if isinstance(value, str):
        return str(value).strip() not in ("", str(unreadable_text()))
    return value is not None


class SealedJSONField(SealedTextField):
    """Like SealedTextField, for lists and dictionaries of JSON values."""

    _pyi_private_set_type: Any  # for the type checker: any JSON value goes in and comes out
    _pyi_private_get_type: Any

    def __init__(
        self, *args: Any, unreadable: Callable[[], Any] = UnreadableDict, **kwargs: Any
    ) -> None:
        """``unreadable`` makes what is read where the value does not open; no migration needs it."""
        self.unreadable = unreadable
        super().__init__(*args, **kwargs)

    def is_placeholder(self, value: Any) -> bool:
        return isinstance(value, UnreadableDict) or not _other_words(value)

    def to_clear(self, text: str) -> Any:
        return json.loads(text)

    def to_text(self, value: Any) -> str:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
