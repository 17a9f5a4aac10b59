"""The client's own agreements and files in the portal."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from clients.agreements import documents, files, signing
from clients.agreements.forms import FileForm, OneSignatureForm, ReleaseForm
from clients.agreements.joint_texts import TEXT_OF
from clients.agreements.serving import (
    document_response,
    documents_kept,
    posted_file_form,
    signed_copy_response,
    take_file,
)
from clients.agreements.texts import text_for
from clients.cases.joint import of_client
from clients.models import Client, Document
from clients.own.access import login_of, portal_page
from clients.queries import OFFERED, SIGNED_IN_PORTAL
from coachdesk.consents.models import ConsentGrant, ConsentKind, ConsentText
from coachdesk.lib.errors import Conflict, NotPossible
from coachdesk.users.policies import CLIENT, policy
from coachdesk.users.rate_limits import within_limit

_SIGNS: dict[str, Any] = {"relation": "own record", "step_up": True}


@policy(CLIENT, relation="own record")
@portal_page()
def portal_documents(request: HttpRequest, client: Client) -> HttpResponse:
    """What I agreed to, releases, and files."""
    return _documents(request, client)


def _documents(
    request: HttpRequest,
    client: Client,
    *,
    file_form: FileForm | None = None,
    release_form: ReleaseForm | None = None,
    status: int = 200,
) -> HttpResponse:
    grants = documents.grants_of(client)
    standing = documents.in_force(grants)
    newer = documents.newer_texts(client)
    asked = {grant.kind for grant, _text in newer.asked}
    no = {yes.kind: answer for yes, answer in newer.said_no}
    shown = {*standing, *_offered_to(client)}
    context = {
        "client": client,
        "offers": [
            (k.value, k.label, standing.get(k.value), k.value in asked, no.get(k.value))
            for k in SIGNED_IN_PORTAL
            if k in shown
        ],
        "grants": grants,
        "releases": client.releases.order_by("-ends_on")[:20],
        "documents": documents_kept(client),
        "file_form": file_form or FileForm(prefix="file"),
        "release_form": release_form or ReleaseForm(prefix="release"),
    }
    return render(request, "clients/portal/documents.html", context, status=status)


@policy(CLIENT, methods=("POST",), relation="own record")
@portal_page()
def file_add(request: HttpRequest, client: Client) -> HttpResponse:
    """Give the practice a file."""
    form = posted_file_form(request)
    if not within_limit("upload", str(client.pk), times=20, per=timedelta(hours=1)):
        messages.error(request, _("That is a lot at once. Please try again in an hour."))
    elif take_file(request, form, client, login_of(client), from_client=True):
        return redirect("portal:documents")
    return _documents(request, client, file_form=form, status=400)


@policy(CLIENT, methods=("POST",), relation="own record")
@portal_page()
def file_remove(request: HttpRequest, client: Client, pk: uuid.UUID) -> HttpResponse:
    """Take one of my own files away."""
    own = client.documents.filter(removed_at=None, from_client=True)
    files.remove_document(document=get_object_or_404(own, pk=pk), actor=login_of(client))
    return redirect("portal:documents")


@policy(CLIENT, methods=("POST",), relation="own record")
@portal_page()
def release_sign(request: HttpRequest, client: Client) -> HttpResponse:
    """Let the practice tell somebody something, until a day."""
    form = ReleaseForm(request.POST, prefix="release")
    if not form.is_valid():
        return _documents(request, client, release_form=form, status=400)
    documents.grant_release(client=client, actor=login_of(client), **form.cleaned_data)
    return redirect("portal:documents")


@policy(CLIENT, methods=("POST",), relation="own record")
@portal_page()
def release_end(request: HttpRequest, client: Client, pk: uuid.UUID) -> HttpResponse:
    """End one release now."""
    release = get_object_or_404(client.releases.filter(ended_at=None), pk=pk)
    documents.end_release(release=release, actor=login_of(client))
    return redirect("portal:documents")


@policy(CLIENT, methods=("POST",), relation="own record")
@portal_page()
def consent_withdraw(request: HttpRequest, client: Client, kind: str) -> HttpResponse:
    """Withdraw a yes, as of now."""
    if kind not in SIGNED_IN_PORTAL:
        raise Http404
    documents.withdraw_consent(client=client, actor=login_of(client), kind=kind)
    messages.success(request, _("Ended, as of now."))
    return redirect("portal:documents")


@policy(CLIENT, **_SIGNS)
@portal_page()
def portal_sign(request: HttpRequest, client: Client, kind: str) -> HttpResponse:
    """Read one text, and the way to sign it or to say no to it."""
    return _sign(request, client, _text_of(client, kind))


def _offered_to(client: Client) -> list[ConsentKind]:
    """What this client may sign: what everybody may, the own agreement of who came in as a partner,
    and the text for work with both where it was offered."""
    first = signing.first_texts(client)[0]
    kinds = [kind for kind in OFFERED if kind != ConsentKind.SERVICE]
    joint = of_client(client.pk).first()
    return [first, *kinds, *([TEXT_OF[joint.policy]] if joint else [])]


def _text_of(client: Client, kind: str) -> ConsentText:
    """The text of a kind that is offered to the client. Raises Http404 for any other."""
    if kind not in _offered_to(client):
        raise Http404
    return text_for(kind)


def _sign(
    request: HttpRequest,
    client: Client,
    text: ConsentText,
    *,
    form: OneSignatureForm | None = None,
    status: int = 200,
) -> HttpResponse:
    standing = ConsentGrant.objects.filter(person_id=client.pk, kind=text.kind, state="granted")
    context = {
        "client": client,
        "text": text,
        "form": form or OneSignatureForm(initial={"shown": signing.shown_hash([text])}),
        "changed": status == 409,
        "before": standing.select_related("text").exclude(text=text).first(),
        "said_no": ConsentGrant.objects.filter(
            person_id=client.pk, text=text, state="declined"
        ).first(),
    }
    return render(request, "clients/portal/sign.html", context, status=status)


@policy(CLIENT, methods=("POST",), **_SIGNS)
@portal_page()
def text_sign(request: HttpRequest, client: Client, kind: str) -> HttpResponse:
    """Sign the text as it was shown; 409 where it has changed meanwhile."""
    text = _text_of(client, kind)
    form = OneSignatureForm(request.POST)
    if not form.is_valid():
        return _sign(request, client, text, form=form, status=400)
    try:
        signing.sign_text(
            client=client,
            actor=login_of(client),
            kind=kind,
            typed_name=form.cleaned_data["typed_name"],
            shown=form.cleaned_data["shown"],
        )
    except Conflict:
        return _sign(request, client, text, status=409)
    return redirect("portal:documents")


@policy(CLIENT, methods=("POST",), relation="own record")
@portal_page()
def text_decline(request: HttpRequest, client: Client, kind: str) -> HttpResponse:
    """Say no to a newer version of a text signed before; the earlier yes stays. A no never asks
    for a proof of presence (SEC-22)."""
    text = _text_of(client, kind)
    try:
        signing.decline_text(
            client=client,
            actor=login_of(client),
            kind=kind,
            shown=request.POST.get("shown", ""),
        )
    except NotPossible:
        raise Http404 from None
    except Conflict:
        return _sign(request, client, text, status=409)
    messages.success(request, _("Noted: no. Your earlier yes stays as it was."))
    return redirect("portal:documents")


@policy(CLIENT, relation="own record")
@portal_page()
def portal_file(request: HttpRequest, client: Client, pk: uuid.UUID) -> HttpResponse:
    """One of my files."""
    return document_response(get_object_or_404(Document, client=client, removed_at=None, pk=pk))


@policy(CLIENT, relation="own record")
@portal_page()
def portal_copy(request: HttpRequest, client: Client, pk: uuid.UUID) -> HttpResponse:
    """A signed text as PDF."""
    grants = ConsentGrant.objects.filter(person_id=client.pk).select_related("text")
    return signed_copy_response(get_object_or_404(grants, pk=pk))
