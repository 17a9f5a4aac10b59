"""People, roles, invitations, and the small records the doors need."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coachdesk.lib.ids import new_id
from coachdesk.lib.sealed import SealedTextField, keyed_hash
from coachdesk.lib.text import normalise_address
from coachdesk.lib.zones import practice_zone


class Kind(models.TextChoices):
    STAFF = "staff", _("Team")
    CLIENT = "client", _("Client")


class Role(models.TextChoices):
    """DOMAIN-2. One person may hold several."""

    COACH = "coach", _("Coach")
    COUNSELOR = "counselor", _("Counselor")
    SUPERVISOR = "supervisor", _("Supervisor")
    EDITOR = "editor", _("Editor")
    FRONT_DESK = "front_desk", _("Front desk")
    OWNER = "owner", _("Owner")


class NewsMail(models.TextChoices):
    """When somebody of the team is told by mail that something came."""

    AT_ONCE = "at_once", _("At once, at most every ten minutes")
    MORNING = "morning", _("In the morning, once")
    NEVER = "never", _("Never: I look at Today")


def alias_for(address: str) -> str:
    """The address as the login tables hold it: a keyed hash in the shape of an address (SEC-49)."""
    return f"{keyed_hash('address', normalise_address(address))}@alias.invalid"


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(login_alias=username)

    def with_role(self, *roles: str) -> models.QuerySet[User]:
        """Active staff who hold one of the roles now, ordered by the time they joined."""
        holding = RoleGrant.objects.filter(role__in=roles, ended_at=None).values("user_id")
        return self.filter(is_active=True, pk__in=holding).order_by("joined_at")


class User(AbstractBaseUser):
    """A person with a log-in. The address is sealed; log-in finds it by its keyed hash."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    login_alias = models.EmailField(_("email address"), max_length=254, unique=True)
    address = SealedTextField()
    display_name = SealedTextField(blank=True)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    mail_muted = models.BooleanField(default=False)
    # A client's own pages carry no name of the practice while this is on (DOMAIN-8).
    discreet = models.BooleanField(default=True)
    # Whether the public team page names the person: each decides, joining alone does not.
    on_team_page = models.BooleanField(default=False)
    # The team's neutral mail that something came; clients have their own record of contact.
    news_mail = models.CharField(max_length=10, choices=NewsMail.choices, default=NewsMail.MORNING)
    time_zone = models.CharField(max_length=64, default=practice_zone)
    joined_at = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = "login_alias"
    EMAIL_FIELD = "login_alias"
    objects = UserManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="user_kind_known", condition=Q(kind__in=[k.value for k in Kind])
            ),
            models.CheckConstraint(
                name="news_mail_known", condition=Q(news_mail__in=[n.value for n in NewsMail])
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @cached_property
    def roles(self) -> frozenset[str]:
        """Roles held now. Read once a request; a change acts on the next one (SEC-16)."""
        if self.kind != Kind.STAFF:
            return frozenset()
        return frozenset(self.grants.filter(ended_at=None).values_list("role", flat=True))

    def has_role(self, *roles: str) -> bool:
        """Whether the person holds one of the roles; a counselor is also a coach."""
        held = self.roles | ({Role.COACH} if Role.COUNSELOR in self.roles else set())
        return bool(held & set(roles))

    @property
    def is_coach(self) -> bool:
        """Whether the person coaches clients; counselors do."""
        return self.has_role(Role.COACH)

    @property
    def is_client(self) -> bool:
        return self.kind == Kind.CLIENT

    @property
    def initials(self) -> str:
        """At most two letters for the avatar."""
        return "".join(part[0] for part in self.display_name.split()[:2]).upper()

    @property
    def role_label(self) -> str:
        """The weightiest role in words, for the foot of the desk's side bar."""
        for role in (
            Role.OWNER,
            Role.SUPERVISOR,
            Role.COUNSELOR,
            Role.COACH,
            Role.EDITOR,
            Role.FRONT_DESK,
        ):
            if role in self.roles:
                return str(role.label)
        return ""


class RoleGrant(models.Model):
    """One role held by one person from a time to a time; never deleted."""

    user = models.ForeignKey(User, models.CASCADE, related_name="grants")
    role = models.CharField(max_length=20, choices=Role.choices)
    granted_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    granted_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role"], condition=Q(ended_at=None), name="role_held_once"
            ),
            models.CheckConstraint(
                name="role_known", condition=Q(role__in=[r.value for r in Role])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} of {self.user_id}"


