"""Help for readers, and the flags the team works on."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coachdesk.audit.services import record_view
from coachdesk.lib.as_shown import shown_in, shown_of
from coachdesk.lib.errors import Conflict, NotPossible
from coachdesk.lib.posted import posted_ids
from coachdesk.safety import queries, services
from coachdesk.safety.forms import ActForm, AllowForm, ClearForm, EscalateForm
from coachdesk.safety.models import STILL_OPEN, SafetyFlag
from coachdesk.safety.shown import flag_stamps
from coachdesk.safety.subjects import subjects_of
from coachdesk.safety.triage_reading import FAILED, code_words, codes_to_show
from coachdesk.users.models import Role
from coachdesk.users.policies import STAFF, WORK_WITH_LETTERS, policy, staff

LEADS: dict[str, Any] = {"roles": (Role.SUPERVISOR,), "relation": "flags of the own work"}


@policy(STAFF, roles=WORK_WITH_LETTERS, relation="flags of the own work")
def flags(request: HttpRequest) -> HttpResponse:
    """Open flags, the most urgent first."""
    user = staff(request)
    rows = queries.open_flags_list(user)
    now = timezone.now()
    subjects = subjects_of(user, rows)
    may_clear = user.has_role(Role.SUPERVISOR)
    stamps = flag_stamps(rows) if may_clear else {}
    for flag in rows:
        flag.stamp = stamps.get(flag.pk, "")  # type: ignore[attr-defined]
        flag.subject = subjects[flag.pk]  # type: ignore[attr-defined]
        told = codes_to_show(flag)
        flag.words = [code_words(code) for code in told]  # type: ignore[attr-defined]
        flag.late = flag.acknowledged_at is None and flag.acknowledge_by < now  # type: ignore[attr-defined]
    context = {
        "flags": rows,
        "unverified": queries.unverified_numbers().count(),
        "may_clear": may_clear,
        "may_keep_numbers": user.has_role(*queries.KEEPS_NUMBERS),
    }
    return render(request, "safety/flags.html", context)


def _show(
    request: HttpRequest,
    flag: SafetyFlag,
    *,
    status: int = 200,
    error: str = "",
    **forms: object,
) -> HttpResponse:
    user = staff(request)
    subject = subjects_of(user, [flag])[flag.pk]
    told = codes_to_show(flag)
    found = {f["why"]: f for f in flag.findings or [] if f.get("why")} if subject.readable else {}
    entries = flag.entries.select_related("actor").order_by("at")
    context = {
        "flag": flag,
        "stamp": flag_stamps([flag])[flag.pk],
        "error": error,
        "typed_note": request.POST.get("note", "") if error else "",
        "subject": subject,
        "words": [code_words(code) for code in told],
        "findings": list(found.values()),
        "unchecked": FAILED in flag.codes,
        "entries": list(entries) if subject.readable else [],
        "open": flag.state in STILL_OPEN,
        "seen": flag.acknowledged_at is not None,
        "is_lead": user.has_role(Role.SUPERVISOR),
        "may_clear": user.has_role(Role.SUPERVISOR) and subject.readable,
        "may_note": subject.readable or user.has_role(Role.SUPERVISOR),
        "act_form": forms.get("act_form") or ActForm(),
        "clear_form": forms.get("clear_form") or ClearForm(auto_id="clear_%s"),
        "answer_form": forms.get("answer_form") or AllowForm(auto_id="allow_%s"),
        "call_form": forms.get("call_form") or EscalateForm(auto_id="call_%s"),
    }
    return render(request, "safety/flag.html", context, status=status)


def _visible(request: HttpRequest, pk: uuid.UUID) -> SafetyFlag:
    """A flag of the person's own work. Raises Http404 for any other."""
    return get_object_or_404(queries.flags_visible_to(staff(request)), pk=pk)


