"""Readers' comments: triage, warnings for the moderators, decisions, reports, own deletion."""

from __future__ import annotations

import re
import unicodedata
import uuid

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coachdesk.audit.services import record
from coachdesk.lib.errors import NotPossible
from coachdesk.lib.ids import new_token, token_hash
from coachdesk.publishing.disguise import find_details
from coachdesk.publishing.models import Comment, CommentReport, CommentState, PublicCopy
from coachdesk.publishing.shown import require_comment
from coachdesk.safety.services import open_flag, open_flags
from coachdesk.safety.triage_reading import read_text
from coachdesk.users.models import Kind, Role, User

REPORTS_TO_HIDE = 2
_LINK = re.compile(r"https?://|www\.|\b[a-z0-9-]+\.(?:com|net|org|info|ru|xyz)\b", re.IGNORECASE)
_GUESS = re.compile(
    r"\b(?:i (?:think |believe )?(?:i )?know (?:who|her|him|them|this (?:woman|man|person|couple))"
    r"|sounds? (?:just |exactly )?like (?:my|our|the|a \w+ (?:at|in|from))"
    r"|is this (?:you|about)|are you (?:the|from|at)|this (?:is|must be|has to be) [A-Z]\w+"
    r"|same (?:town|street|school|church|office)|works? (?:with|at|for) (?:me|us|my)"
    r"|i recogni[sz]e|guess who|her (?:real )?name is|his (?:real )?name is)",
    re.IGNORECASE,
)
_ORDER = re.compile(
    r"\b(?:just )?(?:leave|divorce|dump) (?:him|her|them)\b|\bjust (?:leave|stay)\b", re.IGNORECASE
)
WARNINGS = {
    "link": "Has a link",
    "staff_name": "The name looks like one of the team",
    "guess": "Guesses who the writer is",
    "order": "Orders to leave or stay",
    "details": "Names, places or numbers",
    "many_links": "More than two links",
}


# Letters of other scripts, and signs, that look like a Latin one; i, l and 1 are one.
_LOOKS_LIKE = str.maketrans(
    "013457@$iаевкмнорстухіјѕԁԛԝαβεικνορτυχγ",
    "oleastaslaebkmhopctyxljsdqwabelkvoptuxy",
)


def _squeezed(name: str) -> str:
    """A name as look-alikes are compared: letters only, without accents, full width, small
    capitals and letters of other scripts (Unicode, UTS 39: confusables)."""
    plain = []
    for char in unicodedata.normalize("NFKD", name):
        words = unicodedata.name(char, "")
        small = re.fullmatch(r"LATIN LETTER SMALL CAPITAL ([A-Z])", words)
        plain.append(small.group(1) if small else char)
    return re.sub(r"[^a-z]", "", "".join(plain).casefold().translate(_LOOKS_LIKE))


def looks_like_staff(name: str) -> bool:
    """Whether a made-up name imitates somebody of the team."""
    wanted = _squeezed(name)
    if len(wanted) < 3:
        return False
    for person in User.objects.filter(kind=Kind.STAFF, is_active=True):
        own = _squeezed(person.display_name)
        if own and (wanted == own or (len(own) >= 6 and own in wanted)):
            return True
    return any(word in wanted for word in ("counselor", "moderator", "admln", "theteam"))


def warnings_of(name: str, body: str) -> list[str]:
    """What a moderator should look at; codes of WARNINGS."""
    found = []
    links = len(_LINK.findall(body))
    if links:
        found.append("many_links" if links > 2 else "link")
    if looks_like_staff(name):
        found.append("staff_name")
    if _GUESS.search(body):
        found.append("guess")
    if _ORDER.search(body):
        found.append("order")
    if any(
        d.kind in ("name", "place", "address", "contact", "employer") for d in find_details(body)
    ):
        found.append("details")
    return found


@transaction.atomic
def submit(
    *,
    copy: PublicCopy,
    name: str,
    body: str,
    token: str,
    proven: bool,
    parent: Comment | None = None,
    by_writer: bool = False,
) -> Comment:
    """Take a comment in; a person reads it before anybody else. Raises NotPossible when closed."""
    if not copy.takes_comments:
        raise NotPossible(_("Comments under this letter are closed."))
    if parent is not None and (
        parent.article_id != copy.article_id or parent.state != CommentState.APPROVED
    ):
        raise NotPossible(_("The comment you answer is no longer there."))
    reading = read_text(body, title=name)
    comment = Comment.objects.create(
        article_id=copy.article_id,
        parent=parent.parent or parent if parent else None,
        state=CommentState.SAFETY_HOLD if reading.held else CommentState.PENDING,
        name=name,
        body=body,
        by_writer=by_writer,
        warnings=warnings_of(name, body),
        unproven=not proven,
        token_hash=token_hash(token),
    )
    record(action="comment.received", actor=None, target=comment)
    if reading.held:
        open_flag(
            subject_kind="comment",
            subject_id=comment.pk,
            person_id=comment.pk,
            codes=reading.codes,
            urgent=reading.urgent,
            findings=reading.findings,
        )
    return comment


