"""Forms of the letters' floor."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from coachdesk.consents.models import ConsentKind
from coachdesk.consents.shipped_texts import shipped_texts
from coachdesk.lib.as_shown import AsShownForm
from coachdesk.lib.countries import common_countries, other_countries
from coachdesk.lib.fields import TextArea, TextLine
from coachdesk.lib.proof_of_work import ProofMixin
from coachdesk.lib.rich_text import rich_from
from coachdesk.lib.text import clean_text
from coachdesk.questions.intake import IMPORT_LIMIT, LETTER_LIMIT, NewLetter, answers_of
from coachdesk.questions.models import ContactWay, Outcome, Source, Topic
from coachdesk.questions.program_steps import program_steps
from coachdesk.questions.reading_code import LONGEST
from coachdesk.users.form_keys import FormKeyField
from coachdesk.users.identity import sender_name
from coachdesk.users.models import User
from coachdesk.users.policies import WORK_WITH_LETTERS

SHORTEST = 20
ANSWER_LIMIT = 40000
MOST_POINTS = 12


class AddressField(forms.EmailField):
    """An e-mail address of at most 254 characters, typed or filled in by the browser."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 254)
        super().__init__(**kwargs)
        self.widget.attrs["autocomplete"] = "email"

    def to_python(self, value: Any) -> str:
        return clean_text(str(value or ""), max_length=254, multiline=False)


def _country_choices() -> list[tuple[str, Any]]:
    """All countries, the common ones first; a writer may skip it or have another one."""
    return [
        ("", _now("Choose, or skip this")),
        (_now("Often chosen"), common_countries()),
        (_now("All others"), other_countries()),
        ("XX", _now("Another country")),
    ]


