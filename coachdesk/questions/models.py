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
from coachdesk.users.practice import practice_setting


class QuestionState(models.TextChoices):
    """DOMAIN section 3, "Letter"."""

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
        """The letters a person may open: the letters' team all but withdrawn ones, nobody else.

        Withdrawn letters stay with the supervisor until they are erased, for their safety entries.
        """
        if not isinstance(actor, User) or not actor.has_role(*WORK_WITH_LETTERS):
            return self.none()
        if actor.has_role(Role.SUPERVISOR):
            return self.all()
        return self.filter(erased_at=None).exclude(state=QuestionState.WITHDRAWN)


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
    findings = SealedJSONField(blank=True, default="")
    read_first = models.BooleanField(default=False)
    urgent = models.BooleanField(default=False)
    was_held = models.BooleanField(default=False)
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


class ReplyState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    LEAVING = "leaving", _("Leaving")
    SENT = "sent", _("Sent")


class Reply(models.Model):
    """A private answer. ``parts``: title, opening, answer, points [{title, text, step?}], takeaways [..].

    A point's ``step`` names a step of a program and is for the desk; the writer's page leaves it out.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    question = models.ForeignKey(Question, models.CASCADE, related_name="replies")
    number = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=ReplyState.choices, default=ReplyState.DRAFT)
    parts = SealedJSONField(default=dict)
    version = models.PositiveIntegerField(default=0)
    author = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    byline = SealedTextField(blank=True)
    saved_at = models.DateTimeField(default=timezone.now)
    leaves_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["question", "number"], name="reply_number_once"),
            models.UniqueConstraint(
                fields=["question"], condition=~Q(state="sent"), name="one_open_reply"
            ),
            models.CheckConstraint(
                name="reply_state_known", condition=Q(state__in=[s.value for s in ReplyState])
            ),
            models.CheckConstraint(
                name="reply_sent_has_time", condition=~Q(state="sent") | Q(sent_at__isnull=False)
            ),
            models.CheckConstraint(
                name="reply_checked_by_another",
                condition=Q(approved_by=None) | ~Q(approved_by=models.F("author")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class ReplyVersion(models.Model):
    """An earlier wording of an answer, to compare and restore."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    reply = models.ForeignKey(Reply, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    parts = SealedJSONField(default=dict)
    author = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["reply", "number"], name="reply_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.reply_id} {self.number}"


class WriterKind(models.TextChoices):
    FOLLOW_UP = "follow_up", _("A question back")
    ADDITION = "addition", _("Added to the letter")


class WriterMessage(models.Model):
    """What the writer sent after the letter: one question back, or something to add."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    question = models.ForeignKey(Question, models.CASCADE, related_name="writer_messages")
    kind = models.CharField(max_length=10, choices=WriterKind.choices)
    body = SealedTextField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(
                fields=["question"], condition=Q(kind="follow_up"), name="one_follow_up"
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class StaffNote(models.Model):
    """The team among itself about a letter. Nothing in the mail or the reader's page reads this."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    question = models.ForeignKey(Question, models.CASCADE, related_name="staff_notes")
    author = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    body = SealedTextField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return str(self.pk)


class SavedPassage(models.Model):
    """Words the team uses again, with places for {name}."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    title = models.CharField(max_length=120)
    body = models.TextField()
    author = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title


class SavedView(models.Model):
    """A set of filters one person keeps."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner = models.ForeignKey(User, models.CASCADE, related_name="+")
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=500)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="saved_view_name_once")
        ]

    def __str__(self) -> str:
        return self.name


class MirrorNotice(models.Model):
    """Two letters, or a letter and a client, that may come from both sides of one couple.

    Only supervisors are told. ``client_id`` names a record of the floor above.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    first = models.ForeignKey(Question, models.CASCADE, null=True, related_name="+")
    client_id = models.UUIDField(null=True, blank=True)
    second = models.ForeignKey(Question, models.CASCADE, related_name="+")
    seen_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    seen_at = models.DateTimeField(null=True, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="mirror_notice_once"),
            models.UniqueConstraint(
                fields=["client_id", "second"],
                condition=Q(client_id__isnull=False),
                name="mirror_client_once",
            ),
            models.CheckConstraint(
                name="mirror_has_one_other_side",
                condition=Q(first=None, client_id__isnull=False)
                | Q(first__isnull=False, client_id=None),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class FactKey(models.Model):
    """A keyed hash of one fact somebody told: finds the other half of a couple, holds no words."""

    id = models.BigAutoField(primary_key=True)
    person_id = models.UUIDField(db_index=True)
    kind = models.CharField(max_length=20)
    hash = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["hash", "at"], name="fact_shared")]

    def __str__(self) -> str:
        return str(self.pk)
