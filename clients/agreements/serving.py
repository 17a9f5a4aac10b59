"""Files and signed texts as downloads, and files taken in: the same on the desk and in the portal."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from clients.agreements import documents, files
from clients.agreements.forms import FileForm
from clients.models import Client, Document
from coachdesk.consents.models import ConsentGrant
from coachdesk.lib.errors import Refused
from coachdesk.lib.sealed import SealBroken


def posted_file_form(request: HttpRequest) -> FileForm:
    """The form for a file, with what was posted."""
    return FileForm(request.POST, request.FILES, prefix="file")


def take_file(
    request: HttpRequest, form: FileForm, client: Client, actor: Any, *, from_client: bool
) -> bool:
    """Keep the posted file; False with the reason on the form when it is refused."""
    if not form.is_valid():
        return False
    upload = form.cleaned_data["file"]
    if upload.size > files.FILE_LIMIT:
        form.add_error("file", _("A file may have at most 10 MB."))
        return False
    try:
        files.add_document(
            client=client,
            actor=actor,
            title=form.cleaned_data["title"],
            body=upload.read(),
            from_client=from_client,
        )
    except Refused as refused:
        form.add_error("file", refused.why)
        return False
    messages.success(request, _("The file is stored."))
    return True


def documents_kept(client: Client) -> QuerySet[Document]:
    """The newest hundred files of a client that nobody removed."""
    return client.documents.filter(removed_at=None).order_by("-added_at")[:100]


def document_response(document: Document) -> HttpResponse:
    """A file as an attachment that no page can run (SEC-44). Raises Http404 for a damaged one."""
    try:
        body = files.read_document(document)
    except (SealBroken, FileNotFoundError):
        raise Http404 from None
    ending = files.ENDINGS[document.mime]
    response = HttpResponse(body, content_type=document.mime)
    response["Content-Disposition"] = f'attachment; filename="document.{ending}"'
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def signed_copy_response(grant: ConsentGrant) -> HttpResponse:
    """A signed text as a PDF attachment that no page can run."""
    response = HttpResponse(documents.signed_copy(grant), content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="copy.pdf"'
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
