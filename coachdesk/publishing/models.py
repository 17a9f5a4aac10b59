"""Articles from first draft to the public page, what readers write under them, and subscriptions.

The edited copy lives here; the letter itself never does.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coachdesk.lib.ids import new_id
from coachdesk.lib.sealed import SealedJSONField, SealedTextField
from coachdesk.questions.models import Question, QuestionState, Topic
from coachdesk.users.models import User
from coachdesk.users.policies import TRIAGES_LETTERS, WORK_WITH_LETTERS


class ArticleState(models.TextChoices):
    """DOMAIN-3, "Article"."""

    DRAFT = "draft", _("Draft")
    DISGUISING = "disguising", _("Disguising")
    SECOND_CHECK = "second_check", _("Second check")
    WRITER_PREVIEW = "writer_preview", _("With the writer")
    SCHEDULED = "scheduled", _("Scheduled")
    PUBLISHED = "published", _("Published")
    UNPUBLISHED = "unpublished", _("Taken offline")


class ArticleManager(models.Manager["Article"]):
    def visible_to(self, actor: object) -> models.QuerySet[Article]:
        """Articles before they are public: an editor and a supervisor all, a coach those of the
        own answers and letters, nobody else (SEC-00). One of a letter that was taken back holds
        that letter's words: nobody opens it any more (SEC-61)."""
        if not isinstance(actor, User) or not actor.has_role(*WORK_WITH_LETTERS):
            return self.none()
        rows = self.exclude(question__state=QuestionState.WITHDRAWN)
        if actor.has_role(*TRIAGES_LETTERS):
            return rows
        return rows.filter(Q(author=actor) | Q(question__assignee=actor))


_CHECKED = Q(checked_hash=F("text_hash"), checker__isnull=False)
_APPROVED = Q(approved_hash=F("text_hash"), approved_at__isnull=False)


class Article(models.Model):
    """One article made from one letter, or by the team without one. The database itself holds the
    gate's rules (SEC-72); what was made from a letter never loses it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    question = models.ForeignKey(
        Question, models.PROTECT, null=True, blank=True, related_name="articles"
    )
    state = models.CharField(
        max_length=15, choices=ArticleState.choices, default=ArticleState.DRAFT
    )
    slug = models.SlugField(max_length=80, null=True, unique=True)  # noqa: DJ001
    blocks = SealedJSONField(default=dict)
    text_hash = models.CharField(max_length=64)
    checklist = SealedJSONField(blank=True, default="")
    topic = models.ForeignKey(Topic, models.SET_NULL, null=True, related_name="articles")
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    checker = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    checked_hash = models.CharField(max_length=64, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    preview_ends_at = models.DateTimeField(null=True, blank=True)
    approved_hash = models.CharField(max_length=64, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    earliest_at = models.DateTimeField()
    scheduled_for = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    unpublished_at = models.DateTimeField(null=True, blank=True)
    comments_open = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = ArticleManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="article_state_known", condition=Q(state__in=[s.value for s in ArticleState])
            ),
            models.CheckConstraint(
                name="article_preview_is_checked",
                condition=~Q(state__in=["writer_preview", "scheduled", "published"]) | _CHECKED,
            ),
            models.CheckConstraint(
                name="article_public_is_approved",
                condition=~Q(state__in=["scheduled", "published"]) | _APPROVED,
            ),
            models.CheckConstraint(
                name="article_scheduled_has_time",
                condition=~Q(state="scheduled") | Q(scheduled_for__isnull=False),
            ),
            models.CheckConstraint(
                name="article_published_after_delay",
                condition=~Q(state="published")
                | Q(published_at__gte=F("earliest_at"), slug__isnull=False),
            ),
            models.CheckConstraint(
                name="article_offline_has_time",
                condition=~Q(state="unpublished") | Q(unpublished_at__isnull=False),
            ),
            models.UniqueConstraint(fields=["question"], name="one_article_a_letter"),
        ]
        indexes = [
            models.Index(fields=["state", "-changed_at", "id"], name="article_state_age"),
            models.Index(
                fields=["scheduled_for"], name="article_due", condition=Q(state="scheduled")
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def by_team(self) -> bool:
        """Whether it was written without a letter, as a page of the house."""
        return self.question_id is None


class ArticleRevision(models.Model):
    """An earlier text of an article, to compare."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    article = models.ForeignKey(Article, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    blocks = SealedJSONField(default=dict)
    text_hash = models.CharField(max_length=64)
    author = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="article_revision_once")
        ]

    def __str__(self) -> str:
        return f"{self.article_id} {self.number}"


