"""The program editor: drafts are written on plain pages and published as versions that never change."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from clients.homework.editor.drafts import (
    NumberTaken,
    TooLarge,
    change_draft,
    start_program,
    upload_draft,
)
from clients.homework.editor.forms.activity import ActivityForm, PromptPartForm
from clients.homework.editor.forms.program import NewProgramForm, SettingsForm, StepForm, UploadForm
from clients.homework.editor.forms.questionnaire import MeasureForm, measure_choices
from clients.homework.editor.lint import hints, problems
from clients.homework.editor.plain_data import Data, find, list_at
from clients.homework.models import ProgramVersion, VersionState
from clients.homework.program_format import ProgramRefused
from clients.homework.yaml_reader import MAX_BYTES, Problem
from coachdesk.lib.errors import Conflict, NotPossible
from coachdesk.users.form_keys import send_once
from coachdesk.users.models import Role
from coachdesk.users.policies import FORM_METHODS, STAFF, WORK_WITH_CLIENTS, policy, staff

_WORK = {"roles": WORK_WITH_CLIENTS}
_NOT_WORDS = ("csrfmiddlewaretoken", "seen")
_DEFAULT_LOCALE = "en"
Make = Callable[..., Any]


def version_of(pk: uuid.UUID) -> ProgramVersion:
    """The version; 404 where there is none."""
    return get_object_or_404(ProgramVersion.objects.select_related("program"), pk=pk)


@policy(STAFF, **_WORK, methods=FORM_METHODS)
def new(request: HttpRequest) -> HttpResponse:
    """Begin a program with a title and a summary."""
    form = NewProgramForm(
        request.POST if request.method == "POST" else None, initial={"locale": _DEFAULT_LOCALE}
    )
    status = 400 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        words = {key: data[key] for key in ("title", "summary", "locale")}
        sent = send_once(
            form,
            name="program",
            content=words.values(),
            actor_id=staff(request).pk,
            create=lambda: start_program(**words, actor=staff(request)).pk,
            refusal=_(
                "This page was sent before with other words. The earlier program is in the list."
            ),
        )
        if sent is not None:
            return redirect("homework:edit", pk=sent.id)
        status = 409
    return render(request, "homework/editor/new.html", {"form": form}, status=status)


@policy(STAFF, **_WORK, methods=FORM_METHODS)
def upload(request: HttpRequest) -> HttpResponse:
    """Take a program file in as a draft, or say by line what is wrong with it."""
    bound = request.method == "POST"
    form = UploadForm(request.POST, request.FILES) if bound else UploadForm()
    found: list[Problem] = []
    if bound and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            if file.size > MAX_BYTES:
                raise ProgramRefused([Problem(1, _("the file is larger than 256 kB"))])
            source = file.read().decode("utf-8-sig")
            return redirect(
                "homework:edit", pk=upload_draft(source=source, actor=staff(request)).pk
            )
        except UnicodeDecodeError:
            found = [Problem(1, _("the file is not plain text in UTF-8"))]
        except ProgramRefused as refused:
            found = refused.problems
    context = {"form": form, "problems": found}
    return render(request, "homework/editor/upload.html", context, status=400 if bound else 200)


@policy(STAFF, **_WORK, methods=FORM_METHODS)
def edit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The program as a whole, its steps, and what is still missing."""
    return edit_page(request, version_of(pk))


def edit_page(request: HttpRequest, version: ProgramVersion, **more: Any) -> HttpResponse:
    """The page of ``edit``; ``more`` may hold a ``refusal`` with its ``status``."""

    def make(data: Data, post: Any, seen: int) -> forms.Form:
        return SettingsForm(post, part=data, initial={"seen": seen})

    def write(data: Data, form: Any) -> None:
        form.apply(data)

    return _part_page(request, version, make, write, "program", {}, **more)


@policy(STAFF, **_WORK, methods=FORM_METHODS)
def step(request: HttpRequest, pk: uuid.UUID, step: str) -> HttpResponse:
    """One step with its activities and questions."""
    version = version_of(pk)

    def make(data: Data, post: Any, seen: int) -> forms.Form:
        return StepForm(post, part=find(data["steps"], step), data=data, initial={"seen": seen})

    def write(data: Data, form: Any) -> None:
        form.apply(find(data["steps"], step))

    return _part_page(request, version, make, write, "step", {"step": step})


