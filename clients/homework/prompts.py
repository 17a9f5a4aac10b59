"""Prompts of a program: form fields from them, and what was answered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import ngettext

from coachdesk.lib.fields import TextArea, TextLine

Prompt = dict[str, Any]
_LINE = 200


class ScaleWidget(forms.RadioSelect):
    """Eleven radio buttons in a row; the stylesheet makes them a scale, without script too."""

    template_name = "homework/scale.html"


def field_for(prompt: Prompt, partner: str) -> forms.Field:
    """The form field of one prompt. Nothing is required here: drafts may be half empty."""
    label = fill(prompt["label"], partner)
    common: dict[str, Any] = {
        "label": label,
        "help_text": fill(prompt.get("help", ""), partner),
        "required": False,
    }
    kind = prompt["type"]
    if kind == "text":
        limit = int(prompt["max_length"])
        return (
            TextLine(limit=limit, **common) if limit <= _LINE else TextArea(limit=limit, **common)
        )
    if kind == "scale":
        choices = [(str(n), str(n)) for n in range(int(prompt["min"]), int(prompt["max"]) + 1)]
        widget = ScaleWidget(
            attrs={"min_label": prompt["min_label"], "max_label": prompt["max_label"]}
        )
        return forms.TypedChoiceField(
            choices=choices, coerce=int, empty_value=None, widget=widget, **common
        )
    if kind == "choice":
        options = [(o["value"], fill(o["label"], partner)) for o in prompt["options"]]
        if prompt.get("multiple"):
            return forms.MultipleChoiceField(
                choices=options, widget=forms.CheckboxSelectMultiple, **common
            )
        return forms.ChoiceField(choices=options, widget=forms.RadioSelect, **common)
    if kind == "checkbox":
        return forms.BooleanField(**common)
    return forms.IntegerField(
        min_value=0,
        max_value=int(prompt["max"]),
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "short"}),
        **{**common, "help_text": _in_days(int(prompt["period_days"]))},
    )


def _in_days(days: int) -> str:
    return ngettext("Today", "In the last %(days)d days", days) % {"days": days}


class PromptForm(forms.Form):
    """A form of prompts; ``answers`` are the values that were given."""

    quiet_optional = True  # a draft may leave anything out, so nothing is marked as such

    def __init__(self, *args: Any, prompts: Sequence[Prompt], partner: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.prompts = prompts
        for prompt in prompts:
            self.fields[prompt["key"]] = field_for(prompt, partner)

    @property
    def answers(self) -> dict[str, Any]:
        """Given values by prompt key; what was left empty is absent."""
        return {
            key: value
            for key, value in self.cleaned_data.items()
            if value not in (None, "", [], False)
        }


def fill(text: str, partner: str) -> str:
    """Put the partner's label in; templates escape the result (DOMAIN-5)."""
    return text.replace("{partner}", partner)


def answered(prompts: Iterable[Prompt], answers: dict[str, Any]) -> bool:
    """Whether every required prompt has an answer; with none required, whether any has."""
    required = [p["key"] for p in prompts if p.get("required")]
    return all(key in answers for key in required) if required else bool(answers)


def texts_of(prompts: Iterable[Prompt], answers: dict[str, Any]) -> list[str]:
    """What was written in words."""
    keys = [p["key"] for p in prompts if p["type"] == "text"]
    return [str(answers[key]) for key in keys if answers.get(key)]


def option_flags(prompts: Iterable[Prompt], answers: dict[str, Any]) -> set[str]:
    """Safety codes of the options that were chosen."""
    found = set()
    for prompt in prompts:
        chosen = answers.get(prompt["key"])
        values = chosen if isinstance(chosen, list) else [chosen]
        for option in prompt.get("options", []):
            if option["value"] in values and option.get("triage"):
                found.add(option["triage"])
    return found


def readable(
    prompts: Iterable[Prompt], answers: dict[str, Any], partner: str
) -> list[tuple[str, str]]:
    """Label and answer in words, in the order asked."""
    lines = []
    for prompt in prompts:
        if prompt["key"] not in answers:
            continue
        value = answers[prompt["key"]]
        names = {o["value"]: o["label"] for o in prompt.get("options", [])}
        if isinstance(value, list):
            said = ", ".join(names.get(v, str(v)) for v in value)
        elif value is True:
            said = "✓"
        else:
            said = names.get(value, str(value))
        lines.append((fill(prompt["label"], partner), fill(said, partner)))
    return lines
