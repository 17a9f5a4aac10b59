"""What every template may use: the practice, the way out, and which rooms the person may enter."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from coachdesk.lib.nav_counts import nav_counts
from coachdesk.users import policies, presence
from coachdesk.users.assistant import Place, bar
from coachdesk.users.desk_nav import Navigation, navigation
from coachdesk.users.identity import exit_url, identity, practice_name
from coachdesk.users.models import Role, User


def site(request: HttpRequest) -> dict[str, Any]:
    """``practice`` for all pages and ``nav`` for the desk. Public pages never touch the session."""
    policy: policies.Policy | None = getattr(request, "policy", None)
    public = policy is None or policy.audience == policies.PUBLIC
    user = None if public else request.user
    member = user if isinstance(user, User) else None
    return {
        # Not "site": the account library puts a value of that name into its pages.
        "practice": {
            "name": practice_name(),
            "tagline": identity("practice_tagline"),
            "exit_url": exit_url(),
            "exit_path": reverse("users:exit") if not public else "",
            "demo": settings.DEMO,
            "portal_name": _portal_name(member),
            "url": settings.SITE_URL,
        },
        "nav": SimpleLazyObject(lambda: _navigation(request, member)),
        "setup_bar": SimpleLazyObject(lambda: _setup_bar(request, member)),
        "account_base": _account_base(request, member),
        "nav_counts": SimpleLazyObject(lambda: nav_counts(member) if member else {}),
    }


def _portal_name(member: User | None) -> str:
    """What the tab and the head of a client's pages say: the practice's name only where the client
    switched discreet mode off (DOMAIN-8)."""
    if member is None or not member.is_client or member.discreet:
        return "Notes"
    return practice_name()


def _setup_bar(request: HttpRequest, member: User | None) -> Place | None:
    """Where an owner stands who walks through the set-up, on the pages of the step."""
    match = request.resolver_match
    if member is None or match is None or not member.has_role(Role.OWNER):
        return None
    return bar(request, match.view_name)


def _account_base(request: HttpRequest, member: User | None) -> str:
    """The frame of the pages about the own account: the desk's for a member of the team who is
    wholly signed in, the portal's for everybody else."""
    if member is None or member.is_client or not presence.has_shown_factor(request, member):
        return "base_portal.html"
    return "base_desk.html"


def _navigation(request: HttpRequest, member: User | None) -> Navigation | None:
    """What the desk's frame shows this person; None for everybody who is not of the team."""
    if member is None or member.is_client:
        return None
    match = request.resolver_match
    return navigation(member, match.view_name if match else "")
