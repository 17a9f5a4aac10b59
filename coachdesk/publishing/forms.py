"""Forms of the publishing floor."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from coachdesk.lib.fields import TextArea, TextLine
from coachdesk.lib.proof_of_work import ProofMixin
from coachdesk.lib.rich_text import rich_from
from coachdesk.lib.text import clean_text
from coachdesk.publishing.article_blocks import LINES, RICH, TEXTS
from coachdesk.publishing.article_checks import ANSWERS, CHECKLIST
from coachdesk.publishing.models import CommentState
from coachdesk.questions.forms import MOST_POINTS, AddressField
from coachdesk.users.form_keys import FormKeyField

_LIMITS = {"title": 120, "pseudonym": 40, "letter": 20000, "answer": 40000}


def blocks_from_post(post: QueryDict, before: dict[str, Any]) -> dict[str, Any]:
    """The blocks from the editor's fields; ``before`` are those that stand now.

    Raises ValidationError in words for the person.
    """
    blocks: dict[str, Any] = {}
    for name in RICH:
        blocks[name] = rich_from(
            html=post.get(f"{name}_html"),
            plain=post.get(name, ""),
            before=str(before.get(name, "")),
            max_length=_LIMITS.get(name, 8000),
        )
    for name in TEXTS:
        if name in RICH:
            continue
        blocks[name] = clean_text(
            post.get(name, ""),
            max_length=_LIMITS.get(name, 8000),
            multiline=name not in ("title", "pseudonym"),
        )
    for name in LINES:
        lines = clean_text(post.get(name, ""), max_length=5000).split("\n")
        blocks[name] = [line.strip() for line in lines if line.strip()]
    pairs = zip(post.getlist("point_title"), post.getlist("point_text"), strict=False)
    points = []
    for heading, text in list(pairs)[:MOST_POINTS]:
        point = {
            "title": clean_text(heading, max_length=120, multiline=False),
            "text": clean_text(text, max_length=3000),
        }
        if point["title"] or point["text"]:
            points.append(point)
    blocks["points"] = points
    return blocks


def typed_blocks(post: QueryDict) -> dict[str, Any]:
    """What was typed, to give back whatever is wrong with it."""
    pairs = zip(post.getlist("point_title"), post.getlist("point_text"), strict=False)
    return {
        **{name: post.get(name, "") for name in TEXTS},
        **{name: post.get(f"{name}_html", post.get(name, "")) for name in RICH},
        **{name: post.get(name, "").split("\n") for name in LINES},
        "points": [{"title": title, "text": text} for title, text in pairs],
    }


def checklist_from(post: QueryDict) -> dict[str, str]:
    """The answered lines of the checklist; anything else is left out."""
    known = {value for value, _label in ANSWERS}
    given = {item: post.get(f"check_{item}", "") for item in CHECKLIST}
    return {item: value for item, value in given.items() if value in known}


def day_from(post: QueryDict, name: str) -> datetime | None:
    """A date field as the beginning of that day, or None."""
    try:
        return datetime.fromisoformat(post.get(name, "")).replace(tzinfo=UTC)
    except ValueError:
        return None


class CommentForm(ProofMixin):
    form_key = FormKeyField()
    name = TextLine(label=_("A name, not your real one"), limit=40, required=False)
    body = TextArea(
        label=_("Your own experience"),
        help_text=_("Please leave out places, full names, and guesses about who the writer is."),
        limit=2000,
    )


class ReportForm(forms.Form):
    reason = TextLine(label=_("What is wrong with it?"), limit=300, required=False)


class ModerateForm(forms.Form):
    decision = forms.ChoiceField(
        choices=[
            (CommentState.APPROVED, CommentState.APPROVED.label),
            (CommentState.REJECTED, CommentState.REJECTED.label),
            (CommentState.SPAM, CommentState.SPAM.label),
            (CommentState.REMOVED, CommentState.REMOVED.label),
        ]
    )
    reason = TextLine(limit=500, required=False)


class StaffCommentForm(forms.Form):
    body = TextArea(label=_("Your answer as the team"), limit=2000)


class SubscribeForm(ProofMixin):
    address = AddressField(label=_("Email address"))


class RefuseForm(forms.Form):
    reason = TextArea(
        label=_("What is too close?"),
        help_text=_("A word or a sentence is enough. You don’t have to say why."),
        limit=2000,
        required=False,
    )
