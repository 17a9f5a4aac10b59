"""Files between client and coach: known types by content, images drawn afresh, sealed on disk
(SEC-43, SEC-44)."""

from __future__ import annotations

import io
import os
import secrets
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from PIL import Image

from clients.models import Client, Document
from clients.page.timeline import note_event
from coachdesk.audit.services import record
from coachdesk.lib.errors import Refused
from coachdesk.lib.sealed import SealBroken
from coachdesk.users.models import User

FILE_LIMIT = 10 * 1024 * 1024
PERSON_LIMIT = 100 * 1024 * 1024
MAX_PIXELS = 40_000_000
_FORMATS = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}
ENDINGS = {
    "application/pdf": "pdf",
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/webp": "webp",
    "text/plain": "txt",
}


@dataclass(frozen=True)
class Clean:
    """A file's bytes as they are kept, and their type."""

    mime: str
    body: bytes


def clean_file(body: bytes) -> Clean:
    """Tell the type by content; draw images afresh without metadata. Raises Refused."""
    if len(body) > FILE_LIMIT:
        raise Refused(_("A file may have at most 10 MB."))
    if not body:
        raise Refused(_("This file is empty."))
    if body.startswith(b"%PDF-") and b"%%EOF" in body[-2048:]:
        return Clean("application/pdf", body)
    image = _image(body)
    if image is not None:
        return image
    return _plain_text(body)


def _image(body: bytes) -> Clean | None:
    try:
        with Image.open(io.BytesIO(body), formats=list(_FORMATS)) as picture:
            kind = picture.format or ""
            if picture.width * picture.height > MAX_PIXELS:
                raise Refused(_("This picture is too large. Please make it smaller."))
            drawn = picture.convert("RGB" if kind == "JPEG" else "RGBA")
    except Refused:
        raise
    except Exception as error:  # any decoder error means: no picture we take
        if body[:8].startswith((b"\x89PNG", b"\xff\xd8", b"RIFF")):
            raise Refused(_("This picture can’t be read.")) from error
        return None
    out = io.BytesIO()
    drawn.save(out, format=kind)
    return Clean(_FORMATS[kind], out.getvalue())


def _plain_text(body: bytes) -> Clean:
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        text = "\0"
    markup = text.lstrip("\ufeff \r\n\t")[:1] in ("<", "{") or "<script" in text.lower()
    if markup or any(ord(ch) < 32 and ch not in "\n\r\t" for ch in text):
        raise Refused(_("We take PDF, PNG, JPEG, WebP and plain text."))
    return Clean("text/plain", body)


def _cipher_for(key_id: str) -> AESGCM:
    for known, key in settings.FIELD_KEYS:
        if known == key_id:
            return AESGCM(key)
    raise SealBroken("a file does not open")


def _place(pk: uuid.UUID) -> bytes:
    return f"{settings.PRACTICE_ID}:clients_document.file:{pk}".encode()


@transaction.atomic
def add_document(
    *, client: Client, actor: User, title: str, body: bytes, from_client: bool
) -> Document:
    """Keep a file for client and coach. Raises Refused for its type, size or the person's sum."""
    clean = clean_file(body)
    held = Document.objects.filter(client=client, removed_at=None).aggregate(sum=Sum("size"))
    if (held["sum"] or 0) + len(clean.body) > PERSON_LIMIT:
        raise Refused(_("There is no room left. Please take something away first."))
    document = Document(
        client=client,
        from_client=from_client,
        title=title,
        mime=clean.mime,
        size=len(clean.body),
        stored_as=f"documents/{secrets.token_hex(20)}",
        added_by=actor,
    )
    _store(document, clean.body)
    document.save(force_insert=True)
    record(action="document.added", actor=actor, target=document, person_id=client.pk)
    line = _("A file from the client") if from_client else _("A file for the client")
    note_event(client=client, kind="document", line=line, actor=actor)
    return document


def _store(document: Document, body: bytes) -> None:
    """Write the bytes sealed under the newest key to where the row says."""
    key_id, nonce = settings.FIELD_KEYS[0][0], os.urandom(12)
    sealed = _cipher_for(key_id).encrypt(nonce, body, _place(document.pk))
    default_storage.save(document.stored_as, ContentFile(key_id.encode() + b"." + nonce + sealed))


def reseal_files(key_id: str) -> Iterator[str]:
    """Seal the files anew that are not under the newest key, ``key_id``, one after the other.

    Yields "" for each one done, and the id of its key for one that does not open. The new file has
    another name; the old one goes once the row names the new one.
    """
    for document in Document.objects.filter(removed_at=None).order_by("pk").iterator(200):
        old = document.stored_as
        try:
            with default_storage.open(old, "rb") as stream:
                under = stream.read(20).partition(b".")[0].decode(errors="replace")
            if under == key_id:
                continue
            body = read_document(document)
        except FileNotFoundError:  # taken away meanwhile
            continue
        except SealBroken:
            yield under
            continue
        document.stored_as = f"documents/{secrets.token_hex(20)}"
        _store(document, body)
        rows = Document.objects.filter(pk=document.pk, stored_as=old, removed_at=None)
        default_storage.delete(
            old if rows.update(stored_as=document.stored_as) else document.stored_as
        )
        yield ""


def read_document(document: Document) -> bytes:
    """The file's bytes. Raises SealBroken for any defect (SEC-52)."""
    with default_storage.open(document.stored_as, "rb") as stream:
        key_id, _dot, rest = stream.read().partition(b".")
    try:
        return _cipher_for(key_id.decode()).decrypt(rest[:12], rest[12:], _place(document.pk))
    except (InvalidTag, ValueError, UnicodeDecodeError):
        raise SealBroken("a file does not open") from None


@transaction.atomic
def remove_document(*, document: Document, actor: User) -> None:
    """Take a file away: hidden at once, its bytes are deleted after commit."""
    document.removed_at = timezone.now()
    document.save(update_fields=["removed_at"])
    record(action="document.removed", actor=actor, target=document, person_id=document.client_id)
    name = document.stored_as
    transaction.on_commit(lambda: default_storage.delete(name), robust=True)
