"""Agreement and consent: on the desk and in the portal; files both ways."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from clients.agreements import documents, files
from clients.agreements.forms import FileForm, PaperForm
from clients.agreements.serving import (
    document_response,
    documents_kept,
    posted_file_form,
    signed_copy_response,
    take_file,
)
from clients.models import Client, Document
from clients.page.lookup import client_or_404
from coachdesk.audit.services import record_view
from coachdesk.consents.models import ConsentGrant
from coachdesk.users.policies import OPENS_RECORDS, STAFF, WORK_WITH_CLIENTS, policy, staff

_ACTS: dict[str, Any] = {"roles": WORK_WITH_CLIENTS, "methods": ("POST",), "relation": "own"}


@policy(STAFF, roles=OPENS_RECORDS, relation="own and supervised clients")
def desk_documents(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What the client agreed to, and files both ways."""
    return _documents(request, client_or_404(Client.objects.visible_to(staff(request)), pk))


def _documents(
    request: HttpRequest,
    client: Client,
    *,
    file_form: FileForm | None = None,
    paper_form: PaperForm | None = None,
    status: int = 200,
) -> HttpResponse:
    grants = documents.grants_of(client)
    newer = documents.newer_texts(client)
    context = {
        "client": client,
        "grants": grants,
        "newer": newer.asked,
        "said_no": newer.said_no,
        "releases": client.releases.order_by("-ends_on")[:20],
        "documents": documents_kept(client),
        "file_form": file_form or FileForm(prefix="file"),
        "paper_form": paper_form or PaperForm(prefix="paper"),
        "today": timezone.localdate(),
        "may_write": Client.objects.editable_by(staff(request)).filter(pk=client.pk).exists(),
    }
    return render(request, "clients/documents.html", context, status=status)


@policy(STAFF, **_ACTS)
def file_add(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Give the client a file."""
    user = staff(request)
    client = client_or_404(Client.objects.editable_by(user), pk)
    form = posted_file_form(request)
    if not take_file(request, form, client, user, from_client=False):
        return _documents(request, client, file_form=form, status=400)
    return redirect("clients:documents", pk=pk)


@policy(STAFF, **_ACTS)
def file_remove(request: HttpRequest, pk: uuid.UUID, document: uuid.UUID) -> HttpResponse:
    """Take away a file that the team gave; the client's own stay."""
    user = staff(request)
    client = client_or_404(Client.objects.editable_by(user), pk)
    rows = Document.objects.filter(client=client, removed_at=None, from_client=False)
    files.remove_document(document=get_object_or_404(rows, pk=document), actor=user)
    return redirect("clients:documents", pk=pk)


@policy(STAFF, **_ACTS)
def paper_record(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Note a yes that the client gave on paper or by voice."""
    user = staff(request)
    client = client_or_404(Client.objects.editable_by(user), pk)
    form = PaperForm(request.POST, prefix="paper")
    if not form.is_valid():
        return _documents(request, client, paper_form=form, status=400)
    documents.record_paper(client=client, actor=user, **form.cleaned_data)
    return redirect("clients:documents", pk=pk)


@policy(STAFF, roles=OPENS_RECORDS, relation="files of own and supervised clients")
def desk_file(request: HttpRequest, pk: uuid.UUID, document: uuid.UUID) -> HttpResponse:
    """One file of one client."""
    user = staff(request)
    client = client_or_404(Client.objects.visible_to(user), pk)
    row = get_object_or_404(Document, client=client, removed_at=None, pk=document)
    record_view(actor=user, target=row, person_id=client.pk, request=request)
    return document_response(row)


@policy(STAFF, roles=OPENS_RECORDS, relation="own and supervised clients")
def desk_copy(request: HttpRequest, pk: uuid.UUID, grant: uuid.UUID) -> HttpResponse:
    """A signed text of a client as PDF."""
    client = client_or_404(Client.objects.visible_to(staff(request)), pk)
    grants = ConsentGrant.objects.filter(person_id=client.pk).select_related("text")
    return signed_copy_response(get_object_or_404(grants, pk=grant))
