"""Encrypted archives: a tar stream in the age format (https://age-encryption.org/v1).

Nothing of the stream is kept in clear on its way: one thread packs, the other encrypts. The format is
a standard one, so that a copy can be opened with the ``age`` program where Coach Desk is not installed.
"""

from __future__ import annotations

import os
import tarfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pyrage

from coachdesk.operation.errors import OperationRefused

IDENTITY = "AGE-SECRET-KEY-"
UNREADABLE = (
    "The archive does not open: it is damaged or cut short, or it was made with another backup key."
)


def new_identity() -> str:
    """A fresh backup key; its first characters say what it is."""
    return str(pyrage.x25519.Identity.generate())


def recipient_of(key: str) -> pyrage.x25519.Recipient:
    """Whom to encrypt to. ``key`` is the secret key, or only its public part (``age1…``).

    Raises OperationRefused when it is neither.
    """
    try:
        if key.startswith(IDENTITY):
            return pyrage.x25519.Identity.from_str(key).to_public()
        return pyrage.x25519.Recipient.from_str(key)
    except (pyrage.IdentityError, pyrage.RecipientError):
        raise OperationRefused("The backup key is neither AGE-SECRET-KEY-… nor age1….") from None


def identity_of(key: str) -> pyrage.x25519.Identity:
    """The secret key that opens archives. Raises OperationRefused for a public one or a broken one."""
    if not key.startswith(IDENTITY):
        raise OperationRefused(
            "Opening an archive needs the secret backup key (AGE-SECRET-KEY-…); only its public part "
            "is set here."
        )
    try:
        return pyrage.x25519.Identity.from_str(key)
    except pyrage.IdentityError:
        raise OperationRefused("The backup key is damaged.") from None


class _FromThread:
    """The reading end of a pipe that a thread fills; its failure is raised at the end of the stream,
    so that half a stream never passes for a whole one."""

    def __init__(self, fill: Callable[[BinaryIO], None]) -> None:
        reading, writing = os.pipe()
        self._reader = os.fdopen(reading, "rb", buffering=1 << 20)
        self._error: BaseException | None = None

        def run() -> None:
            try:
                with os.fdopen(writing, "wb", buffering=1 << 20) as sink:
                    fill(sink)
            except BaseException as error:  # handed to the reading side
                self._error = error

        self._thread = threading.Thread(target=run, daemon=True)
        self._thread.start()

    def read(self, size: int = -1) -> bytes:
        """Up to ``size`` bytes. Raises what the thread raised."""
        found = self._reader.read(size)
        if not found:
            self._thread.join()
            if self._error is not None:
                raise self._error
        return found

    def close(self) -> None:
        """Let go of the pipe; a thread that still writes ends."""
        self._reader.close()
        self._thread.join()


def write_archive(sink: BinaryIO, key: str, pack: Callable[[tarfile.TarFile], None]) -> None:
    """Encrypt to ``sink`` what ``pack`` puts into the tar stream. Raises what ``pack`` raises."""
    recipient = recipient_of(key)

    def fill(stream: BinaryIO) -> None:
        with tarfile.open(fileobj=stream, mode="w|", format=tarfile.PAX_FORMAT) as tar:
            pack(tar)

    source = _FromThread(fill)
    try:
        pyrage.encrypt_io(source, sink, [recipient])
    finally:
        source.close()


def read_archive(source: BinaryIO, key: str, folder: Path) -> None:
    """Unpack an archive into ``folder``, regular files only, none outside of it.

    Raises OperationRefused when it does not open, is cut short, or holds anything else.
    """
    identity = identity_of(key)
    stream = _FromThread(lambda sink: pyrage.decrypt_io(source, sink, [identity]))
    try:
        with tarfile.open(fileobj=stream, mode="r|") as tar:  # type: ignore[call-overload]
            for member in tar:
                if not member.isreg():
                    raise OperationRefused("The archive holds something that is no file.")
                tar.extract(member, folder, filter="data")
        while stream.read(1 << 20):  # to the end: the last piece proves that nothing was cut off
            pass
    except (pyrage.DecryptError, tarfile.TarError, EOFError):
        raise OperationRefused(UNREADABLE) from None
    except OSError as error:
        if error.errno is not None:  # the disk; a piece that does not open has no number
            raise
        raise OperationRefused(UNREADABLE) from None
    finally:
        stream.close()
