"""The journal and single tasks in the portal."""

from __future__ import annotations

import uuid

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from clients.homework.homework_tasks import finish_task, remove_journal, save_journal
from clients.homework.models import JournalEntry, SingleTask, TaskFor
from clients.models import Client
from clients.own.access import login_of, portal_page
from coachdesk.lib.errors import Conflict
from coachdesk.lib.fields import TextArea
from coachdesk.lib.paging import keyset_page
from coachdesk.users.policies import CLIENT, FORM_METHODS, policy


class JournalForm(forms.Form):
    text = TextArea(label=lazy("What is on your mind?"), limit=20_000, required=False)
    version = forms.IntegerField(min_value=0, max_value=10**6, widget=forms.HiddenInput)


class TaskForm(forms.Form):
    answer = TextArea(label=lazy("How did it go?"), limit=4_000, required=False)


@policy(CLIENT, relation="own")
@portal_page()
def journal(request: HttpRequest, client: Client) -> HttpResponse:
    """All pages, newest first."""
    rows = JournalEntry.objects.filter(client=client)
    page = keyset_page(rows, cursor=request.GET.get("page", ""), keys=("created_at", "id"), size=20)
    return render(request, "portal/journal.html", {"page": page, "new_id": uuid.uuid4()})


@policy(CLIENT, relation="own")
@portal_page()
def journal_page(request: HttpRequest, client: Client, pk: uuid.UUID) -> HttpResponse:
    """Write one page; the address of a new page is its id, so that a double send makes one."""
    row = JournalEntry.objects.filter(client=client, pk=pk).first()
    form = JournalForm(
        initial={"text": row.text if row else "", "version": row.version if row else 0}
    )
    return _journal_page(request, pk, form, row, shared=bool(row and row.shared))


def _journal_page(
    request: HttpRequest,
    pk: uuid.UUID,
    form: JournalForm,
    row: JournalEntry | None,
    *,
    shared: bool,
    conflict: JournalEntry | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"form": form, "row": row, "shared": shared, "conflict": conflict, "pk": pk}
    return render(request, "portal/journal_page.html", context, status=status)


@policy(CLIENT, methods=("POST",), relation="own")
@portal_page()
def journal_page_save(request: HttpRequest, client: Client, pk: uuid.UUID) -> HttpResponse:
    """Autosave and the plain Save button; a page that is not there yet is made."""
    quiet = "X-Autosave" in request.headers
    form, shared = JournalForm(request.POST), "shared" in request.POST
    status, conflict = 400, None
    if form.is_valid():
        try:
            saved = save_journal(
                client=client,
                entry_id=pk,
                text=form.cleaned_data["text"],
                shared=shared,
                version=form.cleaned_data["version"],
                actor=login_of(client),
            )
        except Conflict as stale:
            conflict, status = stale.stored, 409
        else:
            if quiet:
                at = time_format(timezone.localtime(saved.saved_at), "H:i")
                return JsonResponse({"version": saved.version, "saved_at": at})
            messages.success(request, _("Saved."))
            return redirect("portal:journal")
    if quiet:
        return JsonResponse({"errors": form.errors.get_json_data()}, status=status)
    row = JournalEntry.objects.filter(client=client, pk=pk).first()
    return _journal_page(request, pk, form, row, shared=shared, conflict=conflict, status=status)


@policy(CLIENT, methods=("POST",), relation="own")
@portal_page()
def journal_page_delete(request: HttpRequest, client: Client, pk: uuid.UUID) -> HttpResponse:
    """Delete one page for good."""
    row = get_object_or_404(JournalEntry, client=client, pk=pk)
    remove_journal(entry=row, actor=login_of(client))
    messages.success(request, _("This page is gone."))
    return redirect("portal:journal")


@policy(CLIENT, methods=FORM_METHODS, relation="own")
@portal_page()
def task(request: HttpRequest, client: Client, pk: uuid.UUID) -> HttpResponse:
    """One piece of homework without a program."""
    found = get_object_or_404(SingleTask, client=client, whose=TaskFor.CLIENT, pk=pk)
    form = TaskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        finish_task(task=found, answer=form.cleaned_data["answer"], actor=login_of(client))
        messages.success(request, _("Noted."))
        return redirect("portal:today")
    status = 400 if form.errors else 200
    return render(request, "portal/task.html", {"task": found, "form": form}, status=status)
