"""The doors every request passes: headers, malformed input, clocks, policy."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode

from coachdesk.lib.sealed import DamagedValue
from coachdesk.users import errors, policies, presence
from coachdesk.users.identity import practice_zone
from coachdesk.users.models import Kind, User
from coachdesk.users.signals import happened
from coachdesk.users.sound_input import odd_charset, odd_form, odd_number

log = logging.getLogger("coachdesk.doors")
GetResponse = Callable[[HttpRequest], HttpResponse]

_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
)
_CSP_PUBLIC = f"{_CSP}; require-trusted-types-for 'script'; trusted-types 'none'"
_PERMISSIONS = (
    "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=(), "
    "publickey-credentials-create=(self), publickey-credentials-get=(self)"
)


class SecurityHeaders:
    """SEC-29, SEC-30, SEC-31 on every answer, errors and static files included."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        policy: policies.Policy | None = getattr(request, "policy", None)
        public = policy is not None and policy.audience == policies.PUBLIC
        headers = response.headers
        headers.setdefault("Content-Security-Policy", _CSP_PUBLIC if public else _CSP)
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "same-origin"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Cross-Origin-Resource-Policy"] = "same-origin"
        headers["Permissions-Policy"] = _PERMISSIONS
        headers["X-Frame-Options"] = "DENY"
        if settings.PRODUCTION:
            headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains; preload"
        if request.path.startswith(settings.STATIC_URL) and response.status_code < 400:
            return response
        if public and response.status_code < 400:
            # The same page for everybody: nothing of the visitor may ride along (SEC-31).
            response.cookies.clear()
            vary = [v.strip() for v in headers.get("Vary", "").split(",") if v.strip()]
            kept = [v for v in vary if v.lower() != "cookie"]
            if kept:
                headers["Vary"] = ", ".join(kept)
            elif "Vary" in headers:
                del headers["Vary"]
            headers.setdefault("Cache-Control", "public, max-age=30")
        else:
            headers["Cache-Control"] = "no-store, private"
            if getattr(request, "htmx", False):
                patch_vary_headers(response, ["HX-Request"])
        return response


_BAD_RAW = re.compile(r"%(?:0[0-9a-f]|1[0-9a-f]|7f|c2%[89][0-9a-f])", re.IGNORECASE)
_BAD_CLEAR = re.compile("[\x00-\x1f\x7f-\x9f\ufffd\ud800-\udfff]")
_BAD_QUERY = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffd\ud800-\udfff]")


class RefuseMalformed:
    """SEC-36: what no honest client sends is refused before routing, with 400."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (
            _BAD_CLEAR.search(request.path_info)
            or any(
                _BAD_QUERY.search(k) or any(_BAD_QUERY.search(v) for v in vs)
                for k, vs in request.GET.lists()
            )
            or len(request.META.get("QUERY_STRING", "")) > 8000
            or request.META.get("CONTENT_LENGTH", "0").strip("0123456789")
            or odd_charset(request)
        ):
            return errors.bad_request(request)
        return self.get_response(request)


class PolicyGuard:
    """Each view answers only to those its policy names (SEC-09, SEC-12, SEC-21, SEC-22, SEC-28, SEC-33)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            response = self.get_response(request)
        finally:
            timezone.deactivate()
        wait = getattr(request, "retry_after", 0)
        if wait:  # a form that came too soon (SEC-46): the page stays, the status says so
            response.status_code, response["Retry-After"] = 429, str(wait)
        match = request.resolver_match
        if request.method == "POST" and match is not None and response.status_code in (302, 303):
            if match.url_name in _PROOFS:
                _new_session_key(request)
            elif match.url_name == "account_logout":
                # SEC-24: nothing of the visit stays in the browser.
                response["Clear-Site-Data"] = '"cookies", "storage"'
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        refused = self._judge(request, view, kwargs)
        policy: policies.Policy | None = getattr(request, "policy", None)
        if refused or request.method != "HEAD" or (policy and policy.audience == policies.PUBLIC):
            return refused
        return _only_look(request, lambda: view(request, *args, **kwargs))

    def _judge(
        self, request: HttpRequest, view: Callable[..., Any], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        match = request.resolver_match
        if odd_number(kwargs):
            return errors.not_found(request)
        policy = policies.policy_of(view, match.url_name if match else None)
        if policy is None:
            log.error(
                "a view without a policy was asked for", extra={"route": match and match.route}
            )
            return errors.forbidden(request)
        request.policy = policy  # type: ignore[attr-defined]
        if policy.audience == policies.CLOSED:
            return errors.not_found(request)
        allowed = policy.methods | ({"HEAD"} if "GET" in policy.methods else set())
        if request.method not in allowed:
            return errors.method_not_allowed(request, sorted(allowed))
        if request.method == "POST" and odd_form(request):
            return errors.text_back(request, status=400, template="400.html")
        _use_zone(practice_zone())
        if policy.audience == policies.PUBLIC:
            return None
        if (
            request.headers.get("Sec-Fetch-Site") == "cross-site"
            and request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate"
        ):
            return errors.forbidden(request)
        expired = _run_clock(request)
        if policy.audience == policies.ANYONE:
            return None
        if policy.audience == policies.READER:
            if policies.READER_SESSION_KEY in request.session:
                return None
            return errors.signed_out(request, policies.LETTER_DOOR)
        user = request.user
        if not isinstance(user, User):
            return errors.signed_out(request, _login_address(request, expired=expired))
        _use_zone(user.time_zone)
        return _check_member(request, user, policy)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, DamagedValue):
            return errors.text_back(request, status=409, template="damaged.html")
        return None


