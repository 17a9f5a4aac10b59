"""Forms of the work page: goals, stance, review, closing, screening."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.cases.goal_lint import why_not_own
from clients.cases.partner import CHECK_QUESTIONS, IF_NO
from clients.cases.screening import ITEMS
from clients.cases.services import CARRY
from clients.models import CaseKind, ClosingReason, Confidences, PartnerStance, Path
from coachdesk.lib.as_shown import AsShownForm
from coachdesk.lib.fields import TextArea, TextLine

_TAGS = [
    ("wants_divorce_partner", _("Partner wants to part")),
    ("distance", _("Distance")),
    ("affair", _("An affair")),
    ("conflict", _("Conflict")),
    ("midlife_change", _("Change in midlife")),
    ("separation", _("Separation")),
]
_CARRY_WORDS = {
    "goals": _("Open goals"),
    "concern": _("What brought the client, in their words"),
    "tags": _("Tags"),
    "program_progress": _("How far the steps have come"),
}


def tag_words(tags: Iterable[str]) -> list[str]:
    """The tags of a case in words."""
    words = dict(_TAGS)
    return [str(words.get(tag, tag)) for tag in tags]


def carried_words(carried: Any) -> tuple[list[str], str]:
    """What was carried over and how confidences are kept, in words; blank for a case that follows
    no other."""
    if not carried:
        return [], ""
    items = [str(_CARRY_WORDS[item]) for item in carried.get("items", []) if item in _CARRY_WORDS]
    return items, str(dict(Confidences.choices).get(carried.get("policy", ""), ""))


def _days(**kwargs: Any) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}), **kwargs)


class GoalForm(forms.Form):
    """A goal in the client's own words."""

    text = TextLine(
        label=_("A goal, in the client’s words"),
        help_text=_("Something the client does. Not what somebody else should do."),
        limit=200,
    )

    def __init__(self, *args: Any, partner_label: str = "", **kwargs: Any) -> None:
        self.partner_label = partner_label
        super().__init__(*args, **kwargs)

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        why = why_not_own(text, self.partner_label)
        if why:
            raise forms.ValidationError(why)
        return text


class CaseForm(AsShownForm):
    """What brings the client. The kind of work is an act of its own: it is guarded."""

    concern = TextArea(label=_("What brings them, in their words"), limit=4000, required=False)
    tags = forms.MultipleChoiceField(
        label=_("Tags"), choices=_TAGS, widget=forms.CheckboxSelectMultiple, required=False
    )
    partner_label = TextLine(
        label=_("How the client speaks of the partner"),
        help_text=_("A label such as “my wife” or “J.”: never a full name, never contact data."),
        limit=30,
        required=False,
    )


class KindForm(AsShownForm):
    """Another kind of work in the same case; couple work has a case of its own."""

    kind = forms.ChoiceField(
        label=_("Kind of work"), choices=[c for c in CaseKind.choices if c[0] != CaseKind.COUPLE]
    )


class _LineForm(AsShownForm):
    """Adds to a line of entries and sets what stands now: an entry more since it was shown makes it
    old, so that none is written twice or against a newer one."""

    @property
    def _stood(self) -> dict[str, Any]:
        return super()._stood | {"entries": self.initial.get("entries")}


class StanceForm(_LineForm):
    stance = forms.ChoiceField(
        label=_("Partner’s stance"),
        choices=[c for c in PartnerStance.choices if c[0] != PartnerStance.JOINED],
    )
    on = _days(label=_("Since"), initial=timezone.localdate)
    note = TextLine(label=_("What was said, if anything"), limit=300, required=False)


class ReviewForm(_LineForm):
    summary = TextArea(label=_("What holds, what changes"), limit=4000)
    path = forms.ChoiceField(label=_("Where the client stands"), choices=Path.choices)
    decide_on = _days(
        label=_("A day to look at the decision again"),
        help_text=_("Set by the client, not by us."),
        required=False,
    )
    next_on = _days(
        label=_("Next review"), help_text=_("In 90 days if you leave it empty."), required=False
    )


class CloseForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Why the work ends"),
        choices=[c for c in ClosingReason.choices if c[0] != ClosingReason.PARTNER_JOINED],
    )
    summary = TextArea(label=_("Closing summary"), limit=8000)


class JointForm(forms.Form):
    """What may be carried over, each with the client's yes, and how confidences are kept."""

    quiet_optional = True
    carry = forms.MultipleChoiceField(
        label=_("What the client agrees to take along"),
        help_text=_("Everything else stays sealed in the old file. Notes never move."),
        choices=[(item, _CARRY_WORDS[item]) for item in CARRY],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    policy = forms.ChoiceField(
        label=_("How confidences are kept"), choices=Confidences.choices, widget=forms.RadioSelect
    )
    summary = TextArea(label=_("Closing summary of the work so far"), limit=8000)


class PartnerCheckForm(forms.Form):
    """The talk before a partner is invited, with the client alone; each question is answered."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, ask in CHECK_QUESTIONS.items():
            self.fields[key] = forms.ChoiceField(
                label=str(ask),
                choices=[("no", _("No")), ("yes", _("Yes"))],
                widget=forms.RadioSelect,
            )
        self.fields["if_no"] = TextArea(label=str(IF_NO), limit=1000)

    def clean_alone(self) -> str:
        if self.cleaned_data["alone"] != "yes":
            raise forms.ValidationError(_("Please wait until the client is alone and can talk."))
        return "yes"

    def clean_changed(self) -> str:
        if self.cleaned_data["changed"] != "no":
            raise forms.ValidationError(_("Please take the safety screening again first."))
        return "no"


class ScreeningForm(forms.Form):
    """Asked alone with the client, by voice or in person; the words are read out as they stand."""

    quiet_optional = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["alone"] = forms.BooleanField(
            label=_("The client is alone and can talk freely now")
        )
        self.fields["how"] = forms.ChoiceField(
            label=_("How do you talk?"),
            choices=[
                ("voice", _("By voice")),
                ("in_person", _("In person")),
                ("video", _("Video")),
            ],
        )
        for item in ITEMS:
            self.fields[item.key] = forms.ChoiceField(
                label=str(item.ask),
                choices=[("no", _("No")), ("yes", _("Yes")), ("not_said", _("Not said"))],
                widget=forms.RadioSelect,
            )
        self.fields["note"] = TextArea(label=_("In their words"), limit=4000, required=False)

    def answers(self) -> dict[str, str]:
        """The answers by question."""
        return {item.key: self.cleaned_data[item.key] for item in ITEMS}


class OverrideForm(forms.Form):
    reason = TextArea(label=_("Why gated work may go on for 30 days"), limit=500, min_length=20)
