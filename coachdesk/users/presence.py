"""Proof of presence: whether the person showed a short while ago who is there (SEC-22), and the form
that was interrupted to ask for it."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from coachdesk.lib.sealed import SealBroken, seal, unseal
from coachdesk.users.models import User

_KEY = "held_form"
_HOLD_SECONDS = 900
_PROVED_HERE = {"password": "password_chosen", "mfa": "factor_added"}
_NOT_HELD = ("csrfmiddlewaretoken", "password", "oldpassword", "password1", "password2")


def proved_recently(request: HttpRequest, user: User) -> bool:
    """Whether the person has proved within the time allowed who is there (SEC-22): asked again, or
    by a fresh log-in with password and factor, or with a passkey. A code by mail is no proof."""
    since = time.time() - settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    recent = [
        record
        for record in get_authentication_records(request, user)
        if record["at"] > since and record.get("method") in ("password", "mfa")
    ]
    if any(record.get("reauthenticated") for record in recent):
        return True
    methods = {record["method"] for record in recent}
    methods |= {kind for kind in _PROVED_HERE if _proved_here(request, user, kind) > since}
    if any(record.get("type") == "webauthn" for record in recent):
        return True
    return "password" in methods and ("mfa" in methods or not is_mfa_enabled(user))


def note_proof(request: HttpRequest, user: User, kind: str) -> None:
    """The person has just chosen a password ("password") or added a second step ("mfa") in this
    session, which shows as much as using it: nobody is asked for it again on the next page."""
    request.session[_PROVED_HERE[kind]] = [str(user.pk), time.time()]


def _proved_here(request: HttpRequest, user: User, kind: str) -> float:
    """When that was, as seconds since 1970; 0 for never, or for somebody else."""
    whose, at = request.session.get(_PROVED_HERE[kind]) or ("", 0.0)
    return float(at) if whose == str(user.pk) else 0.0


def has_shown_factor(request: HttpRequest, user: User) -> bool:
    """Whether this session is known to be behind a second factor; demo people need none (SEC-01)."""
    if user.is_demo and settings.DEMO:
        return True
    return bool(request.session.get("factor_seen") == str(user.pk))


def proof_address(request: HttpRequest) -> str:
    """Where the proof is given; from there a page opens, and a form goes on where it was held."""
    sent = request.method == "POST"
    target = reverse("users:go_on") if sent else request.get_full_path()
    return f"{reverse('account_reauthenticate')}?{urlencode({'next': target})}"


@dataclass(frozen=True)
class HeldForm:
    """A form as it was sent: where to, from which page, and every field with all its values."""

    to: str
    page: str
    fields: list[tuple[str, list[str]]]

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """One pair for each value, in the order of the form."""
        return [(name, value) for name, values in self.fields for value in values]

    @property
    def texts(self) -> list[str]:
        """What was written, to be seen again before it is sent; ids and ticks are not among it."""
        return [value for _name, value in self.pairs if len(value) >= 12 and " " in value]


def hold_form(request: HttpRequest, user: User) -> None:
    """Keep the form until the proof is given, for a quarter of an hour at most. It lies sealed in
    the session, because forms carry private text (SEC-49); passwords are not kept."""
    held = {
        "to": request.get_full_path(),
        "page": _page_of(request),
        "fields": [(name, vs) for name, vs in request.POST.lists() if name not in _NOT_HELD],
        "at": time.time(),
    }
    request.session[_KEY] = seal(json.dumps(held), _context(user))


def held_form(request: HttpRequest, user: User) -> HeldForm | None:
    """The form that waits for this person, if there is one."""
    try:
        held = json.loads(unseal(request.session.get(_KEY, ""), _context(user)))
    except SealBroken:
        return None
    if held["at"] + _HOLD_SECONDS < time.time():
        return None
    return HeldForm(held["to"], held["page"], [(name, vs) for name, vs in held["fields"]])


def forget_held_form(request: HttpRequest) -> None:
    """The form was sent again, or its time is over."""
    request.session.pop(_KEY, None)


def _context(user: User) -> str:
    return f"{settings.PRACTICE_ID}:{_KEY}:{user.pk}"


def _page_of(request: HttpRequest) -> str:
    """The page of ours on which the form stood; blank where the browser does not say."""
    place = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(place, {request.get_host()}):
        return ""
    parts = urlsplit(place)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
