"""Forms of the program editor for an activity and for a question."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from clients.homework.editor.forms.program import (
    PartForm,
    area,
    box,
    boxes,
    code_choices,
    code_name,
    line,
    number,
    radio,
)
from clients.homework.editor.plain_data import Data, counts, key_from, set_counts, set_optional
from clients.homework.program_schema import CODES

_MOST_OPTIONS = 20


class ActivityForm(PartForm):
    """One small practice of a step."""

    title = line(120, _("Title"), required=True)
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[
            ("practice", _("Practice")),
            ("exercise", _("Exercise")),
            ("conversation", _("Conversation")),
            ("observation", _("Observation")),
            ("planning", _("Planning")),
            ("reading", _("Reading")),
        ],
    )
    instructions = area(4000, _("What to do"), _("Write {partner} where the partner is named."), rows=8)  # fmt: skip
    estimated_minutes = number(1, 2000, _("Minutes"))
    with_partner = radio(
        _("Does it take the partner?"),
        ("none", _("No, it works alone")),
        ("invited", _("The partner may be invited")),
        ("needs_partner", _("Yes; then it can’t be required")),
    )
    required = box(_("Part of the step for everyone"))
    mode = radio(
        _("How often?"),
        ("once", _("Once")),
        ("per_day", _("Some times a day")),
        ("per_week", _("Some times a week")),
        ("as_needed", _("When it is needed")),
    )
    times = number(1, 20, _("Times a day or a week"), _("Only for “a day” and “a week”."), required=False)  # fmt: skip
    for_days = number(1, 366, _("For how many days"), required=False)
    min_logs = number(0, 366, _("How often it must be noted, at least"))
    counts = box(_("The step waits until it was noted that often"))
    blocked_by = boxes(
        _("Hide this activity under these safety flags"),
        _("Whatever takes the partner is hidden under the flags about violence and fear anyway."),
    )

    def __init__(self, *args: Any, part: Data, step: Data, data: Data, **kwargs: Any) -> None:
        first = {**part, **part["frequency"], "counts": counts(step, part["key"])}
        super().__init__(*args, initial=first | kwargs.pop("initial", {}), **kwargs)
        blocked: Any = self.fields["blocked_by"]
        blocked.choices = code_choices(data["safety"]["groups"])

    def apply(self, step: Data, activity: Data) -> None:
        """Write the answers into the activity and the done rule of its step."""
        new = self.cleaned_data
        for key in ("title", "kind", "with_partner", "required", "estimated_minutes"):
            activity[key] = new[key]
        activity["instructions"] = new["instructions"]
        frequency: Data = {"mode": new["mode"]}
        if new["times"] is not None and new["mode"] in ("per_day", "per_week"):
            frequency["times"] = new["times"]
        if new["for_days"] is not None and new["mode"] != "once":
            frequency["for_days"] = new["for_days"]
        frequency["min_logs"] = new["min_logs"]
        if activity["frequency"] != frequency:
            activity["frequency"] = frequency
        set_optional(activity, "blocked_by", new["blocked_by"], before="instructions")
        set_counts(step, activity, new["counts"])


class PromptPartForm(PartForm):
    """One question: its words, what kind of answer it takes, and what goes with that kind."""

    label = line(300, _("The question"), required=True)
    help = line(500, _("A hint below it"))
    type = radio(
        _("How is it answered?"),
        ("text", _("In words")),
        ("scale", _("On a scale from 0 to 10")),
        ("choice", _("By choosing")),
        ("checkbox", _("With one tick")),
        ("frequency", _("With how many times")),
    )
    required = box(_("Needed before the step can be handed in"))
    sensitive = box(_("Very private: left out of previews and of exports"))
    max_length = number(1, 20000, _("In words: longest answer, in characters"), required=False)
    min_label = line(60, _("Scale: what 0 means"))
    max_label = line(60, _("Scale: what 10 means"))
    multiple = box(_("Choosing: more than one may be chosen"))
    period_days = number(1, 366, _("How many times: in the last … days"), required=False)
    max = number(1, 366, _("How many times: the highest number"), required=False)

    def __init__(self, *args: Any, part: Data, **kwargs: Any) -> None:
        options = part.get("options", [])
        self.before = options
        first = {k: v for k, v in part.items() if k not in ("options", "key")}
        if part["type"] == "scale":
            first.pop("max")
        for index, option in enumerate(options):
            first[f"option_{index}"] = option["label"]
            first[f"flag_{index}"] = option.get("triage", "")
        super().__init__(*args, initial=first | kwargs.pop("initial", {}), **kwargs)
        flags = [("", now("no safety flag")), *((c, code_name(c)) for c in CODES)]
        for index in range(min(_MOST_OPTIONS, max(4, len(options) + 2))):
            place = {"number": index + 1}
            self.fields[f"option_{index}"] = line(200, now("Choosing: choice %(number)d") % place)
            self.fields[f"flag_{index}"] = forms.ChoiceField(
                label=now("Choice %(number)d opens a safety flag") % place,
                choices=flags,
                required=False,
            )

    def _options(self) -> list[Data]:
        """The choices that have words; the first ones keep the value they had."""
        new, found, taken = self.cleaned_data, [], {o["value"] for o in self.before}
        for index in range(_MOST_OPTIONS):
            label = new.get(f"option_{index}", "")
            if not label:
                continue
            if index < len(self.before):
                value = self.before[index]["value"]
            else:
                value = key_from(label, taken, "choice")
                taken.add(value)
            option = {"value": value, "label": label}
            set_optional(option, "triage", new.get(f"flag_{index}", ""))
            found.append(option)
        return found

    def apply(self, prompt: Data) -> None:
        """Write the answers into the question; keys of another kind of answer go."""
        new, kind = self.cleaned_data, self.cleaned_data["type"]
        made: Data = {"key": prompt["key"], "type": kind, "label": new["label"]}
        set_optional(made, "help", new["help"])
        if kind == "text":
            made["max_length"] = new["max_length"] or 1000
        elif kind == "scale":
            made |= {"min": 0, "max": 10, "min_label": new["min_label"]}
            made["max_label"] = new["max_label"]
        elif kind == "choice":
            made["options"] = self._options()
            set_optional(made, "multiple", new["multiple"])
        elif kind == "frequency":
            made |= {"period_days": new["period_days"] or 7, "max": new["max"] or 99}
        for key in ("required", "sensitive"):
            if new[key] or key in prompt:
                made[key] = new[key]
        ordered = {key: made[key] for key in prompt if key in made}
        prompt.clear()
        prompt.update(ordered | made)