class ArticleStep(models.Model):
    """One move of an article: who, from where to where, and why on every way back."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    article = models.ForeignKey(Article, models.CASCADE, related_name="steps")
    from_state = models.CharField(max_length=15)
    to_state = models.CharField(max_length=15)
    actor = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    by_writer = models.BooleanField(default=False)
    reason = SealedTextField(blank=True)
    text_hash = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.from_state} {self.to_state}"

    @property
    def label(self) -> str:
        """The state it moved to, in words."""
        return str(ArticleState(self.to_state).label)


class Decision(models.TextChoices):
    CHANGE = "change", _("Changed")
    GENERALISE = "generalise", _("Made vague")
    REMOVE = "remove", _("Removed")
    KEEP = "keep", _("Kept, with a reason")


class DetailDecision(models.Model):
    """What was decided about one found detail; ``mark`` is a keyed hash of its kind and words."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    article = models.ForeignKey(Article, models.CASCADE, related_name="decisions")
    mark = models.CharField(max_length=64)
    kind = models.CharField(max_length=20)
    decision = models.CharField(max_length=12, choices=Decision.choices)
    words = SealedTextField()
    instead = SealedTextField(blank=True)
    reason = SealedTextField(blank=True)
    actor = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "mark"], name="decision_once"),
            models.CheckConstraint(
                name="decision_known", condition=Q(decision__in=[d.value for d in Decision])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision} {self.pk}"


class PublicCopy(models.Model):
    """What everybody may read: exists only while its article is published."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    article = models.OneToOneField(Article, models.CASCADE, related_name="public")
    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=120)
    intro = models.TextField(blank=True)
    blocks = models.JSONField(default=dict)
    text_hash = models.CharField(max_length=64)
    search_text = models.TextField()
    byline = models.CharField(max_length=120)
    byline_role = models.CharField(max_length=60, blank=True)
    read_as = models.CharField(max_length=6, blank=True)  # how the second look was given
    by_team = models.BooleanField(default=False)  # no letter stands behind it
    topic = models.ForeignKey(Topic, models.SET_NULL, null=True, related_name="public_copies")
    published_at = models.DateTimeField()
    comments_until = models.DateTimeField(null=True, blank=True)
    comment_count = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["-published_at", "-id"], name="public_newest"),
            models.Index(fields=["topic", "-published_at", "-id"], name="public_topic"),
        ]

    def __str__(self) -> str:
        return self.slug

    @property
    def minutes(self) -> int:
        """Reading time."""
        return max(1, round(len(self.search_text.split()) / 200))

    @property
    def initials(self) -> str:
        return "".join(part[0] for part in self.byline.split()[:2]).upper()

    @property
    def takes_comments(self) -> bool:
        return self.comments_until is not None and self.comments_until > timezone.now()


class CommentState(models.TextChoices):
    PENDING = "pending", _("Waiting")
    APPROVED = "approved", _("Shown")
    REJECTED = "rejected", _("Not shown")
    SPAM = "spam", _("Spam")
    SAFETY_HOLD = "safety_hold", _("Held")
    HIDDEN = "hidden", _("Hidden after reports")
    REMOVED = "removed", _("Removed")


class Comment(models.Model):
    """What a reader wrote under an article. Nothing is shown before a person has read it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    article = models.ForeignKey(Article, models.CASCADE, related_name="comments")
    parent = models.ForeignKey("self", models.CASCADE, null=True, related_name="replies")
    state = models.CharField(
        max_length=12, choices=CommentState.choices, default=CommentState.PENDING
    )
    name = SealedTextField(blank=True)
    body = SealedTextField(blank=True)
    staff = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    by_writer = models.BooleanField(default=False)
    warnings = models.JSONField(default=list)
    unproven = models.BooleanField(default=False)
    token_hash = models.CharField(max_length=64, unique=True)
    reports = models.PositiveSmallIntegerField(default=0)
    decided_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    reason = SealedTextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="comment_state_known", condition=Q(state__in=[s.value for s in CommentState])
            ),
            models.CheckConstraint(
                name="comment_shown_was_read",
                condition=~Q(state="approved") | Q(decided_by__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["article", "state", "created_at"], name="comment_shown"),
            models.Index(
                fields=["created_at"],
                name="comment_waiting",
                condition=Q(state__in=["pending", "hidden", "safety_hold"])
                | Q(state="approved", reports__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class CommentReport(models.Model):
    """A reader's word that something is wrong with a shown comment, until somebody looked."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    comment = models.ForeignKey(Comment, models.CASCADE, related_name="reported")
    reason = SealedTextField(blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return str(self.pk)


class SubscriptionState(models.TextChoices):
    ASKED = "asked", _("Not confirmed yet")
    ACTIVE = "active", _("Active")
    LEFT = "left", _("Left")


class Subscription(models.Model):
    """Mail about new answers; its id is the person's id in the safe-contact record."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    address_hash = models.CharField(max_length=64, unique=True)
    state = models.CharField(
        max_length=8, choices=SubscriptionState.choices, default=SubscriptionState.ASKED
    )
    confirm_hash = models.CharField(max_length=64, db_index=True)
    leave_hash = models.CharField(max_length=64, db_index=True)
    leave_token = SealedTextField()
    asked_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="subscription_confirmed_has_time",
                condition=~Q(state="active") | Q(confirmed_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)
