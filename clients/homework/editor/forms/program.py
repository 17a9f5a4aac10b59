"""Forms of the program editor. Each reads its first values from the plain data and writes them back.

Most fields may stay empty: a draft is saved at any time, and the page lists what is still missing.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from clients.homework.editor.plain_data import Data, keep_order, set_optional
from clients.homework.program_schema import CODES, LOCALE, SEMVER
from clients.measures.sliders import SLIDERS
from coachdesk.lib.fields import TextArea, TextLine
from coachdesk.safety.triage_reading import CODE_WORDS
from coachdesk.users.form_keys import FormKeyField


def code_name(code: str) -> str:
    return str(CODE_WORDS.get(code, code.replace("_", " ")))


def code_choices(groups: dict[str, Any]) -> list[tuple[str, str]]:
    """The program's groups with the flags in them, then each safety flag."""
    found = [
        (name, f"{name.replace('_', ' ')}: {', '.join(code_name(c) for c in codes)}")
        for name, codes in groups.items()
    ]
    return found + [(code, code_name(code)) for code in CODES if code not in groups]


class Lines(TextArea):
    """A list of short texts, one on each line."""

    def __init__(self, *, each: int, most: int, **kwargs: Any) -> None:
        self.each, self.most = each, most
        super().__init__(limit=(each + 2) * most, **kwargs)

    def clean(self, value: Any) -> list[str]:
        lines = [line.strip() for line in str(super().clean(value)).split("\n") if line.strip()]
        if len(lines) > self.most:
            raise ValidationError(now("At most %d lines, please.") % self.most)
        if any(len(line) > self.each for line in lines):
            raise ValidationError(now("A line is longer than %d characters.") % self.each)
        return lines


def line(limit: int, label: Any, hint: Any = "", *, required: bool = False) -> TextLine:
    return TextLine(limit=limit, label=label, help_text=hint, required=required)


def area(limit: int, label: Any, hint: Any = "", *, rows: int = 4) -> TextArea:
    widget = forms.Textarea(attrs={"rows": rows})
    return TextArea(limit=limit, label=label, help_text=hint, required=False, widget=widget)


def number(
    least: int, most: int, label: Any, hint: Any = "", *, required: bool = True
) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"inputmode": "numeric", "class": "short"})
    return forms.IntegerField(
        min_value=least,
        max_value=most,
        label=label,
        help_text=hint,
        required=required,
        widget=widget,
    )


def radio(label: Any, *choices: tuple[str, Any]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect)


def boxes(label: Any, hint: Any = "", choices: Any = ()) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        help_text=hint,
        choices=choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


def box(label: Any, hint: Any = "") -> forms.BooleanField:
    return forms.BooleanField(label=label, help_text=hint, required=False)


class NewProgramForm(forms.Form):
    """The beginning of a program."""

    title = line(120, _("Title"), required=True)
    summary = TextArea(
        limit=2_000, label=_("Summary"), help_text=_("What it is and for whom, in two sentences.")
    )
    locale = line(12, _("Language"), _("A short code such as en or de-AT."), required=True)
    form_key = FormKeyField()

    def clean_locale(self) -> str:
        return _locale(self.cleaned_data["locale"])


class UploadForm(forms.Form):
    """A program file from somewhere else."""

    file = forms.FileField(label=_("Program file"), help_text=_("At most 256 kB."))


class AddForm(forms.Form):
    """The title of a new step or activity, or the words of a new question."""

    title = line(120, _("Title"), required=True)


def _locale(value: str) -> str:
    if not LOCALE.fullmatch(value):
        raise ValidationError(now("Write a short code such as en or de-AT."))
    return value


class PartForm(forms.Form):
    """A form of one part of a program. ``seen`` is the state of the draft that was on the page."""

    quiet_optional = True
    seen = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)


