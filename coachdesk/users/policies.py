"""Default deny: each view carries a policy, and one without a policy does not answer (SEC-09)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.http import Http404, HttpRequest

from coachdesk.users.models import Role, User

View = TypeVar("View", bound=Callable[..., Any])

# Who a page is for.
PUBLIC = "public"  # everybody, the same page for all, no cookie, may be cached
ANYONE = "anyone"  # everybody, with a session or a form key
READER = "reader"  # a letter writer who opened the own letter with the code
CLIENT = "client"
STAFF = "staff"
MEMBER = "member"  # anybody who is signed in
CLOSED = "closed"  # a library's route that we do not offer: always 404
AUDIENCES = (PUBLIC, ANYONE, READER, CLIENT, STAFF, MEMBER, CLOSED)

COACHES = (Role.COACH, Role.COUNSELOR)
BOOKS_TIMES = (*COACHES, Role.FRONT_DESK)
WORK_WITH_LETTERS = (Role.COACH, Role.COUNSELOR, Role.SUPERVISOR, Role.EDITOR)
TRIAGES_LETTERS = (Role.SUPERVISOR, Role.EDITOR)
SHOWN_TO_READERS = (Role.COACH, Role.COUNSELOR, Role.SUPERVISOR, Role.EDITOR)
WORK_WITH_CLIENTS = (Role.COACH, Role.COUNSELOR, Role.SUPERVISOR)
# The owner opens a client's record after breaking the glass, and then only to read (SEC-18).
OPENS_RECORDS = (*WORK_WITH_CLIENTS, Role.OWNER)
# Those who keep the records: erasing, full copies, emergency access (SEC-17, SEC-18).
KEEPS_RECORDS = (Role.OWNER, Role.SUPERVISOR)
FORM_METHODS = ("GET", "POST")  # a page whose form posts to its own address
READER_SESSION_KEY = "letter_id"
LETTER_DOOR = "/letter/?again=1"  # a room upstairs: where the six words are asked for


@dataclass(frozen=True)
class Policy:
    """What a view demands. ``relation`` names in words what ``visible_to`` checks for its objects."""

    audience: str
    roles: frozenset[str]
    methods: frozenset[str]
    relation: str
    step_up: bool
    without_factor: bool

    @property
    def cache(self) -> str:
        """The cache class: ``public`` or ``private`` (SEC-31)."""
        return "public" if self.audience == PUBLIC else "private"


def make_policy(
    audience: str,
    *,
    roles: Iterable[str] = (),
    methods: Iterable[str] = ("GET",),
    relation: str = "",
    step_up: bool = False,
    without_factor: bool = False,
) -> Policy:
    """Build a policy. Raises ValueError for an unknown audience or role, or roles without staff."""
    held = frozenset(str(role) for role in roles)
    if audience not in AUDIENCES or not held <= {r.value for r in Role}:
        raise ValueError(f"unknown audience or role: {audience} {sorted(held)}")
    if held and audience != STAFF:
        raise ValueError("only staff hold roles")
    return Policy(audience, held, frozenset(methods), relation, step_up, without_factor)


def policy(audience: str, **demands: Any) -> Callable[[View], View]:
    """Decorate a view with its policy; the arguments are those of ``make_policy``."""
    made = make_policy(audience, **demands)

    def mark(view: View) -> View:
        view.policy = made  # type: ignore[attr-defined]
        return view

    return mark


_signed_in = make_policy(MEMBER, methods=FORM_METHODS, relation="own", without_factor=True)
_guarded = make_policy(
    MEMBER, methods=FORM_METHODS, relation="own", without_factor=True, step_up=True
)
_door = make_policy(ANYONE, methods=FORM_METHODS)
_closed = make_policy(CLOSED)
# Routes of the account library. A name that is not here has no policy and is refused.
LIBRARY_POLICIES: dict[str, Policy] = {
    **dict.fromkeys(
        (
            "account_login",
            "account_request_login_code",
            "account_confirm_login_code",
            "account_reset_password",
            "account_confirm_password_reset_code",
            "account_complete_password_reset",
            "account_password_reset_completed",
            "account_inactive",
            "mfa_authenticate",
            "mfa_login_webauthn",
        ),
        _door,
    ),
    **dict.fromkeys(
        (
            "account_logout",
            "account_reauthenticate",
            "mfa_index",
            "mfa_reauthenticate",
            "mfa_reauthenticate_webauthn",
        ),
        _signed_in,
    ),
    **dict.fromkeys(
        (
            "account_change_password",
            "account_set_password",
            "mfa_activate_totp",
            "mfa_deactivate_totp",
            "mfa_generate_recovery_codes",
            "mfa_view_recovery_codes",
            "mfa_download_recovery_codes",
            "mfa_list_webauthn",
            "mfa_add_webauthn",
            "mfa_edit_webauthn",
            "mfa_remove_webauthn",
            "usersessions_list",
        ),
        _guarded,
    ),
    **dict.fromkeys(
        (
            "account_signup",
            "account_email",
            "account_email_verification_sent",
            "account_confirm_email",
        ),
        _closed,
    ),
}


def policy_of(view: Callable[..., Any], url_name: str | None) -> Policy | None:
    """The policy of a view: its own, or the one we gave a library's route."""
    own: Policy | None = getattr(view, "policy", None)
    return own or LIBRARY_POLICIES.get(url_name or "")


def staff(request: HttpRequest) -> User:
    """The member of the team who asks; the policy has let only such people in."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user
