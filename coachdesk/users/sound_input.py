"""What no honest browser sends in a form: told apart here, so that no view and no library need to."""

from __future__ import annotations

import json
import re

from django.http import HttpRequest
from fido2.webauthn import AuthenticationResponse, RegistrationResponse

# PostgreSQL stores no NUL, and no encoding a half of a pair.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_LARGEST_ID = 2**31 - 1
_JSON_BEGINS = tuple('{["-0123456789')
_CHARSETS = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})


def odd_charset(request: HttpRequest) -> bool:
    """Whether the body claims another encoding than our pages ask for."""
    charset = (request.content_params or {}).get("charset", "utf-8")
    return charset.strip("\"' ").lower() not in _CHARSETS


def odd_number(kwargs: dict[str, object]) -> bool:
    """Whether the address holds a number that no row can have."""
    return any(isinstance(value, int) and value > _LARGEST_ID for value in kwargs.values())


def odd_form(request: HttpRequest) -> bool:
    """Whether a name or a value of the form cannot be stored, or is JSON that cannot be read back:
    nested too deep, with numbers too long, or with half characters."""
    return (
        any(
            _UNSTORABLE.search(name) or any(_odd(value) for value in values)
            for name, values in request.POST.lists()
        )
        or any(_UNSTORABLE.search(file.name or "") for file in request.FILES.values())
        or _odd_passkey(request.POST.get("credential", ""))
    )


def _odd_passkey(text: str) -> bool:
    """Whether the answer of a passkey contradicts itself: the account library expects only answers
    that lack something."""
    if not text:
        return False
    try:
        answer = json.loads(text)
    except ValueError:
        return False  # the form says so
    for kind in (RegistrationResponse, AuthenticationResponse):
        try:
            kind.from_dict(answer)
        except ValueError:
            return True
        except TypeError:  # of the other kind, or incomplete, which the form says
            continue
    return False


def _odd(value: str) -> bool:
    if _UNSTORABLE.search(value):
        return True
    if not value.lstrip().startswith(_JSON_BEGINS):
        return False
    try:
        json.dumps(json.loads(value), ensure_ascii=False, allow_nan=False).encode()
    except json.JSONDecodeError:
        return False  # a person's text may begin so as well
    except (ValueError, RecursionError):
        return True
    return False