class SettingsForm(PartForm):
    """The program as a whole."""

    title = line(120, _("Title"), required=True)
    subtitle = line(200, _("Subtitle"))
    summary = area(2000, _("Summary"), _("What it is and for whom."))
    promise = area(1000, _("Promise"), _("What the person can gain by her own doing. Never what the partner will do."))  # fmt: skip
    version = line(14, _("Version"), _("Three numbers with dots, such as 1.0.0."), required=True)
    locale = line(12, _("Language"), _("A short code such as en or de-AT."), required=True)
    licence = line(60, _("License"), _("Such as CC-BY-4.0."))
    attribution = line(200, _("Who wrote it"))
    participation = radio(
        _("Who takes part?"),
        ("one_partner", _("One partner")),
        ("both", _("Both")),
        ("either", _("One or both")),
    )
    relationship = boxes(
        _("For people who are …"),
        choices=[
            ("married", _("married")),
            ("civil_partnership", _("in a civil partnership")),
            ("cohabiting", _("living together")),
            ("committed", _("committed, living apart")),
            ("separated_in_contact", _("separated and in contact")),
        ],
    )
    adults_only = box(_("For adults only"))
    not_for = area(1000, _("Who it is not for"))
    estimated_weeks = number(1, 104, _("Weeks it takes"))
    partner_default = line(60, _("What {partner} says when the client chose no word"), required=True)  # fmt: skip
    partner_hint = line(300, _("Hint for choosing that word"))
    weekly = boxes(_("Asked each week"), choices=[(s.key, s.name) for s in SLIDERS])
    daily = boxes(_("Asked each day"), choices=[(s.key, s.name) for s in SLIDERS])
    pause_on = boxes(
        _("Safety flags that pause the program"), choices=[(c, code_name(c)) for c in CODES]
    )
    notice = area(2000, _("Safety notice for the client"))
    stop_signs = Lines(each=300, most=12, label=_("Signs to stop"), help_text=_("One on each line."), required=False)  # fmt: skip
    coach_notes = area(2000, _("Notes for the coach"), _("Only the team sees this."))

    def __init__(self, *args: Any, part: Data, **kwargs: Any) -> None:
        super().__init__(*args, initial=self._first(part) | kwargs.pop("initial", {}), **kwargs)
        field: Any = self.fields["relationship"]
        known = {value for value, _name in field.choices}
        field.choices = [
            *field.choices,
            *((r, r) for r in part["audience"]["relationship"] if r not in known),
        ]

    @staticmethod
    def _first(part: Data) -> Data:
        audience, safety = part["audience"], part["safety"]
        partner = part["placeholders"]["partner"]
        by = {c: [k["key"] for k in part["checkins"] if k["cadence"] == c] for c in ("weekly", "daily")}  # fmt: skip
        return {
            **{k: v for k, v in part.items() if isinstance(v, str | int)},
            **audience,
            **by,
            "partner_default": partner["default"],
            "partner_hint": partner.get("hint", ""),
            "pause_on": safety["pause_on"],
            "notice": safety["notice"],
            "stop_signs": "\n".join(safety["stop_signs"]),
        }

    def clean_version(self) -> str:
        value: str = self.cleaned_data["version"]
        if not SEMVER.fullmatch(value):
            raise ValidationError(now("Write three numbers with dots, such as 1.0.0."))
        return value

    def clean_locale(self) -> str:
        return _locale(self.cleaned_data["locale"])

    def clean(self) -> Data:
        data: Data = super().clean() or {}
        if set(data.get("weekly", ())) & set(data.get("daily", ())):
            self.add_error("daily", now("Choose each question once: daily or weekly."))
        return data

    def apply(self, data: Data) -> None:
        """Write the answers into the program."""
        new = self.cleaned_data
        plain = ("title", "summary", "promise", "version", "locale", "licence", "attribution")
        for key in (*plain, "estimated_weeks", "coach_notes"):
            data[key] = new[key]
        set_optional(data, "subtitle", new["subtitle"], before="summary")
        for key in ("participation", "relationship", "adults_only", "not_for"):
            data["audience"][key] = new[key]
        for key in ("pause_on", "notice", "stop_signs"):
            data["safety"][key] = new[key]
        partner = data["placeholders"]["partner"]
        partner["default"] = new["partner_default"]
        set_optional(partner, "hint", new["partner_hint"])
        wanted = {k: c for c in ("weekly", "daily") for k in new[c]}
        known = {s.key for s in SLIDERS}
        kept = [
            c | {"cadence": wanted.pop(c["key"], c["cadence"])}
            for c in data["checkins"]
            if c["key"] in wanted or c["key"] not in known
        ]
        data["checkins"] = kept + [{"key": k, "cadence": c} for k, c in wanted.items()]


_DONE = ("reflection_answered", "coach_confirms")


