"""Help for readers, and the flags the team works on."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from coachdesk.audit.services import record_view
from coachdesk.safety import queries, services
from coachdesk.safety.forms import ActForm, ClearForm, HelpNumberForm
from coachdesk.safety.models import STILL_OPEN, HelpNumber, SafetyFlag
from coachdesk.safety.reading import by_weight, code_words
from coachdesk.users.models import Role, User
from coachdesk.users.policies import PUBLIC, STAFF, WORK_WITH_LETTERS, policy

# Which page shows what a flag is about; pages of floors above are named, never imported.
_SUBJECT_PAGES = {
    "question": "questions:workbench",
    "writer_message": "questions:workbench",
    "comment": "publishing:comments",
}
COUNTRY_NAMES = {
    "US": _("United States"),
    "CA": _("Canada"),
    "GB": _("United Kingdom"),
    "AU": _("Australia"),
    "DE": _("Germany"),
}


@policy(PUBLIC)
def help_page(request: HttpRequest) -> HttpResponse:
    """Help numbers of every country we know, and those that work everywhere."""
    groups: dict[str, list[HelpNumber]] = {}
    for number in HelpNumber.objects.order_by("position", "pk"):
        groups.setdefault(number.country, []).append(number)
    everywhere = groups.pop("", [])
    named = [(COUNTRY_NAMES.get(code, code), rows) for code, rows in groups.items()]
    return render(request, "safety/help.html", {"everywhere": everywhere, "countries": named})


@policy(PUBLIC)
def traces(request: HttpRequest) -> HttpResponse:
    """How to hide one's traces on a device, honestly (SEC-70)."""
    return render(request, "safety/traces.html")


@policy(STAFF, roles=WORK_WITH_LETTERS, relation="flags of the own work")
def flags(request: HttpRequest) -> HttpResponse:
    """Open flags, the most urgent first."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101 (for the type checker)
    rows = queries.open_flags_list(user)
    now = timezone.now()
    for flag in rows:
        flag.words = [code_words(code) for code in by_weight(flag.codes)]  # type: ignore[attr-defined]
        flag.late = flag.acknowledged_at is None and flag.acknowledge_by < now  # type: ignore[attr-defined]
    context = {
        "flags": rows,
        "unverified": queries.unverified_numbers(),
        "may_keep_numbers": user.has_role(Role.OWNER, Role.SUPERVISOR),
    }
    return render(request, "safety/flags.html", context)


def _subject_url(flag: SafetyFlag) -> str:
    name = _SUBJECT_PAGES.get(flag.subject_kind)
    if name is None:
        return ""
    try:
        if name == "questions:workbench":
            return reverse(name, kwargs={"pk": flag.person_id})
        return reverse(name)
    except NoReverseMatch:
        return ""


def _show(
    request: HttpRequest, flag: SafetyFlag, *, status: int = 200, **forms: object
) -> HttpResponse:
    assert isinstance(request.user, User)  # noqa: S101 (for the type checker)
    context = {
        "flag": flag,
        "words": [code_words(code) for code in by_weight(flag.codes)],
        "findings": list({f["why"]: f for f in flag.findings or [] if f.get("why")}.values()),
        "entries": list(flag.entries.select_related("actor").order_by("at")),
        "open": flag.state in STILL_OPEN,
        "seen": flag.acknowledged_at is not None,
        "may_clear": request.user.has_role(Role.SUPERVISOR),
        "subject_url": _subject_url(flag),
        "act_form": forms.get("act_form") or ActForm(),
        "clear_form": forms.get("clear_form") or ClearForm(auto_id="clear_%s"),
    }
    return render(request, "safety/flag.html", context, status=status)


@policy(STAFF, methods=("GET", "POST"), roles=WORK_WITH_LETTERS, relation="flags of the own work")
def flag(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One flag with its log; POST acknowledges, notes an act, or clears it."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101 (for the type checker)
    found = get_object_or_404(queries.flags_visible_to(user), pk=pk)
    if request.method != "POST":
        record_view(actor=user, target=found, person_id=found.person_id, request=request)
        return _show(request, found)
    step = request.POST.get("step")
    if step == "acknowledge":
        services.acknowledge(flag=found, actor=user)
    elif step == "act":
        form = ActForm(request.POST)
        if not form.is_valid():
            return _show(request, found, status=400, act_form=form)
        services.note_act(flag=found, actor=user, **form.cleaned_data)
    elif step == "clear":
        clear_form = ClearForm(request.POST, auto_id="clear_%s")
        if not clear_form.is_valid():
            return _show(request, found, status=400, clear_form=clear_form)
        try:
            services.clear(flag=found, actor=user, note=clear_form.cleaned_data["note"])
        except services.NotAllowed:
            messages.error(request, _("A supervisor clears flags."))
    return redirect("safety:flag", pk=pk)


@policy(STAFF, methods=("GET", "POST"), roles=(Role.OWNER, Role.SUPERVISOR))
def numbers(request: HttpRequest) -> HttpResponse:
    """Help numbers: verify, change, add, remove. Readers see them at once."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101 (for the type checker)
    act = request.POST.get("act", "") if request.method == "POST" else ""
    found = None
    if act in ("verify", "drop", "change"):
        found = get_object_or_404(HelpNumber, pk=_number(request.POST.get("id", "")))
    if found is not None and act == "verify":
        services.verify_number(number=found, actor=user)
    elif found is not None and act == "drop":
        services.drop_number(number=found, actor=user)
        messages.success(request, _("Removed."))
    elif act in ("change", "add"):
        form = HelpNumberForm(request.POST, instance=found, auto_id="form_%s")
        if not form.is_valid():
            return _numbers(request, form=form, status=400)
        services.keep_number(number=form.save(commit=False), actor=user)
        messages.success(request, _("Saved. Readers see it now."))
    if act:
        return redirect("safety:numbers")
    chosen = request.GET.get("change", "")
    if chosen:
        row = get_object_or_404(HelpNumber, pk=_number(chosen))
        return _numbers(request, form=HelpNumberForm(instance=row, auto_id="form_%s"))
    return _numbers(request, form=HelpNumberForm(auto_id="form_%s"))


def _number(value: str) -> int:
    """A row's number from a request; an impossible one finds nothing."""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 12 else 0


def _numbers(request: HttpRequest, *, form: HelpNumberForm, status: int = 200) -> HttpResponse:
    limit = timezone.localdate() - queries.VERIFY_EVERY
    rows = list(HelpNumber.objects.order_by("country", "position", "pk"))
    for row in rows:
        row.place = COUNTRY_NAMES.get(row.country, row.country) or _("Everywhere")  # type: ignore[attr-defined]
        row.stale = row.verified_on is None or row.verified_on < limit  # type: ignore[attr-defined]
    context = {"rows": rows, "form": form, "days": queries.VERIFY_EVERY.days}
    return render(request, "safety/numbers.html", context, status=status)
