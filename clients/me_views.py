"""The client's settings and own data in the portal."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients import export, records, safe_contact
from clients.case_forms import GoalForm
from clients.cases import NoRating, add_goal, rate_goal, rating_of
from clients.contact import ORDER, contacts_of
from clients.contact_forms import ContactForm, LockdownForm
from clients.models import Case, CaseStatus, Client, Goal, GoalState, RequestKind
from clients.portal_access import login_of, portal_page
from coachdesk.exports import Receiver
from coachdesk.lib.fields import TextArea
from coachdesk.outbox.models import Channel
from coachdesk.users.limits import within_limit
from coachdesk.users.policies import CLIENT, policy

_FORM = ("GET", "POST")


class AskForm(forms.Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("What do you ask for?"),
        choices=RequestKind.choices,
        widget=forms.RadioSelect,
    )
    words = TextArea(
        label=gettext_lazy("In your words"),
        help_text=gettext_lazy("For a correction: what is wrong, and what is right."),
        limit=4000,
        required=False,
    )


class StatementForm(forms.Form):
    statement = TextArea(label=gettext_lazy("Your statement"), limit=4000)


@policy(CLIENT, methods=_FORM, relation="own record")
@portal_page(when_former=True)
def me(request: HttpRequest, client: Client) -> HttpResponse:
    """Safe contact for each channel, one switch for all mail, lockdown, sessions."""
    user = login_of(client)
    known = {row.channel: row for row in contacts_of(client.pk)}
    act = request.POST.get("act", "")
    posted = request.POST.get("channel", "")
    made: dict[str, ContactForm] = {
        channel: ContactForm(
            request.POST if act == "contact" and posted == channel else None,
            channel=channel,
            contact=known.get(channel),
            own=True,
            # Another mailbox is a change of address: that asks for the password again.
            fixed_address=channel == Channel.MAIL and channel in known,
            time_zone=client.time_zone,
            prefix=channel,
        )
        for channel in ORDER
        if channel != Channel.POST
    }
    lock = LockdownForm(request.POST if act == "lock" else None)
    form = made.get(posted)
    if act == "contact" and form is not None and form.is_valid():
        safe_contact.store_contact(
            client=client,
            channel=posted,
            address=form.cleaned_data["address"],
            permission=form.cleaned_data["permission"],
            actor=user,
            details=form.details(),
        )
        messages.success(request, _("Noted. It counts from now on."))
        return redirect("portal:me")
    if act == "mute":
        safe_contact.mute_mail(client=client, muted=request.POST.get("to") == "on", actor=user)
        return redirect("portal:me")
    if act == "discreet":
        safe_contact.set_discreet(client=client, on=request.POST.get("to") == "on", actor=user)
        messages.success(request, _("Noted. It counts from now on."))
        return redirect("portal:me")
    if act == "lock" and lock.is_valid():
        safe_contact.lock_down(client=client, actor=user, word=lock.cleaned_data["word"])
        logout(request)
        # No redirect to another site from a form: browsers refuse it under form-action 'self'.
        response = render(request, "clients/portal/frozen.html")
        response["Clear-Site-Data"] = '"cookies", "storage"'
        return response
    mail = known.get(Channel.MAIL)
    context = {
        "client": client,
        "channels": [(channel, form, known.get(channel)) for channel, form in made.items()],
        "posted": posted,
        "lock": lock,
        "act": act,
        "discreet": user.discreet,
        "muted": bool(mail and mail.muted_at) or user.mail_muted,
    }
    status = 400 if request.method == "POST" else 200
    return render(request, "clients/portal/me.html", context, status=status)


class AddressForm(forms.Form):
    address = forms.EmailField(
        label=gettext_lazy("New email address for our messages"), max_length=254
    )


@policy(CLIENT, methods=_FORM, relation="own record", step_up=True)
@portal_page(when_former=True)
def address(request: HttpRequest, client: Client) -> HttpResponse:
    """Another mailbox: it is not written to before it is marked as read only by the client."""
    form = AddressForm(request.POST or None)
    if form.is_valid():
        safe_contact.store_contact(
            client=client,
            channel=Channel.MAIL,
            address=form.cleaned_data["address"],
            permission="unset",
            actor=login_of(client),
            details={"read_only_by_person": False, "hours": []},
        )
        messages.success(request, _("Now say below whether this mailbox is safe."))
        return redirect("portal:me")
    status = 400 if form.is_bound else 200
    return render(request, "clients/portal/address.html", {"form": form}, status=status)


@policy(CLIENT, methods=_FORM, relation="own record")
@portal_page(when_former=True)
def data(request: HttpRequest, client: Client) -> HttpResponse:
    """My record: a copy, requests with their day counter, and who read it."""
    user, act = login_of(client), request.POST.get("act", "")
    ask = AskForm(request.POST if act == "ask" else None)
    statement = StatementForm(request.POST if act == "disagree" else None)
    if act == "ask" and ask.is_valid():
        if within_limit("record.ask", str(client.pk), times=5, per=timedelta(days=1)):
            records.ask_of_record(client=client, actor=user, **ask.cleaned_data)
            messages.success(request, _("We have it. The days count from today."))
            return redirect("portal:data")
        ask.add_error(None, _("That is enough for one day. Nothing you wrote is lost."))
    if act == "disagree" and statement.is_valid():
        try:
            row = get_object_or_404(
                client.record_requests, pk=uuid.UUID(request.POST.get("request", ""))
            )
            records.disagree(request=row, statement=statement.cleaned_data["statement"], actor=user)
        except (ValueError, records.WrongStep):
            raise Http404 from None
        return redirect("portal:data")
    context = {
        "client": client,
        "ask": ask,
        "statement": statement,
        "act": act,
        "requests": client.record_requests.order_by("-received_at")[:20],
        "reads": records.who_read(client),
    }
    status = 400 if request.method == "POST" else 200
    return render(request, "clients/portal/data.html", context, status=status)


@policy(CLIENT, methods=("GET", "POST"), relation="own record", step_up=True)
@portal_page(when_former=True)
def download(request: HttpRequest, client: Client) -> HttpResponse:
    """The own data as a file, made on the spot and kept nowhere (SEC-62)."""
    if request.method == "GET":
        return render(request, "clients/portal/download.html", {"client": client})
    if not within_limit("export", str(client.pk), times=3, per=timedelta(days=1)):
        messages.error(request, _("You can make three copies a day. Please come back tomorrow."))
        return redirect("portal:data")
    made = export.build_export(client, actor=login_of(client), receiver=Receiver.CLIENT)
    return export.as_file(made, request.POST.get("as", ""))


@policy(CLIENT, methods=_FORM, relation="own record")
@portal_page()
def goals(request: HttpRequest, client: Client) -> HttpResponse:
    """My goals: rate them, add one that is mine to do."""
    open_cases = Case.objects.filter(client=client).exclude(status=CaseStatus.CLOSED)
    case = open_cases.order_by("-opened_at").first()
    if case is None:
        raise Http404
    act = request.POST.get("act", "")
    form = GoalForm(request.POST if act == "goal" else None, partner_label=case.partner_label)
    form.fields["text"].label = _("A goal, in your words")
    form.fields["text"].help_text = _("Something you do. Nobody can promise what another does.")
    if act == "goal" and form.is_valid():
        add_goal(case=case, text=form.cleaned_data["text"], actor=login_of(client))
        return redirect("portal:goals")
    if act == "rate":
        try:
            goal = get_object_or_404(
                Goal.objects.select_related("case"),
                case=case,
                pk=uuid.UUID(request.POST.get("goal", "")),
            )
        except ValueError:
            raise Http404 from None
        try:
            value = rating_of(request.POST.get("value"))
            rate_goal(goal=goal, value=value, actor=login_of(client))
        except NoRating:
            messages.error(request, _("Choose a number from 0 to 10 first."))
        else:
            messages.success(request, _("Noted."))
        return redirect("portal:goals")
    rows = case.goals.filter(state=GoalState.OPEN).prefetch_related("ratings")
    shown = []
    for goal in rows.order_by("created_at"):
        ratings = sorted(goal.ratings.all(), key=lambda rating: rating.at)
        shown.append((goal, ratings[-1] if ratings else None))
    context = {"client": client, "goals": shown, "form": form, "scale": range(11)}
    status = 400 if request.method == "POST" else 200
    return render(request, "clients/portal/goals.html", context, status=status)