@policy(STAFF, roles=WORK_WITH_LETTERS, relation="flags of the own work")
def flag(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One flag with its log."""
    found = _visible(request, pk)
    record_view(actor=staff(request), target=found, person_id=found.person_id, request=request)
    return _show(request, found)


def _again(request: HttpRequest, pk: uuid.UUID, **forms: object) -> HttpResponse:
    """409: the flag as it stands now, for somebody whose page was old."""
    found = _visible(request, pk)
    words = _("This flag was changed after you opened it. Nothing was done; read it again.")
    more = services.open_flags(found.person_id).exclude(pk=found.pk).count()
    if more:
        words += " " + ngettext(
            "%(n)d more flag is open for the same person.",
            "%(n)d more flags are open for the same person.",
            more,
        ) % {"n": more}
    return _show(request, found, status=409, error=words, **forms)


def _mine(request: HttpRequest, pk: uuid.UUID) -> SafetyFlag:
    """A flag about somebody whom the person works with, or any for a supervisor. Raises Http404."""
    found = _visible(request, pk)
    user = staff(request)
    if user.has_role(Role.SUPERVISOR) or subjects_of(user, [found])[found.pk].readable:
        return found
    raise Http404


@policy(STAFF, methods=("POST",), roles=WORK_WITH_LETTERS, relation="flags of the own work")
def flag_acknowledge(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Say "I take care of it"; nobody else is called from then on."""
    found = _mine(request, pk)
    try:
        services.acknowledge(flag=found, actor=staff(request), shown=shown_in(request))
    except Conflict:
        return _again(request, pk)
    return redirect("safety:flag", pk=pk)


@policy(STAFF, methods=("POST",), roles=WORK_WITH_LETTERS, relation="flags of the own work")
def flag_note(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Write down what was done about a flag."""
    found = _mine(request, pk)
    form = ActForm(request.POST)
    if not form.is_valid():
        return _show(request, found, status=400, act_form=form)
    services.note_act(flag=found, actor=staff(request), **form.cleaned_data)
    return redirect("safety:flag", pk=pk)


@policy(STAFF, methods=("POST",), roles=WORK_WITH_LETTERS, relation="flags of the own work")
def flag_escalate(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Call the next in the chain now."""
    found = _mine(request, pk)
    form = EscalateForm(request.POST, auto_id="call_%s")
    if not form.is_valid():
        return _show(request, found, status=400, call_form=form)
    try:
        services.escalate(flag=found, actor=staff(request), note=form.cleaned_data["note"])
    except NotPossible as refused:
        return _show(request, _visible(request, pk), status=409, error=str(refused), call_form=form)
    messages.success(request, _("The next person is called."))
    return redirect("safety:flag", pk=pk)


@policy(STAFF, methods=("POST",), **LEADS)
def flag_allow_answer(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Let the writer be answered while the flag stays open."""
    found = _mine(request, pk)
    form = AllowForm(request.POST, auto_id="allow_%s")
    if not form.is_valid():
        return _show(request, found, status=400, answer_form=form)
    note = form.cleaned_data["note"]
    try:
        services.allow_answer(flag=found, actor=staff(request), note=note, shown=shown_in(request))
    except Conflict:
        return _again(request, pk, answer_form=form)
    messages.success(request, _("The answer may leave. The flag stays open."))
    return redirect("safety:flag", pk=pk)


@policy(STAFF, methods=("POST",), **LEADS)
def flag_clear(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Clear a flag, with the reason; what was held goes on from here. Never blindly: a supervisor
    who may not see whom it is about opens the record in an emergency first."""
    found = _visible(request, pk)
    form = ClearForm(request.POST, auto_id="clear_%s")
    if not subjects_of(staff(request), [found])[found.pk].readable:
        words = _("You cannot see whom this is about. Open the record in an emergency first.")
        messages.error(request, words)
        return _show(request, found, status=409, clear_form=form)
    if not form.is_valid():
        return _show(request, found, status=400, clear_form=form)
    note = form.cleaned_data["note"]
    try:
        services.clear(flag=found, actor=staff(request), note=note, shown=shown_in(request))
    except Conflict:
        return _again(request, pk, clear_form=form)
    words = _("Cleared. What was held goes on; tell the coach what you found.")
    messages.success(request, words)
    return redirect("safety:flag", pk=pk)


@policy(STAFF, methods=("POST",), **LEADS)
def flags_clear_many(request: HttpRequest) -> HttpResponse:
    """Clear the chosen flags with one reason: only what is not urgent, and not blindly. Those that
    changed after the list was read stay."""
    user, form = staff(request), ClearForm(request.POST)
    chosen = set(posted_ids(request, "chosen"))
    rows = list(queries.flags_visible_to(user).filter(pk__in=chosen))
    subjects = subjects_of(user, rows)
    readable = [flag for flag in rows if subjects[flag.pk].readable]
    if not form.is_valid() or not readable:
        messages.error(request, _("Choose at least one flag, and say why it is cleared."))
        return redirect("safety:flags")
    done, changed = services.clear_many(
        flags=readable,
        actor=user,
        note=form.cleaned_data["note"],
        shown=shown_of(request, [flag.pk for flag in readable]),
    )
    left = len(chosen) - done - changed
    messages.success(request, ngettext("%(n)d cleared.", "%(n)d cleared.", done) % {"n": done})
    if changed:
        words = ngettext(
            "%(n)d was changed after you opened the list and stays open.",
            "%(n)d were changed after you opened the list and stay open.",
            changed,
        )
        messages.info(request, words % {"n": changed})
    if left:
        words = ngettext(
            "%(n)d is urgent and is cleared on its own page.",
            "%(n)d are urgent and are cleared on their own pages.",
            left,
        )
        messages.info(request, words % {"n": left})
    return redirect("safety:flags")
