"""The demo team and their log-ins."""

from __future__ import annotations

from dataclasses import dataclass

from coachdesk.users.models import Kind, Role, Supervision, User, alias_for
from coachdesk.users.services import create_user, show_on_team_page

PASSWORD = "a quiet harbor at night"  # noqa: S105  refused wherever demo conveniences are off


@dataclass(frozen=True)
class Member:
    key: str
    name: str
    roles: tuple[str, ...]


TEAM = (
    Member("morgan", "Morgan Ellery", (Role.OWNER, Role.COUNSELOR, Role.SUPERVISOR)),
    Member("priya", "Priya Nair", (Role.COUNSELOR, Role.SUPERVISOR)),
    Member("tomas", "Tomas Lind", (Role.COACH,)),
    Member("june", "June Okafor", (Role.EDITOR, Role.FRONT_DESK)),
)


def address_of(key: str) -> str:
    """A demo address; nothing at example.org receives mail."""
    return f"{key}@example.org"


def load_team() -> dict[str, User]:
    """The team by key; the second time gives the same people."""
    team = {
        member.key: _person(member.key, member.name, Kind.STAFF, member.roles) for member in TEAM
    }
    for member in team.values():
        show_on_team_page(user=member, shown=True)
    Supervision.objects.get_or_create(supervisor=team["priya"], coach=team["tomas"], ended_at=None)
    return team


def demo_client_user(key: str, name: str) -> User:
    """A client's log-in."""
    return _person(key, name, Kind.CLIENT, ())


def _person(key: str, name: str, kind: str, roles: tuple[str, ...]) -> User:
    found = User.objects.filter(login_alias=alias_for(address_of(key))).first()
    return found or create_user(
        address=address_of(key),
        kind=kind,
        display_name=name,
        password=PASSWORD,
        roles=roles,
        is_demo=True,
    )
