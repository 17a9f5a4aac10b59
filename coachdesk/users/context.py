"""What every template may use: the practice, the way out, and which rooms the person may enter."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from coachdesk.lib.nav import nav_counts
from coachdesk.users import policies
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
            "name": settings.PRACTICE_NAME,
            "tagline": settings.PRACTICE_TAGLINE,
            "exit_url": settings.EXIT_URL,
            "exit_path": reverse("users:exit") if not public else "",
            "demo": settings.DEMO,
            "portal_name": _portal_name(member),
            "url": settings.SITE_URL,
        },
        "nav": _rooms(member) if member and not member.is_client else {},
        "nav_counts": SimpleLazyObject(lambda: nav_counts(member) if member else {}),
    }


def _portal_name(member: User | None) -> str:
    """What the tab and the head of a client's pages say: the practice's name only where the client
    switched discreet mode off (DOMAIN section 8)."""
    if member is None or not member.is_client or member.discreet:
        return "Notes"
    return str(settings.PRACTICE_NAME)


def _rooms(user: User) -> dict[str, bool]:
    clients = user.has_role(*policies.WORK_WITH_CLIENTS)
    owner = user.has_role(Role.OWNER)
    return {
        "questions": user.has_role(*policies.WORK_WITH_LETTERS),
        "editing": user.has_role(*policies.WORK_WITH_LETTERS),
        "clients": clients or user.has_role(Role.FRONT_DESK),
        "sessions": clients,
        "calendar": clients or user.has_role(Role.FRONT_DESK),
        "programs": clients,
        "safety": user.has_role(*policies.WORK_WITH_LETTERS),
        "team": owner,
        "money": owner or user.has_role(Role.FRONT_DESK),
        "reports": owner or user.has_role(Role.SUPERVISOR),
        "audit": owner,
    }
