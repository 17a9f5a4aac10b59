"""The program editor's acts: add, move and remove parts, preview, compare, publish, give out."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from clients.homework.editing import Data, add, find, list_at, move, remove
from clients.homework.editor_measure_forms import measure_name
from clients.homework.editor_views import edit_page, version_of
from clients.homework.format import ProgramRefused
from clients.homework.forms import CopyForm
from clients.homework.hints import compare
from clients.homework.library import (
    ChangedMeanwhile,
    NotADraft,
    TooLarge,
    change_draft,
    copy_version,
    publish_draft,
    retire_version,
)
from clients.homework.models import ProgramVersion, VersionState
from clients.homework.prompts import PromptForm, fill
from clients.measures.packs import instruments
from coachdesk.lib.fields import TextLine
from coachdesk.users.formkeys import (
    SentBefore,
    SentWithOtherContent,
    content_hash,
    once,
)
from coachdesk.users.models import Role
from coachdesk.users.policies import STAFF, WORK_WITH_CLIENTS, policy

_WORK = {"roles": WORK_WITH_CLIENTS}
_LEAD = {"roles": (Role.SUPERVISOR,)}


def _hidden(limit: int = 60, *, required: bool = False) -> TextLine:
    return TextLine(limit=limit, required=required, widget=forms.HiddenInput)


class SeenForm(forms.Form):
    """The state of the draft that was on the page."""

    seen = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)


class ChangeForm(SeenForm):
    """Which part is added, moved or removed."""

    act = forms.ChoiceField(
        choices=[(a, a) for a in ("add", "up", "down", "remove")], widget=forms.HiddenInput
    )
    kind = forms.ChoiceField(
        choices=[(k, k) for k in ("step", "activity", "prompt", "measure")],
        widget=forms.HiddenInput,
    )
    step = _hidden()
    activity = _hidden()
    key = _hidden()
    title = TextLine(limit=120, label=lazy("Title or question"), required=False)

    def clean(self) -> Data:
        data: Data = super().clean() or {}
        if data.get("act") == "add" and "title" in data and not data["title"]:
            self.add_error("title", _("Please write what it is called."))
        measure = (data.get("act"), data.get("kind")) == ("add", "measure")
        if measure and data.get("title") not in instruments():
            raise BadRequest
        return data


@policy(STAFF, **_WORK, methods=("POST",))
def change(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Add, move or remove a step, an activity or a question; removing asks once more."""
    version = version_of(pk)
    form = ChangeForm(request.POST)
    context = {"version": version, "form": form}
    if not form.is_valid():
        if set(form.errors) != {"title"}:
            raise BadRequest
        return render(request, "homework/editor/change.html", context, status=400)
    data = form.cleaned_data
    place = {key: data[key] for key in ("kind", "step", "activity")}
    try:
        if data["act"] == "remove" and "sure" not in request.POST:
            part = find(
                list_at(version.data, data["step"], data["activity"], data["kind"]), data["key"]
            )
            context["name"] = (
                measure_name(part["code"])
                if data["kind"] == "measure"
                else part.get("title") or part.get("label")
            )
            return render(request, "homework/editor/change.html", context)
        made = _changed(version, data, place, request.user)
    except KeyError:
        raise Http404 from None
    except (ChangedMeanwhile, NotADraft, TooLarge) as error:
        status = 400 if isinstance(error, TooLarge) else 409
        context |= {"reason": type(error).__name__}
        return render(request, "homework/editor/change.html", context, status=status)
    return _to_part(pk, data, made)


def _changed(version: ProgramVersion, data: Data, place: dict[str, str], actor: Any) -> str:
    made: list[str] = []

    def act(program: Data) -> None:
        if data["act"] == "add":
            made.append(add(program, title=data["title"], **place))
        elif data["act"] == "remove":
            remove(program, key=data["key"], **place)
        else:
            move(program, key=data["key"], by=-1 if data["act"] == "up" else 1, **place)

    change_draft(version=version, seen=data["seen"], change=act, actor=actor)
    return made[0] if made else ""


def _to_part(pk: uuid.UUID, data: Data, made: str) -> HttpResponse:
    """On to what was added, else back to the list it is in."""
    kind, keys = data["kind"], {"pk": pk}
    if data["step"] and kind != "step":
        keys["step"] = data["step"]
    if data["activity"] and kind == "prompt":
        keys["activity"] = data["activity"]
    if made:
        names = {
            "step": "step",
            "activity": "activity",
            "prompt": "question",
            "measure": "measure",
        }
        route = "edit_activity_question" if "activity" in keys else f"edit_{names[kind]}"
        return redirect(f"homework:{route}", **keys, **{names[kind]: made})
    route = "edit_activity" if "activity" in keys else "edit_step" if "step" in keys else "edit"
    return redirect(f"homework:{route}", **keys)