class StepForm(PartForm):
    """One step: its words, when it opens, when it is done, and what hides it."""

    title = line(120, _("Title"), required=True)
    aim = area(1000, _("Aim"), _("What the client will have done."), rows=3)
    why = area(2000, _("Why"), _("Two or three sentences. Write {partner} where the partner is named."))  # fmt: skip
    estimated_minutes = number(1, 2000, _("Minutes in all"))
    suggested_days = number(1, 366, _("Days to take for it"))
    partner_involvement = radio(
        _("Is the partner asked to do anything?"),
        ("none", _("No")),
        ("invited", _("The partner may be invited")),
    )
    words_actions = box(_("Show the words-and-actions log with this step"))
    unlock = radio(
        _("When does it open?"),
        ("all", _("When everything ticked below is true")),
        ("any", _("As soon as one thing ticked below is true")),
    )
    opens = boxes(_("It opens"), _("With nothing chosen it opens at once."))
    opens_after_steps = number(0, 60, _("After this many steps are done"), _("Leave empty for no such rule."), required=False)  # fmt: skip
    opens_after_days = number(0, 366, _("After this many days in the program"), _("Leave empty for no such rule."), required=False)  # fmt: skip
    done_text = area(500, _("When is it done, in words for the client?"), rows=2)
    done = boxes(
        _("The step waits for"),
        _("Whether it waits for the notes of an activity is chosen with the activity."),
        [
            ("reflection_answered", _("the answers to the questions of this step")),
            ("coach_confirms", _("the word of the coach")),
        ],
    )
    done_days = number(0, 366, _("Days the step lasts at least"), _("Leave empty for no such rule."), required=False)  # fmt: skip
    safety_notes = Lines(each=500, most=20, label=_("Safety notes for the client"), help_text=_("One on each line."), required=False)  # fmt: skip
    coach_notes = area(2000, _("Notes for the coach"), _("Only the team sees this."))
    blocked_by = boxes(_("Hide this step under these safety flags"))

    def __init__(self, *args: Any, part: Data, data: Data, **kwargs: Any) -> None:
        super().__init__(*args, initial=self._first(part) | kwargs.pop("initial", {}), **kwargs)
        earlier = data["steps"][: data["steps"].index(part)]
        opens: Any = self.fields["opens"]
        opens.choices = [
            ("assigned", now("as soon as the program starts")),
            *(
                (f"step:{s['key']}", now("when step %(number)d, “%(title)s”, is done") % s)
                for s in earlier
            ),
            ("coach_release", now("when the coach opens it")),
            ("safety_clear", now("while the safety screening is clear and fresh")),
            ("client_opt_in", now("when the client asks for it")),
        ]
        offered = {value for value, _name in opens.choices}
        self.initial["opens"] = [value for value in self.initial["opens"] if value in offered]
        blocked: Any = self.fields["blocked_by"]
        blocked.choices = code_choices(data["safety"]["groups"])

    @staticmethod
    def _first(part: Data) -> Data:
        mode, conditions = next(iter(part["unlock"].items()))
        rules = part["done_when"]["all"]
        least = {c["type"]: c["min"] for c in (*conditions, *rules) if "min" in c}
        return {
            **part,
            "words_actions": "words_actions" in part.get("tools", ()),
            "unlock": mode,
            "opens": [f"step:{c['step']}" if "step" in c else c["type"] for c in conditions],
            "opens_after_steps": least.get("steps_done_count"),
            "opens_after_days": least.get("days_in_program"),
            "done_text": part["done_when"]["text"],
            "done": [c["type"] for c in rules if c["type"] in _DONE],
            "done_days": least.get("days_in_step"),
            "safety_notes": "\n".join(part["safety"]["notes"]),
        }

    def apply(self, step: Data) -> None:
        """Write the answers into the step."""
        new = self.cleaned_data
        for key in ("title", "aim", "why", "estimated_minutes", "suggested_days", "coach_notes"):
            step[key] = new[key]
        step["partner_involvement"] = new["partner_involvement"]
        step["safety"]["notes"] = new["safety_notes"]
        set_optional(step, "blocked_by", new["blocked_by"], before="activities")
        tools = ["words_actions"] if new["words_actions"] else []
        set_optional(step, "tools", tools, before="activities")
        opens: list[Data] = [
            {"type": "step_done", "step": o.removeprefix("step:")}
            if o.startswith("step:")
            else {"type": o}
            for o in new["opens"]
        ]
        for kind, key in (("steps_done_count", "opens_after_steps"), ("days_in_program", "opens_after_days")):  # fmt: skip
            if new[key] is not None:
                opens.append({"type": kind, "min": new[key]})
        before = next(iter(step["unlock"].values()))
        step["unlock"] = {new["unlock"]: keep_order(before, opens) or [{"type": "assigned"}]}
        rule = step["done_when"]
        rules = [c for c in rule["all"] if c["type"] == "logs"]
        if new["done_days"] is not None:
            rules.append({"type": "days_in_step", "min": new["done_days"]})
        rules += [{"type": kind} for kind in new["done"]]
        step["done_when"] = {"text": new["done_text"], "all": keep_order(rule["all"], rules)}