class OwnersWish(models.Model):
    """Something about a colleague that one owner asks for: it waits for another owner, or for a day
    (SEC-17)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    asked_by = models.ForeignKey(User, models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    not_before = models.DateTimeField()
    confirmed_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.pk)


class RoleChange(OwnersWish):
    """A wanted set of roles."""

    user = models.ForeignKey(User, models.CASCADE, related_name="role_changes")
    roles = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="nobody_changes_own_roles", condition=~Q(user=models.F("asked_by"))
            ),
            models.UniqueConstraint(
                fields=["user"], condition=Q(done_at=None), name="one_open_role_change"
            ),
        ]


class FactorReset(OwnersWish):
    """A colleague's lost second step that is to be taken away."""

    user = models.ForeignKey(User, models.CASCADE, related_name="factor_resets")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="nobody_resets_own_factor", condition=~Q(user=models.F("asked_by"))
            ),
            models.UniqueConstraint(
                fields=["user"], condition=Q(done_at=None), name="one_open_factor_reset"
            ),
        ]


class Supervision(models.Model):
    """A supervisor and a coach; what the supervisor may see also needs the client's agreement."""

    supervisor = models.ForeignKey(User, models.CASCADE, related_name="supervises")
    coach = models.ForeignKey(User, models.CASCADE, related_name="supervised_by")
    since = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["supervisor", "coach"], condition=Q(ended_at=None), name="supervision_once"
            ),
            models.CheckConstraint(
                name="nobody_supervises_self", condition=~Q(supervisor=models.F("coach"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.supervisor_id} over {self.coach_id}"


class InvitationState(models.TextChoices):
    CREATED = "created", _("Created")
    SENT = "sent", _("Sent")
    ACCEPTED = "accepted", _("Accepted")
    EXPIRED = "expired", _("Expired")
    REVOKED = "revoked", _("Revoked")


class Invitation(models.Model):
    """A single-use way in: a link, and a code told on another channel (SEC-02, SEC-04)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    roles = models.JSONField(default=list)
    subject_id = models.UUIDField(null=True, db_index=True, help_text=_("The client it is for."))
    address = SealedTextField()
    address_hash = models.CharField(max_length=64, db_index=True)
    token_hash = models.CharField(max_length=64, unique=True)
    spoken_code = SealedTextField()
    state = models.CharField(
        max_length=10, choices=InvitationState.choices, default=InvitationState.CREATED
    )
    failed_codes = models.PositiveSmallIntegerField(default=0)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    accepted_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="invitation_state_known",
                condition=Q(state__in=[s.value for s in InvitationState]),
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_open(self) -> bool:
        open_states = (InvitationState.CREATED, InvitationState.SENT)
        return self.state in open_states and self.expires_at > timezone.now()


class FormSubmission(models.Model):
    """A creating form that was sent: the key it carried and what came of it (REL-05)."""

    key = models.UUIDField(primary_key=True)
    form = models.CharField(max_length=150)
    actor_id = models.UUIDField(null=True)
    content_hash = models.CharField(max_length=64)
    result_id = models.UUIDField(null=True)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return f"{self.form} {self.key}"


class LimitCounter(models.Model):
    """How often something happened in a window; the key is a keyed hash that dies daily (SEC-46)."""

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField(default=0)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.key


class PracticeSetting(models.Model):
    """One setting of the practice that differs from the default (see ``practice.py``)."""

    name = models.CharField(max_length=60, primary_key=True)
    value: Any = models.JSONField()
    changed_at = models.DateTimeField(auto_now=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    def __str__(self) -> str:
        return self.name
