"""The translator's pages: the source on the left, the translation on the right, what is missing on top."""

from __future__ import annotations

import re
import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from clients.homework.editor.drafts import NumberTaken, TooLarge, change_draft, translate_version
from clients.homework.editor.translation import Pair, pairs, put_words
from clients.homework.editor.views.actions import SeenForm
from clients.homework.editor.views.program import version_of
from clients.homework.models import ProgramVersion, VersionState
from clients.homework.program_schema import LOCALE
from coachdesk.lib.errors import Conflict, NotPossible
from coachdesk.lib.fields import TextArea, TextLine
from coachdesk.users.policies import STAFF, WORK_WITH_CLIENTS, policy

_WORK = {"roles": WORK_WITH_CLIENTS}
_LIMIT = 4000
_BRACES = re.compile(r"\{(?!partner\})")


class LocaleForm(forms.Form):
    """Into which language a version is translated."""

    locale = TextLine(
        label=lazy("Into which language?"),
        limit=12,
        help_text=lazy("Its short name, such as de, fr or pt-BR."),
    )

    def clean_locale(self) -> str:
        locale: str = self.cleaned_data["locale"].strip()
        if not LOCALE.fullmatch(locale):
            raise forms.ValidationError(_("Please write a language as de, fr or pt-BR."))
        return locale


class WordsForm(SeenForm):
    """One box for each text of a part; boxes may stay empty while one translates."""

    quiet_optional = True

    def __init__(self, *args: Any, rows: list[Pair], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for row in rows:
            make = TextArea if row.source.is_long else TextLine
            self.fields[row.source.name] = make(
                label=_("Translation"), limit=_LIMIT, required=False, initial=row.text
            )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        for name, text in list(data.items()):
            if isinstance(text, str) and _BRACES.search(text):
                self.add_error(name, _("{partner} is the only word that may stand in braces."))
        return data

    @property
    def words(self) -> dict[str, str]:
        return {name: text for name, text in self.cleaned_data.items() if name != "seen"}


@policy(STAFF, **_WORK, methods=("GET", "POST"))
def translate(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Begin a translation of a version: a draft with the same steps and no words yet."""
    version = version_of(pk)
    form = LocaleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = translate_version(
                version=version, locale=form.cleaned_data["locale"], actor=request.user
            )
        except NumberTaken:
            form.add_error("locale", _("This version is there in that language already."))
        else:
            return redirect("homework:edit_words", pk=made.pk)
    rows = ProgramVersion.objects.filter(program=version.program_id, version=version.version)
    others = rows.exclude(pk=pk).only("id", "locale", "state", "title")
    context = {"version": version, "form": form, "others": others}
    status = 400 if form.errors else 200
    return render(request, "homework/editor/translate.html", context, status=status)


def _source_of(version: ProgramVersion) -> ProgramVersion:
    """The version a draft translates, or 404."""
    parts = str(version.data.get("translation_of", "")).split("/")
    if len(parts) != 3 or version.state != VersionState.DRAFT:
        raise Http404
    rows = ProgramVersion.objects.filter(
        program=version.program_id, version=parts[1], locale=parts[2]
    )
    found = rows.exclude(pk=version.pk).first()
    if found is None:
        raise Http404
    return found


@policy(STAFF, **_WORK, methods=("GET", "POST"))
def words(request: HttpRequest, pk: uuid.UUID, step: str = "") -> HttpResponse:
    """The texts of the program as a whole, or of one step, side by side."""
    version = version_of(pk)
    source = _source_of(version)
    everything = pairs(source.data, version.data)
    rows = [pair for pair in everything if pair.source.step == step]
    if not rows:
        raise Http404
    bound = request.method == "POST"
    form = WordsForm(
        request.POST if bound else None, rows=rows, initial={"seen": version.edit_version}
    )
    status, stored = (400 if bound else 200), {}
    if bound and form.is_valid():
        try:
            change_draft(
                version=version,
                seen=form.cleaned_data["seen"],
                change=lambda data: put_words(data, form.words),
                actor=request.user,
            )
        except Conflict as changed:
            status, version = 409, changed.stored
            stored = {p.source.name: p.text for p in pairs(source.data, version.data)}
            again = request.POST.copy()
            again["seen"] = str(version.edit_version)
            form = WordsForm(again, rows=rows)
        except NotPossible:
            status = 409
            form.add_error(None, _("This version was published meanwhile and can’t change."))
        except (TooLarge, NumberTaken):
            form.add_error(None, _("The program would be larger than 256 kB."))
        else:
            messages.success(request, _("Saved."))
            return redirect(request.path)
    context = {
        "version": version,
        "source": source,
        "form": form,
        "step": step,
        "parts": _parts(source, everything, step),
        "missing": sum(pair.missing for pair in everything),
        "lines": [
            (
                pair,
                form[pair.source.name],
                _other(stored.get(pair.source.name, ""), form[pair.source.name].value()),
            )
            for pair in rows
        ],
        "conflict": bool(stored),
    }
    return render(request, "homework/editor/words.html", context, status=status)


def _other(stored: str, sent: str | None) -> str:
    return stored if stored.strip() and stored.strip() != (sent or "").strip() else ""


def _parts(source: ProgramVersion, rows: list[Pair], step: str) -> list[dict[str, Any]]:
    """The program and its steps with how many texts are missing in each."""
    names = [("", _("The program as a whole"))]
    names += [(s["key"], f"{s['number']}. {s['title']}") for s in source.data["steps"]]
    return [
        {
            "key": key,
            "name": name,
            "missing": sum(pair.missing for pair in rows if pair.source.step == key),
            "here": key == step,
        }
        for key, name in names
        if any(pair.source.step == key for pair in rows)
    ]