@policy(STAFF, **_WORK)
def preview(request: HttpRequest, pk: uuid.UUID, step: str) -> HttpResponse:
    """A step as the client sees it on a phone."""
    version = version_of(pk)
    try:
        found = find(version.data["steps"], step)
    except KeyError:
        raise Http404 from None
    partner = version.data["placeholders"]["partner"]["default"]
    rows = [
        {
            "title": fill(a["title"], partner),
            "instructions": fill(a["instructions"], partner),
            "minutes": a["estimated_minutes"],
            "form": PromptForm(prompts=a["log"], partner=partner, prefix=a["key"]),
        }
        for a in found["activities"]
    ]
    context = {
        "version": version,
        "step": found,
        "title": fill(found["title"], partner),
        "why": fill(found["why"], partner),
        "done_text": fill(found["done_when"]["text"], partner),
        "notes": [fill(note, partner) for note in found["safety"]["notes"]],
        "rows": rows,
        "form": PromptForm(prompts=found["reflection"], partner=partner, prefix="step"),
        "done": found["number"] - 1,
        "total": len(version.data["steps"]),
    }
    return render(request, "homework/editor/preview.html", context)


@policy(STAFF, **_WORK)
def diff(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The changed lines between this version and another of the same program."""
    version = version_of(pk)
    rows = ProgramVersion.objects.filter(program=version.program_id).exclude(pk=pk)
    others = list(rows.order_by("-created_at")[:50])
    wanted = request.GET.get("with", "")
    if wanted:
        other = next((v for v in others if str(v.pk) == wanted), None)
        if other is None:
            raise Http404
    else:
        # Two languages of one version differ in every line: the same language tells more.
        older = [v for v in others if v.created_at < version.created_at] or others
        same = [v for v in older if v.locale == version.locale] or older
        other = same[0] if same else None
    changes = compare(other.data, version.data) if other else []
    context = {"version": version, "others": others, "other": other, "changes": changes}
    return render(request, "homework/editor/diff.html", context)


@policy(STAFF, **_WORK)
def file(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The program file, as an attachment."""
    version = version_of(pk)
    response = HttpResponse(version.source, content_type="text/yaml; charset=utf-8")
    name = f"{version.program.slug}-{version.version}.{version.locale}.yaml"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@policy(STAFF, **_WORK, methods=("POST",))
def copy(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A new draft from a version, with the next number."""
    version = version_of(pk)
    form = CopyForm(request.POST)
    if not form.is_valid():
        raise BadRequest
    try:
        made = once(
            key=form.cleaned_data["form_key"],
            form=f"copy:{pk}",
            content=content_hash(str(pk)),
            actor_id=request.user.pk,
            create=lambda: copy_version(version=version, actor=request.user).pk,
        )
    except SentBefore as before:
        return redirect("homework:edit", pk=before.result_id)
    except SentWithOtherContent:
        raise BadRequest from None
    messages.success(request, _("This is a new draft. The version it came from stays as it is."))
    return redirect("homework:edit", pk=made)


@policy(STAFF, **_LEAD, methods=("POST",))
def publish(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Publish a draft without problems, as it was seen. It never changes from then on."""
    version = version_of(pk)
    form = SeenForm(request.POST)
    if not form.is_valid():
        raise BadRequest
    try:
        publish_draft(version=version, seen=form.cleaned_data["seen"], actor=request.user)
    except ProgramRefused:
        words = _("It can’t be published yet. What is missing stands below.")
        return edit_page(request, version, refusal=words, status=400)
    except ChangedMeanwhile as changed:
        words = _("Somebody saved this draft meanwhile. Look at it again before you publish it.")
        return edit_page(request, changed.version, refusal=words, status=409)
    except NotADraft:
        messages.error(request, _("This version was published before."))
    else:
        messages.success(request, _("Published. It can be given to clients now."))
    return redirect("homework:program", pk=pk)


@policy(STAFF, **_LEAD, methods=("POST",))
def retire(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Stop giving a version to clients; those who have it go on."""
    version = version_of(pk)
    if version.state == VersionState.PUBLISHED:
        retire_version(version=version, actor=request.user)
        messages.success(request, _("Retired. Clients who have it go on with it."))
    else:
        messages.error(request, _("Only a published version can be retired."))
    return redirect("homework:program", pk=pk)
