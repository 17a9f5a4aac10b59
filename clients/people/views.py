"""The caseload and the client's page."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.contrib import messages
from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clients.models import Case, CaseStatus, Client, ClientStatus, Goal, GoalRating, GoalState
from clients.page import tabs
from clients.page.attention import attention
from clients.page.lookup import SEES_NAMES, client_or_404
from clients.page.timeline import timeline, timeline_kinds
from clients.people import services
from clients.people.forms import DetailsForm, FromLetterForm, ProspectForm
from clients.people.intake import intake_todo
from clients.people.names import named
from clients.people.screening_state import state_of
from clients.queries import with_state
from coachdesk.audit.services import record_view
from coachdesk.lib.errors import Missing, NotPossible
from coachdesk.lib.paging import keyset_page
from coachdesk.outbox.gate import REASONS, contact_note
from coachdesk.outbox.queries import fates_of, mail_state
from coachdesk.questions.models import Question
from coachdesk.users.form_keys import SentBefore, SentWithOtherContent, content_hash, once
from coachdesk.users.models import Invitation, Role
from coachdesk.users.policies import (
    COACHES,
    FORM_METHODS,
    OPENS_RECORDS,
    STAFF,
    WORK_WITH_CLIENTS,
    policy,
    staff,
)
from coachdesk.users.rate_limits import within_limit

_FILTERS = {
    "open": (ClientStatus.INTAKE, ClientStatus.ACTIVE, ClientStatus.ON_HOLD),
    "new": (ClientStatus.PROSPECT, ClientStatus.INTAKE),
    "former": (ClientStatus.FORMER, ClientStatus.REFERRED_OUT),
}


@policy(STAFF, roles=SEES_NAMES, relation="own, supervised; names for the front desk")
def client_list(request: HttpRequest) -> HttpResponse:
    """The caseload: who there is, and why somebody needs attention, in words."""
    user = staff(request)
    text, show = request.GET.get("q", "").strip()[:80], request.GET.get("show", "open")
    full = user.has_role(*WORK_WITH_CLIENTS)
    rows: QuerySet[Client] = Client.objects.names_visible_to(user)
    if show == "waiting":
        waiting = Case.objects.filter(status=CaseStatus.WAITLIST)
        rows = rows.filter(pk__in=waiting.values("client_id"))
    elif show in _FILTERS:
        rows = rows.filter(status__in=_FILTERS[show])
    if request.GET.get("mine") and full:
        rows = rows.filter(pk__in=Client.objects.editable_by(user).values("pk"))
    if text:
        rows = named(Client.objects.names_visible_to(user), text)
    cases = Case.objects.select_related("owner").order_by("-opened_at")

    def dress(page: QuerySet[Client]) -> QuerySet[Client]:
        return with_state(page).prefetch_related(Prefetch("cases", queryset=cases))

    page = keyset_page(
        rows,
        cursor=request.GET.get("page", ""),
        keys=("created_at", "pk"),
        size=30,
        few=full,  # the front desk sees everybody, others a part
        dress=dress if full else None,
    )
    reasons = attention([c.pk for c in page.rows], loaded=page.rows) if full else {}
    lines = [(client, reasons.get(client.pk, [])) for client in page.rows]
    lines.sort(key=lambda line: -len(line[1]))  # who needs attention first; else newest first
    context = {
        "lines": lines,
        "full": full,
        "q": text,
        "show": show,
        "mine": bool(request.GET.get("mine")),
        "filters": [
            ("open", _("Open")),
            ("new", _("New")),
            ("waiting", _("Waiting list")),
            ("former", _("Former")),
            ("all", _("All")),
        ],
        "supervises": user.has_role(Role.SUPERVISOR),
        "older": page.next,
        "newer": page.previous,
    }
    return render(request, "clients/list.html", context)


@policy(
    STAFF, roles=(*SEES_NAMES, Role.OWNER), relation="own, supervised; names for the front desk"
)
def detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The client's page; the front desk gets names, times and safe contact only."""
    user = staff(request)
    client = with_state(Client.objects.visible_to(user)).filter(pk=pk).first()
    if client is None:
        client = client_or_404(Client.objects.names_visible_to(user), pk)
        return render(request, "clients/front_desk.html", {"client": client})
    cases = list(client.cases.select_related("owner").order_by("-opened_at"))
    case = next((c for c in cases if c.status != CaseStatus.CLOSED), cases[0] if cases else None)
    ratings = Prefetch("ratings", queryset=GoalRating.objects.order_by("-at"))
    goals = (
        Goal.objects.filter(case=case).exclude(state=GoalState.LET_GO).prefetch_related(ratings)
        if case
        else []
    )
    record_view(actor=user, target=client, person_id=client.pk, request=request)
    invitation, mail_stop, invitation_fate, mail_trouble = None, "", "", ""
    if client.user_id is None:
        mail_stop = contact_note(client.pk)
        found = Invitation.objects.filter(subject_id=client.pk).order_by("-created_at")
        invitation = found.first()
        mail_trouble = mail_state().words
        if invitation is not None:
            invitation_fate = fates_of([invitation])[invitation.pk]
    context = {
        "client": client,
        "case": case,
        "cases": cases,
        "goals": [(goal, *_ratings(goal)) for goal in goals],
        "invitation": invitation,
        "invitation_fate": invitation_fate,
        "mail_stop": mail_stop,
        "mail_trouble": mail_trouble,
        "no_address": mail_stop == REASONS["no_contact"],
        "safety": state_of(client),
        "waits": attention([client.pk], own=False, page=True).get(client.pk, []),
        "missing": services.missing_of(client),
        "todo": intake_todo(client),
        "main_panels": tabs.panels(user, "main"),
        "side_panels": tabs.panels(user, "side"),
        "actions": tabs.actions(user, client),
        "since": _since(client),
        "may_write": tabs.works_with(user, client),
        "opens_work": user.has_role(*WORK_WITH_CLIENTS),
    }
    return render(request, "clients/detail.html", context)


