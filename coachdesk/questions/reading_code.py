"""The six words that open a letter (SEC-04): found by a keyed hash, proven with Argon2id."""

from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from coachdesk.lib.sealed import keyed_hash

WORDS_IN_CODE = 6
LONGEST = 120
_LIST = Path(__file__).parent / "data" / "words.en.txt"
_COST: dict[str, Any] = {"length": 32, "iterations": 2, "lanes": 1, "memory_cost": 19 * 1024}


@cache
def word_list() -> tuple[str, ...]:
    """The 7,776 words a code is drawn from."""
    lines = _LIST.read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


def normalise_code(typed: str) -> str:
    """A code as it is compared: lower case, single blanks, whatever stood between the words."""
    return " ".join(re.findall(r"[a-z]+(?:-[a-z]+)?", typed.lower()))


def code_lookup(code: str) -> str:
    """The keyed hash a letter is found by."""
    return keyed_hash("letter-code", normalise_code(code))


def code_check(code: str) -> str:
    """What is stored to prove a code: an Argon2id string with its own salt."""
    return Argon2id(salt=os.urandom(16), **_COST).derive_phc_encoded(normalise_code(code).encode())


def code_fits(code: str, stored: str) -> bool:
    """Whether a typed code is the one that was stored."""
    try:
        Argon2id.verify_phc_encoded(normalise_code(code).encode(), stored)
    except (InvalidKey, ValueError):
        return False
    return True