class AskForm(ProofMixin):
    """A letter. Nothing is chosen for the writer, and only the letter needs many words."""

    quiet_optional = False
    CONSENTS = (ConsentKind.ANSWER, ConsentKind.PUBLICATION, ConsentKind.FOLLOW_UP)
    form_key = FormKeyField()
    letter = TextArea(
        label=_("What is happening, and what would you like to ask?"),
        help_text=_(
            "Write it the way you would tell a friend. Spelling doesn’t matter. If you can, leave "
            "out full names, towns and workplaces."
        ),
        limit=LETTER_LIMIT,
        error_messages={
            "required": _(
                "Write a little about what is happening. Two or three sentences are enough."
            )
        },
    )
    asks = TextLine(
        label=_("What do you most want answered?"),
        help_text=_("One sentence, if you know it."),
        limit=300,
        required=False,
    )
    pseudonym = TextLine(
        label=_("What name shall we use for you?"),
        help_text=_("Make one up. It is the only name readers could ever see."),
        limit=40,
        required=False,
    )
    country = forms.ChoiceField(
        label=_("Where are you?"),
        help_text=_("So that we show you the right numbers to call."),
        choices=_country_choices,
        required=False,
    )
    adult = forms.ChoiceField(
        label=_("Are you 18 or older?"),
        choices=[("yes", _("Yes")), ("no", _("No, I am younger"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Tell us whether you are 18 or older.")},
    )
    safe_at_home = forms.ChoiceField(
        label=_("Do you feel safe at home?"),
        help_text=_("This tells us which letters to read first."),
        choices=[
            ("yes", _("Yes")),
            ("not_always", _("Not always")),
            ("no", _("No")),
            ("unsaid", _("I’d rather not say")),
        ],
        widget=forms.RadioSelect,
        required=False,
    )
    afraid = forms.ChoiceField(
        label=_("Are you afraid of anyone?"),
        choices=[("yes", _("Yes")), ("no", _("No")), ("unsaid", _("I’d rather not say"))],
        widget=forms.RadioSelect,
        required=False,
    )
    not_wanting_to_live = forms.ChoiceField(
        label=_("Do you have thoughts of not wanting to live?"),
        choices=[("yes", _("Yes")), ("no", _("No")), ("unsaid", _("I’d rather not say"))],
        widget=forms.RadioSelect,
        required=False,
    )
    contact = forms.ChoiceField(
        label=_("How may we answer you?"),
        choices=[
            (ContactWay.MAIL, _("By email and a code")),
            (ContactWay.CODE, _("With a code I keep")),
            (ContactWay.NONE, _("Please don’t contact me")),
        ],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose how we may answer you, or choose “Please don’t contact me”.")
        },
    )
    address = AddressField(
        label=_("Email address"),
        required=False,
    )
    only_i_read = forms.BooleanField(label=_("Only I read this address"), required=False)
    who_else = TextLine(
        label=_("Who else can see it?"),
        help_text=_("Then we send nothing there. Your code still works."),
        limit=200,
        required=False,
    )
    publish = forms.ChoiceField(
        label=_("May others learn from your letter?"),
        help_text=_(
            "Both answers get the same care. You can change your mind at any time, also after it "
            "is published."
        ),
        choices=[
            ("yes", _("Yes, I agree to this")),
            ("no", _("No, keep it between us")),
        ],
        widget=forms.RadioSelect,
        required=False,
    )
    # The labels of both are the stored texts, word for word; "texts" says which were shown.
    follow_up = forms.BooleanField(required=False)
    agree = forms.BooleanField(
        error_messages={"required": _("Tick this box so that we may read and store your letter.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["letter"].widget.attrs |= {"rows": 12, "data-counts": "letter-count"}
        self.fields["address"].help_text = _now(
            "The sender shows as “%(sender)s” and the subject as “Your note”. The answer itself is "
            "never in the email."
        ) % {"sender": sender_name()}
        self.texts = shipped_texts(*self.CONSENTS)
        self.fields["agree"].label = self.texts[ConsentKind.ANSWER].body
        self.fields["follow_up"].label = self.texts[ConsentKind.FOLLOW_UP].body

    @property
    def shown_texts(self) -> str:
        """The hashes of the consent texts on the page, sent back with the form."""
        return " ".join(self.texts[kind].hash for kind in self.CONSENTS)

    def clean_letter(self) -> str:
        letter: str = self.cleaned_data["letter"]
        if len(letter) < SHORTEST:
            raise ValidationError(
                _now(
                    "Write a little more about what is happening. Two or three sentences are enough."
                )
            )
        return letter

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        wants_mail = data.get("contact") == ContactWay.MAIL
        if wants_mail and not data.get("address") and "address" not in self.errors:
            self.add_error("address", _now("Write the address, or choose the code alone."))
        if self.data.get("texts", "") != self.shown_texts:
            # A consent is to what was read: nobody agrees to words that came after the page.
            self.add_error(
                "agree",
                _now("The words you agree to have changed. Please read them again, then send."),
            )
        return data

    def new_letter(self) -> NewLetter:
        """What was sent, as the intake takes it."""
        data = self.cleaned_data
        adult = data["adult"] == "yes"
        by_mail = data["contact"] == ContactWay.MAIL
        return NewLetter(
            letter=data["letter"],
            asks=data["asks"],
            pseudonym=data["pseudonym"],
            country=data["country"] if data["country"] != "XX" else "",
            adult=adult,
            contact=data["contact"],
            address=data["address"] if by_mail else "",
            only_i_read=by_mail and data["only_i_read"],
            who_else=data["who_else"] if by_mail else "",
            publish=None if not data["publish"] else data["publish"] == "yes",
            follow_up=data["follow_up"] or None,
            answers=answers_of(data),
            texts={kind: text.pk for kind, text in self.texts.items()},
        )


class CodeForm(forms.Form):
    code = TextLine(
        label=_("Your six words"),
        help_text=_("In the order you got them. Capital letters don’t matter."),
        limit=LONGEST,
    )


class WriteMoreForm(forms.Form):
    form_key = FormKeyField()
    body = TextArea(label=_("What would you like to say?"), limit=LETTER_LIMIT)


class AgreeForm(forms.Form):
    address = AddressField(
        label=_("Email address"), help_text=_("The invitation goes there, in neutral words.")
    )
    only_i_read = forms.BooleanField(
        label=_("Only I read this address"),
        error_messages={
            "required": _("We send an invitation only to an address that nobody else reads.")
        },
    )


class HandForm(forms.Form):
    """A letter that came by post or phone."""

    form_key = FormKeyField()
    source = forms.ChoiceField(
        label=_("How did it come?"),
        choices=[(Source.POST, Source.POST.label), (Source.PHONE, Source.PHONE.label)],
        widget=forms.RadioSelect,
    )
    letter = TextArea(label=_("The letter"), limit=IMPORT_LIMIT)
    asks = TextLine(label=_("What is asked most?"), limit=300, required=False)
    pseudonym = TextLine(label=_("A made-up name"), limit=40, required=False)
    country = forms.ChoiceField(label=_("Country"), choices=_country_choices, required=False)
    adult = forms.BooleanField(label=_("The writer is 18 or older"), required=False)


class NoteForm(forms.Form):
    body = TextArea(label=_("Note for the team"), limit=10000)


class ReasonForm(forms.Form):
    reason = TextArea(label=_("Why?"), limit=500)


class DeclineForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("How does this letter end?"),
        choices=[
            (Outcome.REFERRED, Outcome.REFERRED.label),
            (Outcome.NOT_THIS_TIME, Outcome.NOT_THIS_TIME.label),
        ],
        widget=forms.RadioSelect,
    )
    text = TextArea(
        label=_("What the writer reads"),
        help_text=_("Leave it empty for our kind standard words."),
        limit=2000,
        required=False,
    )


class PassageForm(forms.Form):
    title = TextLine(label=_("Title"), limit=120)
    body = TextArea(
        label=_("Words"),
        help_text=_("{name} becomes the writer’s made-up name."),
        limit=5000,
    )


class ViewForm(forms.Form):
    name = TextLine(label=_("Name of this view"), limit=40)
    query = forms.CharField(max_length=500, widget=forms.HiddenInput)


class TopicsForm(AsShownForm):
    topics = forms.ModelMultipleChoiceField(
        label=_("Topics"),
        queryset=Topic.objects.all(),
        to_field_name="slug",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


class PersonField(forms.ModelChoiceField):
    """One colleague, shown by name."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.display_name)


class AssignForm(forms.Form):
    to = PersonField(label=_("To"), queryset=User.objects.none(), empty_label=_("Choose"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 (for the type checker)
        field.queryset = User.objects.with_role(*WORK_WITH_LETTERS)


def parts_from(post: QueryDict, before: dict[str, Any] | None = None) -> dict[str, Any]:
    """The parts of an answer from the editor's fields; ``before`` are those that stand now.

    Raises ValidationError, in words for the person, for text that cannot be stored.
    """
    title = clean_text(post.get("title", ""), max_length=120, multiline=False)
    opening = clean_text(post.get("opening", ""), max_length=5000)
    answer = rich_from(
        html=post.get("answer_html"),
        plain=post.get("answer", ""),
        before=str((before or {}).get("answer", "")),
        max_length=ANSWER_LIMIT,
    )
    lines = clean_text(post.get("takeaways", ""), max_length=5000).split("\n")
    titles, texts = post.getlist("point_title"), post.getlist("point_text")
    refs = post.getlist("point_step")
    # A step that has been chosen stays, also when its program is no longer published.
    steps = {str(p.get("step", "")) for p in (before or {}).get("points", [])} - {""}
    if any(ref not in steps for ref in refs if ref):
        steps |= program_steps().keys()
    points = []
    rows = zip_longest(titles[:MOST_POINTS], texts[:MOST_POINTS], refs[:MOST_POINTS], fillvalue="")
    for heading, text, ref in rows:
        point = {
            "title": clean_text(heading, max_length=120, multiline=False),
            "text": clean_text(text, max_length=3000),
        }
        if point["title"] or point["text"]:
            points.append(point | ({"step": ref} if ref in steps else {}))
    return {
        "title": title,
        "opening": opening,
        "answer": answer,
        "points": points,
        "takeaways": [line.strip() for line in lines if line.strip()],
    }
