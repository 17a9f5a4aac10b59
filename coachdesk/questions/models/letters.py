"""Letters from readers, the answers to them, and what the team notes beside them."""

from __future__ import annotations

from datetime import date, timedelta
from textwrap import shorten

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coachdesk.lib.ids import new_id
from coachdesk.lib.sealed import SealedJSONField, SealedTextField
from coachdesk.users.models import Role, User
from coachdesk.users.policies import WORK_WITH_LETTERS
from coachdesk.users.practice_settings import practice_setting


class QuestionState(models.TextChoices):
    """DOMAIN-3, "Letter"."""

    RECEIVED = "received", _("New, not checked")
    TRIAGED = "triaged", _("New")
    SAFETY_HOLD = "safety_hold", _("Read first")
    SPAM = "spam", _("Spam")
    ASSIGNED = "assigned", _("Taken")
    DRAFTING = "drafting", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    ANSWERED = "answered", _("Answered")
    DECLINED = "declined", _("Not this time")
    CLOSED = "closed", _("Closed")
    WITHDRAWN = "withdrawn", _("Withdrawn")


WAITING = (
    QuestionState.RECEIVED,
    QuestionState.TRIAGED,
    QuestionState.ASSIGNED,
    QuestionState.DRAFTING,
)
OPEN_QUEUE = (QuestionState.RECEIVED, QuestionState.TRIAGED)  # nobody has it yet
AT_WORK = (QuestionState.ASSIGNED, QuestionState.DRAFTING, QuestionState.IN_REVIEW)
OPEN = (*WAITING, QuestionState.SAFETY_HOLD, QuestionState.IN_REVIEW)
ENDED = (QuestionState.SPAM, QuestionState.DECLINED, QuestionState.CLOSED, QuestionState.WITHDRAWN)


class Source(models.TextChoices):
    FORM = "form", _("Form")
    IMPORT = "import", _("Imported")
    POST = "post", _("By post")
    PHONE = "phone", _("By phone")


class ContactWay(models.TextChoices):
    MAIL = "mail", _("by email")
    CODE = "code", _("code, no address")
    NONE = "none", _("no contact")


class Outcome(models.TextChoices):
    """What a writer got in the end."""

    ANSWERED = "answered", _("Answered")
    ARTICLE = "article", _("Answered by an article")
    REFERRED = "referred", _("Pointed to better help")
    NOT_THIS_TIME = "not_this_time", _("Not this time")