@policy(STAFF, **_WORK, methods=FORM_METHODS)
def activity(request: HttpRequest, pk: uuid.UUID, step: str, activity: str) -> HttpResponse:
    """One activity with the questions asked when it is noted."""
    version = version_of(pk)

    def make(data: Data, post: Any, seen: int) -> forms.Form:
        of = find(data["steps"], step)
        part = find(of["activities"], activity)
        return ActivityForm(post, part=part, step=of, data=data, initial={"seen": seen})

    def write(data: Data, form: Any) -> None:
        of = find(data["steps"], step)
        form.apply(of, find(of["activities"], activity))

    keys = {"step": step, "activity": activity}
    return _part_page(request, version, make, write, "activity", keys)


@policy(STAFF, **_WORK, methods=FORM_METHODS)
def question(
    request: HttpRequest, pk: uuid.UUID, step: str, question: str, activity: str = ""
) -> HttpResponse:
    """One question of a step, or of an activity."""
    version = version_of(pk)

    def make(data: Data, post: Any, seen: int) -> forms.Form:
        part = find(list_at(data, step, activity, "prompt"), question)
        return PromptPartForm(post, part=part, initial={"seen": seen})

    def write(data: Data, form: Any) -> None:
        form.apply(find(list_at(data, step, activity, "prompt"), question))

    keys = {"step": step, "activity": activity, "question": question}
    return _part_page(request, version, make, write, "question", keys)


@policy(STAFF, **_WORK, methods=FORM_METHODS)
def measure(request: HttpRequest, pk: uuid.UUID, measure: str) -> HttpResponse:
    """One questionnaire: when it is asked, and whether it may be left out."""
    version = version_of(pk)

    def make(data: Data, post: Any, seen: int) -> forms.Form:
        return MeasureForm(
            post, part=find(data["outcome_measures"], measure), initial={"seen": seen}
        )

    def write(data: Data, form: Any) -> None:
        form.apply(find(data["outcome_measures"], measure))

    return _part_page(request, version, make, write, "measure", {})


def _part_page(
    request: HttpRequest,
    version: ProgramVersion,
    make: Make,
    write: Make,
    name: str,
    keys: dict[str, str],
    *,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    """A page with the form of one part: show it, or save it into the draft."""
    saving = request.method == "POST" and not refusal
    if not saving and version.state != VersionState.DRAFT:
        return redirect("homework:program", pk=version.pk)
    stored: list[tuple[str, str]] = []
    try:
        form = make(version.data, request.POST if saving else None, version.edit_version)
        if saving:
            status = 400
        if saving and form.is_valid():
            try:
                change_draft(
                    version=version,
                    seen=form.cleaned_data["seen"],
                    change=lambda data: write(data, form),
                    actor=staff(request),
                )
            except Conflict as changed:
                version, status = changed.stored, 409
                form, stored = _both_texts(request, version, make)
            except NotPossible:
                status = 409
                form.add_error(
                    None,
                    _("This version was published meanwhile and can’t change. Copy it to go on."),
                )
            except NumberTaken:
                form.add_error("version", _("This program has a version with that number already."))
            except TooLarge:
                form.add_error(None, _("The program would be larger than 256 kB."))
            else:
                messages.success(request, _("Saved."))
                return redirect(request.path)
    except KeyError:
        if not saving or request.POST.get("seen") == str(version.edit_version):
            raise Http404 from None
        sent = [text for key, text in request.POST.items() if key not in _NOT_WORDS and text]
        context = {"version": version, "sent": sent}
        return render(request, "homework/editor/gone.html", context, status=409)
    data = version.data
    of = find(data["steps"], keys["step"]) if "step" in keys else None
    found = problems(data)
    context = {
        "version": version,
        "data": data,
        "form": form,
        "measure_choices": measure_choices(data),
        "stored": stored,
        "refusal": refusal,
        "step": of,
        "activity": find(of["activities"], keys["activity"])
        if of and keys.get("activity")
        else None,
        "problems": [f for f in found if not of or f.step == of["key"]],
        "hints": [f for f in hints(data) if not of or f.step == of["key"]],
        "may_publish": staff(request).has_role(Role.SUPERVISOR),
    }
    return render(request, f"homework/editor/{name}.html", context, status=status)


def _both_texts(
    request: HttpRequest, version: ProgramVersion, make: Make
) -> tuple[Any, list[tuple[str, str]]]:
    """The form with what was sent, ready to be saved again, and what differs in the saved draft."""
    post = request.POST.copy()
    post["seen"] = str(version.edit_version)
    form, saved = make(version.data, post, 0), make(version.data, None, 0)
    stored = []
    for field in saved:
        if field.is_hidden or field.name not in form.fields:
            continue
        there, here = field.value(), form[field.name].value()
        if _said(there) != _said(here):
            stored.append((str(field.label), _said(there)))
    return form, stored


def _said(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    if value is None or value is False:
        return ""
    return "✓" if value is True or value == "on" else str(value).replace("\r\n", "\n").strip()