def _ratings(goal: Goal) -> tuple[GoalRating | None, GoalRating | None]:
    """The newest and the first rating of a goal."""
    rows = list(goal.ratings.all())
    return (rows[0] if rows else None), (rows[-1] if len(rows) > 1 else None)


def _since(client: Client) -> str:
    names = {
        ClientStatus.PROSPECT: _("Asked on"),
        ClientStatus.FORMER: _("Former since"),
    }
    return names.get(ClientStatus(client.status), _("With you since"))


@policy(STAFF, roles=OPENS_RECORDS, relation="own, supervised")
def panel(request: HttpRequest, pk: uuid.UUID, name: str) -> HttpResponse:
    """One card of the overview, for a page that stands already; nothing where nothing may be seen."""
    user = staff(request)
    client = client_or_404(Client.objects.visible_to(user), pk)
    found = tabs.panel(user, name)
    if found is None:
        raise Http404
    shown = found.make(client, user)
    if shown is None:
        return HttpResponse("")
    context = {"client": client, "panel": found, **shown}
    return render(request, found.template, context)


@policy(STAFF, roles=OPENS_RECORDS, relation="own, supervised")
def client_timeline(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Everything that happened, newest first; as a fragment it is the overview's card."""
    user = staff(request)
    client = client_or_404(Client.objects.visible_to(user), pk)
    kinds = request.GET.getlist("kind")[:20]
    part = request.htmx and not request.htmx.boosted
    limit = 6 if part and not request.GET.get("before") else 30
    page = timeline(client, before=request.GET.get("before", ""), kinds=kinds, limit=limit)
    context = {"client": client, "page": page, "kinds": timeline_kinds(), "chosen": kinds}
    template = "clients/_timeline_card.html" if part else "clients/timeline.html"
    return render(request, template, context)


@policy(STAFF, roles=COACHES, methods=FORM_METHODS)
def add(request: HttpRequest) -> HttpResponse:
    """A prospect by hand."""
    user = staff(request)
    form = ProspectForm(request.POST or None)
    if not form.is_valid():
        return render(
            request, "clients/add.html", {"form": form}, status=400 if form.is_bound else 200
        )
    data = form.cleaned_data

    def create() -> uuid.UUID:
        return services.add_prospect(
            actor=user,
            name=data["name"],
            source=data["source"],
            country=data["country"],
            concern=data["concern"],
            waiting=data["waiting"],
            kind=data["kind"],
        ).pk

    content = content_hash(data["name"], data["concern"], data["kind"])
    try:
        pk = once(
            key=data["form_key"],
            form="clients.add",
            content=content,
            actor_id=user.pk,
            create=create,
        )
    except SentBefore as before:
        pk = before.result_id or uuid.UUID(int=0)
    except SentWithOtherContent:
        form.add_error(None, _("This form was sent before with other words. Please check again."))
        return render(request, "clients/add.html", {"form": form}, status=409)
    return redirect("clients:detail", pk=pk)


@policy(STAFF, roles=COACHES, methods=FORM_METHODS, relation="letters one may open")
def from_question(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A letter's writer becomes a client: choose what comes along, then one act does the rest."""
    user = staff(request)
    question = get_object_or_404(Question.objects.visible_to(user), pk=pk)
    existing = Client.objects.visible_to(user).filter(source_question_id=question.pk).first()
    if existing is not None:
        return redirect("clients:detail", pk=existing.pk)
    if Client.objects.filter(source_question_id=question.pk).exists():
        raise Http404  # somebody else's client by now
    form = FromLetterForm(request.POST if request.method == "POST" else None)
    agreed = question.agreed_to_contact_at is not None
    if form.is_valid() and agreed:
        client = services.open_case_from_question(
            actor=user, question=question, items=form.cleaned_data["items"]
        )
        messages.success(request, _("Client and case are open."))
        return redirect("clients:detail", pk=client.pk)
    status = 200 if request.method == "GET" else (400 if agreed else 409)
    context = {"form": form, "question": question, "agreed": agreed}
    return render(request, "clients/from_question.html", context, status=status)


@policy(STAFF, roles=WORK_WITH_CLIENTS, methods=("POST",), relation="own clients")
def invite(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Send a new invitation, or show its link once to hand it over."""
    user = staff(request)
    client = client_or_404(Client.objects.editable_by(user), pk)
    by_hand = request.POST.get("by") == "hand"
    if not within_limit("invitation.staff", str(user.pk), times=20, per=timedelta(days=1)):
        messages.error(request, _("That is enough invitations for one day."))
        return redirect("clients:detail", pk=pk)
    try:
        invitation, token = services.invite_client(client=client, actor=user, by_hand=by_hand)
    except NotPossible as why:
        messages.error(request, str(why))
    except Missing:
        messages.error(request, _("First note a mail address under safe contact."))
    else:
        if by_hand:
            link = request.build_absolute_uri(reverse("users:invitation", args=[token]))
            context = {"client": client, "invitation": invitation, "link": link}
            return render(request, "clients/invitation_by_hand.html", context)
        messages.success(request, _("The invitation waits in the outbox."))
    return redirect("clients:detail", pk=pk)


@policy(STAFF, roles=WORK_WITH_CLIENTS, methods=("POST",), relation="own clients")
def status(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Move a client to the next state; a guard says in words what is missing."""
    user = staff(request)
    client = client_or_404(Client.objects.editable_by(user), pk)
    to = request.POST.get("to", "")
    try:
        services.change_status(client=client, to=to, actor=user)
    except NotPossible:
        messages.error(request, _("The client’s state does not lead there."))
        return _again(request, pk, 409)
    except Missing as missing:
        words = ", ".join(missing.what)
        messages.error(
            request,
            ngettext(
                "One thing is still open before the work starts: %(what)s.",
                "Still open before the work starts: %(what)s.",
                len(missing.what),
            )
            % {"what": words},
        )
        return _again(request, pk, 409)
    messages.success(request, _("Changed."))
    return redirect("clients:detail", pk=pk)


def _again(request: HttpRequest, pk: uuid.UUID, code: int) -> HttpResponse:
    """Back to the page with the refusal on top and its true status code."""
    request.method = "GET"
    response = detail(request, pk)
    response.status_code = code
    return response


@policy(STAFF, roles=WORK_WITH_CLIENTS, methods=FORM_METHODS, relation="own clients")
def edit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Name, country, and what is good to know at home."""
    user = staff(request)
    with transaction.atomic():
        client = client_or_404(Client.objects.editable_by(user), pk, lock=request.method == "POST")
        initial = {"name": client.name, "country": client.country, "at_home": client.at_home}
        form = DetailsForm(request.POST or None, initial=initial)
        if form.is_valid():
            services.change_details(client=client, actor=user, **form.cleaned_data)
            return redirect("clients:detail", pk=pk)
    context = {"form": form, "client": client}
    return render(request, "clients/edit.html", context, status=form.status)
