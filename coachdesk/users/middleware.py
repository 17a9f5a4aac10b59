"""The doors every request passes: headers, malformed input, clocks, policy."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode

from coachdesk.users import errors, policies
from coachdesk.users.models import Kind, User
from coachdesk.users.signals import happened

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
            # The same page for everybody: nothing of the visitor may ride along (Settled 13).
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
        ):
            return errors.bad_request(request)
        return self.get_response(request)


class PolicyGuard:
    """Each view answers only to those its policy names (SEC-09, 12, 21, 22, 28, 33)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return self.get_response(request)
        finally:
            timezone.deactivate()

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        match = request.resolver_match
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
        _use_zone_of(user)
        return _check_member(request, user, policy)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, OperationalError):  # REL-15: the database is away or full
            log.error("database error", exc_info=exception)
            return errors.unavailable(request)
        return None


def _check_member(request: HttpRequest, user: User, policy: policies.Policy) -> HttpResponse | None:
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
    if policy.step_up and not did_recently_reauthenticate(request):
        if request.method == "POST":
            return errors.signed_out(request, _step_up_address(request), proof=True)
        return HttpResponseRedirect(_step_up_address(request))
    return None


def _lacks_factor(request: HttpRequest, user: User) -> bool:
    if user.is_demo and settings.DEMO:
        return False
    if request.session.get("factor_seen") == str(user.pk):
        return False
    if not is_mfa_enabled(user):
        return True
    request.session["factor_seen"] = str(user.pk)  # removing a factor ends this (adapters.py)
    return False


def _use_zone_of(user: User) -> None:
    """Show times in the person's own zone; ``__call__`` goes back to the practice's afterwards."""
    try:
        timezone.activate(ZoneInfo(user.time_zone))
    except (ZoneInfoNotFoundError, ValueError):
        timezone.deactivate()


def _login_address(request: HttpRequest, *, expired: bool) -> str:
    query = {"next": request.get_full_path()} if request.method in ("GET", "HEAD") else {}
    if expired:
        query["expired"] = "1"
    return f"{reverse('account_login')}?{urlencode(query)}" if query else reverse("account_login")


def _step_up_address(request: HttpRequest) -> str:
    target = request.get_full_path() if request.method != "POST" else request.path
    return f"{reverse('account_reauthenticate')}?{urlencode({'next': target})}"


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
