"""What the pages of this floor share."""

from __future__ import annotations

from django.http import Http404, HttpRequest

from coachdesk.users.models import User


def staff(request: HttpRequest) -> User:
    """The member of the team who asks; the policy has let only such people in."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user
