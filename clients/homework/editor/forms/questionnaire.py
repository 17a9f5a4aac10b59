"""Forms of the program editor for questionnaires: which one, when, and whether it may be left out."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from clients.homework.editor.forms.program import PartForm, box, number
from clients.homework.editor.plain_data import Data
from clients.measures.instrument_packs import instruments

_EVERY = re.compile(r"every_(\d{1,2})_weeks")


def measure_name(code: str) -> str:
    """The title of a questionnaire; its short name where this practice has no pack for it."""
    pack = instruments().get(code)
    return pack.title if pack else code.upper()


def measure_choices(data: Data) -> list[tuple[str, str]]:
    """The questionnaires that the program does not ask for yet."""
    there = {measure["code"] for measure in data["outcome_measures"]}
    return [(code, pack.title) for code, pack in instruments().items() if code not in there]


def when_asked(measure: Data) -> str:
    """When it is asked, in plain words: “at the start, every 4 weeks, at the end”."""
    said = []
    for at in measure["at"]:
        every = _EVERY.fullmatch(at)
        if every:
            weeks = int(every[1])
            words = ngettext("every week", "every %(weeks)d weeks", weeks) % {"weeks": weeks}
            said.append(words)
        else:
            said.append(now("at the start") if at == "start" else now("at the end"))
    if measure.get("optional"):
        said.append(now("may be left out"))
    return ", ".join(said)


class MeasureForm(PartForm):
    """One questionnaire of a program."""

    at_start = box(_("At the start"))
    weeks = number(1, 52, _("Every … weeks while it runs"), _("Leave empty for no such rule."), required=False)  # fmt: skip
    at_end = box(_("At the end"))
    optional = box(_("It may be left out"))

    def __init__(self, *args: Any, part: Data, **kwargs: Any) -> None:
        self.before = list(part["at"])
        self.every = next((at for at in self.before if _EVERY.fullmatch(at)), "")
        found = _EVERY.fullmatch(self.every)
        first = {
            "at_start": "start" in self.before,
            "at_end": "end" in self.before,
            "weeks": int(found[1]) if found else None,
            "optional": part.get("optional", False),
        }
        super().__init__(*args, initial=first | kwargs.pop("initial", {}), **kwargs)
        self.name = measure_name(part["code"])

    def clean(self) -> Data:
        data: Data = super().clean() or {}
        if not self.errors and not self._times(data):
            self.add_error("at_start", forms.ValidationError(now("Choose at least one time.")))
        return data

    def _times(self, new: Data) -> list[str]:
        """The chosen times: those that stood keep their order, and ones this form does not show stay."""
        every = f"every_{new['weeks']}_weeks" if new.get("weeks") else ""
        chosen = ["start"] if new.get("at_start") else []
        chosen += [every] if every else []
        chosen += ["end"] if new.get("at_end") else []
        placed = [every if at == self.every else at for at in self.before]
        kept = [at for at in placed if at in chosen or (at and at not in ("start", "end"))]
        return kept + [at for at in chosen if at not in kept]

    def apply(self, measure: Data) -> None:
        """Write the answers into the questionnaire's place in the program."""
        measure["at"] = self._times(self.cleaned_data)
        if self.cleaned_data["optional"] or "optional" in measure:
            measure["optional"] = self.cleaned_data["optional"]