class Topic(models.Model):
    """What letters and answers are about; public names."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=40)
    intro = models.CharField(max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class QuestionManager(models.Manager["Question"]):
    def visible_to(self, actor: object) -> models.QuerySet[Question]:
        """The letters a person may open (SEC-00): a supervisor all; an editor all but held and
        withdrawn ones; a coach the own ones and those nobody has.

        Held letters are the supervisor's until they are given out. Withdrawn ones stay with the
        supervisor until they are erased, for their safety entries.
        """
        if not isinstance(actor, User) or not actor.has_role(*WORK_WITH_LETTERS):
            return self.none()
        if actor.has_role(Role.SUPERVISOR):
            return self.all()
        hidden = (QuestionState.WITHDRAWN, QuestionState.SAFETY_HOLD)
        rows = self.filter(erased_at=None).exclude(state__in=hidden)
        if actor.has_role(Role.EDITOR):
            return rows
        return rows.filter(Q(assignee=actor) | Q(assignee=None, state__in=OPEN_QUEUE))


class Question(models.Model):
    """A reader's letter. Its id is the person's id in consents, safe contact and flags."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    state = models.CharField(
        max_length=12, choices=QuestionState.choices, default=QuestionState.RECEIVED
    )
    title = SealedTextField(blank=True)
    letter = SealedTextField(blank=True)
    asks = SealedTextField(blank=True)
    pseudonym = SealedTextField(blank=True)
    country = models.CharField(max_length=2, blank=True)
    adult = models.BooleanField(default=True)
    source = models.CharField(max_length=8, choices=Source.choices, default=Source.FORM)
    contact = models.CharField(max_length=5, choices=ContactWay.choices, default=ContactWay.NONE)
    code_lookup = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001
    code_check = models.CharField(max_length=200, blank=True)
    safety_answers = SealedJSONField(blank=True, default="")
    findings = SealedJSONField(blank=True, default="", unreadable=list)
    read_first = models.BooleanField(default=False)
    urgent = models.BooleanField(default=False)
    was_held = models.BooleanField(default=False)
    # The chance of danger as triage put it, 0 to 1: letters that are read first stand in its order.
    triage_score = models.FloatField(default=0.0)
    lexicon_version = models.CharField(max_length=20, blank=True)
    model_version = models.CharField(max_length=40, blank=True)
    unproven = models.BooleanField(default=False)  # may be spam: a person looks before anything
    may_publish = models.BooleanField(default=False)  # the consent record decides, this finds
    topics = models.ManyToManyField(Topic, blank=True, related_name="questions")
    assignee = models.ForeignKey(User, models.SET_NULL, null=True, related_name="letters")
    received_at = models.DateTimeField(default=timezone.now)
    due_on = models.DateField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    erase_after = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=14, choices=Outcome.choices, blank=True)
    outcome_slug = models.CharField(max_length=80, blank=True)  # the article that answers it
    outcome_text = SealedTextField(blank=True)
    follow_up_used = models.BooleanField(default=False)
    decline_proposed_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    publish_sooner = models.BooleanField(default=False)
    offered_contact_at = models.DateTimeField(null=True, blank=True)
    agreed_to_contact_at = models.DateTimeField(null=True, blank=True)
    opened_first_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey("self", models.SET_NULL, null=True, related_name="merged")
    state_before_merge = models.CharField(max_length=12, blank=True)
    import_key = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001
    version = models.PositiveIntegerField(default=1)

    objects = QuestionManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="question_state_known",
                condition=Q(state__in=[s.value for s in QuestionState]),
            ),
            models.CheckConstraint(
                name="question_at_work_has_assignee",
                condition=~Q(state__in=["assigned", "drafting", "in_review"])
                | Q(assignee__isnull=False),
            ),
            models.CheckConstraint(
                name="question_answered_has_time",
                condition=~Q(state="answered") | Q(answered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="question_minor_unpublished", condition=Q(adult=True) | Q(may_publish=False)
            ),
        ]
        indexes = [
            models.Index(fields=["state", "received_at", "id"], name="question_state_age"),
            models.Index(fields=["state", "triage_score", "id"], name="question_state_score"),
            models.Index(fields=["received_at", "id"], name="question_age"),
            models.Index(fields=["assignee", "state", "received_at"], name="question_mine"),
            models.Index(
                fields=["ended_at"],
                name="question_ended",
                condition=Q(erased_at=None, ended_at__isnull=False),
            ),
            models.Index(
                fields=["received_at"], name="question_held", condition=Q(state="safety_hold")
            ),
            models.Index(fields=["due_on"], name="question_due", condition=Q(due_on__isnull=False)),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def name(self) -> str:
        """The made-up name, or words for none."""
        return self.pseudonym or str(_("No name"))

    @property
    def is_held(self) -> bool:
        return self.state == QuestionState.SAFETY_HOLD

    @property
    def is_late(self) -> bool:
        """Past its due day and still nobody's answer."""
        return self.state in OPEN and self.due_on is not None and self.due_on < date.today()

    @property
    def asks_back(self) -> bool:
        """The writer asked back after an answer, and has no answer to that yet."""
        return self.follow_up_used and self.state in OPEN

    @property
    def waits_too_long(self) -> bool:
        """A held letter nobody has taken within the practice's hours."""
        hours = int(practice_setting("urgent_read_within_hours"))
        over = timezone.now() - self.received_at > timedelta(hours=hours)
        return self.is_held and self.assignee_id is None and over

    @property
    def gist(self) -> str:
        """The beginning of the letter for lists, in whole words."""
        start = self.letter[:200]
        return shorten(start, 160, placeholder="") or start[:160]