@transaction.atomic
def answer_as_team(*, comment: Comment, actor: User, body: str) -> Comment:
    """The team answers a shown comment, with its mark. Raises NotPossible for one that is not."""
    comment = Comment.objects.select_for_update().get(pk=comment.pk)
    if comment.state != CommentState.APPROVED:
        raise NotPossible(_("Only shown comments can be answered."))
    now = timezone.now()
    answer = Comment.objects.create(
        article_id=comment.article_id,
        parent=comment.parent or comment,
        state=CommentState.APPROVED,
        name=actor.display_name,
        body=body,
        staff=actor,
        token_hash=token_hash(new_token()),
        decided_by=actor,
        decided_at=now,
    )
    _recount(answer)
    record(action="comment.answered", actor=actor, target=answer)
    return answer


_MOVES = {
    CommentState.PENDING: ("approved", "rejected", "spam"),
    CommentState.SAFETY_HOLD: ("approved", "rejected"),
    CommentState.APPROVED: ("approved", "removed"),  # "approved" again: a report was looked at
    CommentState.HIDDEN: ("approved", "removed"),
    CommentState.REJECTED: ("approved",),
    CommentState.SPAM: ("approved", "rejected"),
    CommentState.REMOVED: (),
}


@transaction.atomic
def moderate(
    *,
    comment_id: uuid.UUID,
    decision: str,
    actor: User,
    reason: str = "",
    shown: str | None = None,
) -> Comment:
    """Show it or not. Held ones are a supervisor's; a refusal has a reason. Raises NotPossible.

    ``shown`` is the stamp of what was read. Raises Conflict when a comment that is to be shown is
    another one by now, or was reported since; not to show it is possible from any page.
    """
    comment = Comment.objects.select_for_update().get(pk=comment_id)
    if decision == CommentState.APPROVED:
        require_comment(comment, shown)
    if decision not in _MOVES[CommentState(comment.state)] or (
        decision == comment.state and not comment.reports
    ):
        raise NotPossible(_("This comment has moved on."))
    if comment.state == CommentState.SAFETY_HOLD:
        if not actor.has_role(Role.SUPERVISOR):
            raise NotPossible(_("A supervisor decides about held comments."))
        if open_flags(comment.pk).exists():
            raise NotPossible(_("Clear the safety flag first."))
    if decision in (CommentState.REJECTED, CommentState.REMOVED) and not reason.strip():
        raise NotPossible(_("Give a reason."))
    comment.state, comment.reason = decision, reason
    comment.decided_by, comment.decided_at = actor, timezone.now()
    comment.reports = 0
    comment.reported.all().delete()
    comment.save()
    _recount(comment)
    record(action=f"comment.{decision}", actor=actor, target=comment, reason=reason)
    return comment


def _recount(comment: Comment) -> None:
    shown = Comment.objects.filter(article_id=comment.article_id, state=CommentState.APPROVED)
    PublicCopy.objects.filter(article_id=comment.article_id).update(comment_count=shown.count())


@transaction.atomic
def report(*, comment_id: uuid.UUID, reason: str) -> None:
    """A reader says something is wrong: the comment goes to the moderators with the reason, and two
    reports hide it until it is read again."""
    comment = Comment.objects.select_for_update().get(pk=comment_id)
    if comment.state != CommentState.APPROVED or comment.staff_id is not None:
        return
    CommentReport.objects.create(comment=comment, reason=reason)
    comment.reports += 1
    comment.save(update_fields=["reports"])
    if comment.reports >= REPORTS_TO_HIDE:
        comment.state = CommentState.HIDDEN
        comment.save(update_fields=["state"])
        _recount(comment)
    record(action="comment.reported", actor=None, target=comment)


@transaction.atomic
def delete_own(*, token: str) -> bool:
    """The author deletes with the own token: the words are gone at once."""
    comment = Comment.objects.select_for_update().filter(token_hash=token_hash(token)).first()
    if comment is None or comment.state == CommentState.REMOVED:
        return False
    comment.state, comment.body, comment.name = CommentState.REMOVED, "", ""
    comment.save()
    _recount(comment)
    record(action="comment.deleted_by_author", actor=None, target=comment)
    return True


@transaction.atomic
def take_away(*, comment_id: uuid.UUID, to: str, erase: bool = False) -> None:
    """Hide a comment again as it was decided before, without its words where its author deleted
    it. One that is gone or removed stays as it is."""
    rows = Comment.objects.select_for_update().exclude(state=CommentState.REMOVED)
    for comment in rows.filter(pk=comment_id):
        comment.state = to
        if erase:
            comment.body = comment.name = ""
        comment.save()
        _recount(comment)
