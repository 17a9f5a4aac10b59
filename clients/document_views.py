"""Agreement and consent: on the desk and in the portal; files both ways."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients import documents, files, signing
from clients.models import Client, Document
from clients.portal_access import login_of, portal_page
from clients.texts import OFFERED, text_for
from clients.views import client_or_404, staff
from coachdesk.audit.services import record_view
from coachdesk.consents.models import ConsentGrant
from coachdesk.lib.fields import TextLine
from coachdesk.lib.sealed import SealBroken
from coachdesk.users.limits import within_limit
from coachdesk.users.policies import CLIENT, OPENS_RECORDS, STAFF, policy

_FORM = ("GET", "POST")


class FileForm(forms.Form):
    title = TextLine(label=gettext_lazy("What is it?"), limit=80)
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("PDF, PNG, JPEG, WebP or plain text, at most 10 MB."),
        max_length=200,
    )


class ReleaseForm(forms.Form):
    recipient = TextLine(label=gettext_lazy("Whom may we tell?"), limit=120)
    what = TextLine(label=gettext_lazy("What may we tell?"), limit=300)
    ends_on = forms.DateField(
        label=gettext_lazy("Until which day?"), widget=forms.DateInput(attrs={"type": "date"})
    )
    typed_name = TextLine(label=gettext_lazy("Type your name to sign"), limit=80)

    def clean_ends_on(self) -> Any:
        day = self.cleaned_data["ends_on"]
        today = timezone.localdate()
        if not today <= day <= today + timedelta(days=730):
            raise forms.ValidationError(_("Please choose a day within two years from today."))
        return day


class OneSignatureForm(forms.Form):
    typed_name = TextLine(label=gettext_lazy("Type your name to sign"), limit=80)
    shown = forms.CharField(widget=forms.HiddenInput, max_length=200)


class PaperForm(forms.Form):
    """A yes that was given on paper or by voice."""

    kind = forms.ChoiceField(
        label=gettext_lazy("To which text?"),
        choices=[(k.value, k.label) for k in OFFERED],
    )
    method = forms.ChoiceField(
        label=gettext_lazy("How?"),
        choices=[("paper", gettext_lazy("On paper")), ("voice", gettext_lazy("By voice"))],
    )
    typed_name = TextLine(label=gettext_lazy("Name as signed or said"), limit=80)


def _uuid(value: str) -> uuid.UUID:
    try:
        return uuid.UUID(value)
    except ValueError:
        raise Http404 from None


def _file_form(request: HttpRequest, act: str) -> FileForm:
    if act == "file":
        return FileForm(request.POST, request.FILES, prefix="file")
    return FileForm(prefix="file")


def _take_file(
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
    except files.Refused as refused:
        form.add_error("file", refused.why)
        return False
    messages.success(request, _("The file is stored."))
    return True


@policy(STAFF, roles=OPENS_RECORDS, methods=_FORM, relation="own; supervised to read")
def desk_documents(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What the client agreed to, and files both ways."""
    user = staff(request)
    posting, act = request.method == "POST", request.POST.get("act", "")
    scope = Client.objects.editable_by(user) if posting else Client.objects.visible_to(user)
    client = client_or_404(scope, pk)
    file_form = _file_form(request, act)
    paper_form = PaperForm(request.POST if act == "paper" else None, prefix="paper")
    if act == "file" and _take_file(request, file_form, client, user, from_client=False):
        return redirect("clients:documents", pk=pk)
    if act == "paper" and paper_form.is_valid():
        documents.record_paper(client=client, actor=user, **paper_form.cleaned_data)
        return redirect("clients:documents", pk=pk)
    if act == "remove":
        rows = Document.objects.filter(client=client, removed_at=None, from_client=False)
        document = get_object_or_404(rows, pk=_uuid(request.POST.get("document", "")))
        files.remove_document(document=document, actor=user)
        return redirect("clients:documents", pk=pk)
    grants = documents.grants_of(client)
    newer = documents.newer_texts(client)
    context = {
        "client": client,
        "grants": grants,
        "newer": newer.asked,
        "said_no": newer.said_no,
        "releases": client.releases.order_by("-ends_on")[:20],
        "documents": _documents(client),
        "file_form": file_form,
        "paper_form": paper_form,
        "act": act,
        "today": timezone.localdate(),
        "may_write": Client.objects.editable_by(user).filter(pk=pk).exists(),
    }
    return render(request, "clients/documents.html", context, status=400 if posting else 200)


def _documents(client: Client) -> QuerySet[Document]:
    return client.documents.filter(removed_at=None).order_by("-added_at")[:100]


def _served(document: Document) -> HttpResponse:
    """A file as an attachment that no page can run (SEC-44)."""
    try:
        body = files.read_document(document)
    except (SealBroken, FileNotFoundError):
        raise Http404 from None
    ending = files.ENDINGS[document.mime]
    response = HttpResponse(body, content_type=document.mime)
    response["Content-Disposition"] = f'attachment; filename="document.{ending}"'
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@policy(STAFF, roles=OPENS_RECORDS, relation="files of own and supervised clients")
def desk_file(request: HttpRequest, pk: uuid.UUID, document: uuid.UUID) -> HttpResponse:
    """One file of one client."""
    user = staff(request)
    client = client_or_404(Client.objects.visible_to(user), pk)
    row = get_object_or_404(Document, client=client, removed_at=None, pk=document)
    record_view(actor=user, target=row, person_id=client.pk, request=request)
    return _served(row)


