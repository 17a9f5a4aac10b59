"""The program editor's acts: add, move and remove parts, preview, compare, publish, give out."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from clients.homework.editor.drafts import TooLarge, change_draft, copy_version, publish_draft
from clients.homework.editor.forms.questionnaire import measure_name
from clients.homework.editor.lint import compare
from clients.homework.editor.places import Place
from clients.homework.editor.plain_data import Data, add, find, list_at, move, remove
from clients.homework.editor.views.program import edit_page, version_of
from clients.homework.forms import CopyForm
from clients.homework.library import retire_version
from clients.homework.models import ProgramVersion, VersionState
from clients.homework.program_format import ProgramRefused
from clients.homework.prompts import PromptForm, fill
from clients.measures.instrument_packs import instruments
from coachdesk.lib.errors import Conflict, NotPossible
from coachdesk.lib.fields import TextLine
from coachdesk.users.form_keys import send_once
from coachdesk.users.models import Role
from coachdesk.users.policies import FORM_METHODS, STAFF, WORK_WITH_CLIENTS, policy, staff

_WORK = {"roles": WORK_WITH_CLIENTS}
_LEAD = {"roles": (Role.SUPERVISOR,)}


class SeenForm(forms.Form):
    """The state of the draft that was on the page."""

    seen = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)


class AddForm(SeenForm):
    """What the new part is called; a questionnaire by its code."""

    title = TextLine(
        limit=120,
        label=lazy("Title or question"),
        error_messages={"required": lazy("Please write what it is called.")},
    )


@policy(STAFF, **_WORK, methods=("POST",))
def part_add(request: HttpRequest, pk: uuid.UUID, place: Place) -> HttpResponse:
    """Add a step, an activity, a question or a questionnaire at the end of its list."""
    version = version_of(pk)
    form = AddForm(request.POST)
    if place.kind == "measure" and request.POST.get("title") not in instruments():
        raise BadRequest
    if not form.is_valid():
        if "seen" in form.errors:
            raise BadRequest
        context = {"version": version, "form": form}
        return render(request, "homework/editor/change.html", context, status=400)
    return _changed(
        request, version, form, place, partial(add, title=form.cleaned_data["title"], **place.of)
    )


@policy(STAFF, **_WORK, methods=("POST",))
def part_up(request: HttpRequest, pk: uuid.UUID, place: Place) -> HttpResponse:
    """Move a part one place up in its list."""
    return _moved(request, pk, place, -1)


@policy(STAFF, **_WORK, methods=("POST",))
def part_down(request: HttpRequest, pk: uuid.UUID, place: Place) -> HttpResponse:
    """Move a part one place down in its list."""
    return _moved(request, pk, place, 1)


def _moved(request: HttpRequest, pk: uuid.UUID, place: Place, by: int) -> HttpResponse:
    version, form = version_of(pk), SeenForm(request.POST)
    if not form.is_valid():
        raise BadRequest
    return _changed(request, version, form, place, partial(move, key=place.key, by=by, **place.of))


@policy(STAFF, **_WORK, methods=FORM_METHODS)
def part_remove(request: HttpRequest, pk: uuid.UUID, place: Place) -> HttpResponse:
    """Ask once more, then remove a part with everything in it."""
    version = version_of(pk)
    form = SeenForm(request.POST if request.method == "POST" else request.GET)
    if not form.is_valid():
        raise BadRequest
    if request.method == "POST":
        return _changed(request, version, form, place, partial(remove, key=place.key, **place.of))
    try:
        part = find(list_at(version.data, place.step, place.activity, place.kind), place.key)
    except KeyError:
        raise Http404 from None
    name = (
        measure_name(part["code"])
        if place.kind == "measure"
        else part.get("title") or part.get("label")
    )
    context = {"version": version, "form": form, "name": name}
    return render(request, "homework/editor/change.html", context)


def _changed(
    request: HttpRequest,
    version: ProgramVersion,
    form: SeenForm,
    place: Place,
    change: Callable[[Data], str | None],
) -> HttpResponse:
    """Change the draft and go on; a page says why where nothing was changed."""
    made: list[str] = []

    def keep(data: Data) -> None:
        made.append(change(data) or "")

    try:
        change_draft(
            version=version, seen=form.cleaned_data["seen"], change=keep, actor=staff(request)
        )
    except KeyError:
        raise Http404 from None
    except (Conflict, NotPossible, TooLarge) as error:
        status = 400 if isinstance(error, TooLarge) else 409
        context = {"version": version, "form": form, "reason": type(error).__name__}
        return render(request, "homework/editor/change.html", context, status=status)
    return _to_part(version.pk, place, made[0])


def _to_part(pk: uuid.UUID, place: Place, made: str) -> HttpResponse:
    """On to what was added, else back to the list it is in."""
    keys: dict[str, Any] = {"pk": pk}
    keys |= {name: key for name, key in place.of.items() if key and name != "kind"}
    if made:
        names = {
            "step": "step",
            "activity": "activity",
            "prompt": "question",
            "measure": "measure",
        }
        route = "edit_activity_question" if place.activity else f"edit_{names[place.kind]}"
        keys[names[place.kind]] = made
        return redirect(f"homework:{route}", **keys)
    route = "edit_activity" if place.activity else "edit_step" if place.step else "edit"
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
    actor = staff(request)
    sent = send_once(
        form,
        name=f"copy:{pk}",
        content=[pk],
        actor_id=actor.pk,
        create=lambda: copy_version(version=version, actor=actor).pk,
        refusal="",
    )
    if sent is None:
        raise BadRequest
    if not sent.again:
        messages.success(
            request, _("This is a new draft. The version it came from stays as it is.")
        )
    return redirect("homework:edit", pk=sent.id)


@policy(STAFF, **_LEAD, methods=("POST",))
def publish(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Publish a draft without problems, as it was seen. It never changes from then on."""
    version = version_of(pk)
    form = SeenForm(request.POST)
    if not form.is_valid():
        raise BadRequest
    try:
        publish_draft(version=version, seen=form.cleaned_data["seen"], actor=staff(request))
    except ProgramRefused:
        words = _("It can’t be published yet. What is missing stands below.")
        return edit_page(request, version, refusal=words, status=400)
    except Conflict as changed:
        words = _("Somebody saved this draft meanwhile. Look at it again before you publish it.")
        return edit_page(request, changed.stored, refusal=words, status=409)
    except NotPossible:
        messages.error(request, _("This version was published before."))
    else:
        messages.success(request, _("Published. It can be given to clients now."))
    return redirect("homework:program", pk=pk)


@policy(STAFF, **_LEAD, methods=("POST",))
def retire(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Stop giving a version to clients; those who have it go on."""
    version = version_of(pk)
    if version.state == VersionState.PUBLISHED:
        retire_version(version=version, actor=staff(request))
        messages.success(request, _("Retired. Clients who have it go on with it."))
    else:
        messages.error(request, _("Only a published version can be retired."))
    return redirect("homework:program", pk=pk)