def _only_look(request: HttpRequest, view: Callable[[], Any]) -> HttpResponse:
    """The answer to a HEAD: that of the page, which nobody reads, so that nothing is noted as read
    and nothing that is shown once is used up."""
    with transaction.atomic():
        response: Any = view()
        if hasattr(response, "render"):
            response = response.render()
        transaction.set_rollback(True)
    request.session.modified = False
    return response  # type: ignore[no-any-return]


# Routes on which a signed-in person proves again who is there.
_PROOFS = frozenset({"account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"})


def _new_session_key(request: HttpRequest) -> None:
    """Give the session another key, so that one that was known before gains nothing (SEC-20)."""
    before = request.session.session_key
    request.session.cycle_key()
    UserSession.objects.filter(session_key=before).update(session_key=request.session.session_key)


def _renew_for_roles(request: HttpRequest, user: User) -> None:
    """Whose roles have changed since the session last saw them goes on under a new key (SEC-20)."""
    held = sorted(user.roles)
    seen = request.session.get("roles_seen")
    if seen == held:
        return
    request.session["roles_seen"] = held
    if seen is not None:
        _new_session_key(request)


def _check_member(request: HttpRequest, user: User, policy: policies.Policy) -> HttpResponse | None:
    if policy.roles and user.kind == Kind.STAFF:
        _renew_for_roles(request, user)
    wanted = {policies.CLIENT: Kind.CLIENT, policies.STAFF: Kind.STAFF}.get(policy.audience)
    if (wanted and user.kind != wanted) or (policy.roles and not user.has_role(*policy.roles)):
        happened.send(
            sender=PolicyGuard,
            action="denied",
            actor=user,
            request=request,
            object_type=request.resolver_match.view_name if request.resolver_match else "",
        )
        return errors.forbidden(request)
    if user.kind == Kind.STAFF and not policy.without_factor and _lacks_factor(request, user):
        return redirect("mfa_activate_totp")  # SEC-01: only enrolment opens
    if policy.step_up:
        return _ask_for_proof(request, user)
    return None


def _ask_for_proof(request: HttpRequest, user: User) -> HttpResponse | None:
    """Nothing for who has proved a short while ago who is there, else the way to do so; a form
    that was sent is held meanwhile with all its fields (SEC-22, REL-09)."""
    if presence.proved_recently(request, user):
        if request.method == "POST":
            presence.forget_held_form(request)
        return None
    if request.method == "POST":
        presence.hold_form(request, user)
    return errors.signed_out(request, presence.proof_address(request), proof=True)


def _lacks_factor(request: HttpRequest, user: User) -> bool:
    if presence.has_shown_factor(request, user):
        return False
    if not is_mfa_enabled(user):
        return True
    request.session["factor_seen"] = str(user.pk)  # removing a factor ends this (adapters.py)
    return False


def _use_zone(zone: str) -> None:
    """Show times in this zone; ``__call__`` takes it back afterwards."""
    try:
        timezone.activate(ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError):
        timezone.deactivate()


def _login_address(request: HttpRequest, *, expired: bool) -> str:
    query = {"next": request.get_full_path()} if request.method in ("GET", "HEAD") else {}
    if expired:
        query["expired"] = "1"
    return f"{reverse('account_login')}?{urlencode(query)}" if query else reverse("account_login")


def _run_clock(request: HttpRequest) -> bool:
    """End a session whose idle or absolute time is over (SEC-21); True when it was ended now."""
    session = request.session
    if session.is_empty():
        return False
    now = int(time.time())
    if session.get("shared_device"):
        kind = "shared"
    elif isinstance(request.user, User):
        kind = str(request.user.kind)
    else:
        kind = "reader"
    idle, absolute = settings.SESSION_CLOCKS[kind]
    started, seen = session.get("started", now), session.get("seen", now)
    if now - started > absolute or now - seen > idle or seen > now + 300:
        logout(request)
        return True
    if "started" not in session:
        session["started"] = now
    # Polling is no activity; and one write in 30 s is enough for clocks that run for minutes.
    stale = now - seen >= 30 or "seen" not in session
    if stale and request.headers.get("X-Background") != "1":
        session["seen"] = now
        UserSession.objects.filter(session_key=session.session_key).update(
            last_seen_at=timezone.now()
        )
    return False
