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
import os
from functools import cache
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models


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


def keyed_hash(purpose: str, text: str) -> str:
    """64 hex digits to find a value again without storing it; one purpose, one space (SEC-49, 50)."""
    message = f"{purpose}\0{text}".encode()
    return hmac.new(settings.LOOKUP_KEY, message, hashlib.sha256).hexdigest()


class _SealedAttribute:
    """Opens the stored value on first reading and keeps the clear one on the instance."""

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
            value = self.field.to_clear(unseal(value, self.field.context(instance)))
            instance.__dict__[name] = value
        return value

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


if TYPE_CHECKING:
    _TextField = models.TextField[Any, Any]
else:
    _TextField = models.TextField


class SealedTextField(_TextField):
    """A text column that is encrypted at rest.

    The model needs a primary key that is set before saving (a UUID default). Blank text is stored
    blank. Filtering by content, ``update()`` and ``bulk_update()`` with clear text are refused.
    """

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


class SealedJSONField(SealedTextField):
    """Like SealedTextField, for lists and dictionaries of JSON values."""

    _pyi_private_set_type: Any  # for the type checker: any JSON value goes in and comes out
    _pyi_private_get_type: Any

    def to_clear(self, text: str) -> Any:
        return json.loads(text)

    def to_text(self, value: Any) -> str:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