@policy(CLIENT, methods=_FORM, relation="own record")
@portal_page()
def portal_documents(request: HttpRequest, client: Client) -> HttpResponse:
    """What I agreed to, releases, and files."""
    user = login_of(client)
    posting, act = request.method == "POST", request.POST.get("act", "")
    file_form = _file_form(request, act)
    release_form = ReleaseForm(request.POST if act == "release" else None, prefix="release")
    if act == "file":
        if not within_limit("upload", str(client.pk), times=20, per=timedelta(hours=1)):
            messages.error(request, _("That is a lot at once. Please try again in an hour."))
        elif _take_file(request, file_form, client, user, from_client=True):
            return redirect("portal:documents")
    elif act == "release" and release_form.is_valid():
        documents.grant_release(client=client, actor=user, **release_form.cleaned_data)
        return redirect("portal:documents")
    elif act == "end_release":
        rows = client.releases.filter(ended_at=None)
        release = get_object_or_404(rows, pk=_uuid(request.POST.get("release", "")))
        documents.end_release(release=release, actor=user)
        return redirect("portal:documents")
    elif act == "withdraw":
        kind = request.POST.get("kind", "")
        if kind not in OFFERED:
            raise Http404
        documents.withdraw_consent(client=client, actor=user, kind=kind)
        messages.success(request, _("Ended, as of now."))
        return redirect("portal:documents")
    elif act == "remove":
        own = client.documents.filter(removed_at=None, from_client=True)
        document = get_object_or_404(own, pk=_uuid(request.POST.get("document", "")))
        files.remove_document(document=document, actor=user)
        return redirect("portal:documents")
    grants = documents.grants_of(client)
    standing = documents.in_force(grants)
    newer = documents.newer_texts(client)
    asked = {grant.kind for grant, _text in newer.asked}
    no = {yes.kind: answer for yes, answer in newer.said_no}
    context = {
        "client": client,
        "offers": [
            (k.value, k.label, standing.get(k.value), k.value in asked, no.get(k.value))
            for k in OFFERED
        ],
        "grants": grants,
        "releases": client.releases.order_by("-ends_on")[:20],
        "documents": _documents(client),
        "file_form": file_form,
        "release_form": release_form,
        "act": act,
    }
    status = 400 if posting else 200
    return render(request, "clients/portal/documents.html", context, status=status)


@policy(CLIENT, methods=_FORM, relation="own record", step_up=True)
@portal_page()
def portal_sign(request: HttpRequest, client: Client, kind: str) -> HttpResponse:
    """Read one text and sign it, or say no to a newer version of one signed before."""
    if kind not in [k.value for k in OFFERED]:
        raise Http404
    text = text_for(kind)
    initial = {"shown": signing.shown_hash([text])}
    form = OneSignatureForm(request.POST or None, initial=initial)
    status = 200
    if form.is_bound:
        status = 400
        if request.POST.get("act") == "decline":
            try:
                signing.decline_text(
                    client=client,
                    actor=login_of(client),
                    kind=kind,
                    shown=request.POST.get("shown", ""),
                )
                messages.success(request, _("Noted: no. Your earlier yes stays as it was."))
                return redirect("portal:documents")
            except signing.NothingToDecline:
                raise Http404 from None
            except signing.TextChanged:
                form, status = OneSignatureForm(initial=initial), 409
        elif form.is_valid():
            try:
                signing.sign_text(
                    client=client,
                    actor=login_of(client),
                    kind=kind,
                    typed_name=form.cleaned_data["typed_name"],
                    shown=form.cleaned_data["shown"],
                )
                return redirect("portal:documents")
            except signing.TextChanged:
                form, status = OneSignatureForm(initial=initial), 409
    standing = ConsentGrant.objects.filter(person_id=client.pk, kind=kind, state="granted")
    context = {
        "client": client,
        "text": text,
        "form": form,
        "changed": status == 409,
        "before": standing.select_related("text").exclude(text=text).first(),
        "said_no": ConsentGrant.objects.filter(
            person_id=client.pk, text=text, state="declined"
        ).first(),
    }
    return render(request, "clients/portal/sign.html", context, status=status)


@policy(CLIENT, relation="own record")
@portal_page()
def portal_file(request: HttpRequest, client: Client, pk: uuid.UUID) -> HttpResponse:
    """One of my files."""
    return _served(get_object_or_404(Document, client=client, removed_at=None, pk=pk))


@policy(CLIENT, relation="own record")
@portal_page()
def portal_copy(request: HttpRequest, client: Client, pk: uuid.UUID) -> HttpResponse:
    """A signed text as PDF."""
    grants = ConsentGrant.objects.filter(person_id=client.pk).select_related("text")
    return _copy(get_object_or_404(grants, pk=pk))


@policy(STAFF, roles=OPENS_RECORDS, relation="own and supervised clients")
def desk_copy(request: HttpRequest, pk: uuid.UUID, grant: uuid.UUID) -> HttpResponse:
    """A signed text of a client as PDF."""
    client = client_or_404(Client.objects.visible_to(staff(request)), pk)
    grants = ConsentGrant.objects.filter(person_id=client.pk).select_related("text")
    return _copy(get_object_or_404(grants, pk=grant))


def _copy(grant: ConsentGrant) -> HttpResponse:
    response = HttpResponse(documents.signed_copy(grant), content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="copy.pdf"'
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
