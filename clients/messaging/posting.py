"""Sending from a page, the same for both sides: once, and with every word given back."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from django.http import HttpRequest
from django.utils.translation import gettext as _

from clients.agreements.files import FILE_LIMIT
from clients.messaging.forms import MessageForm
from clients.messaging.services import send_message
from clients.models import Client
from coachdesk.lib.errors import Refused
from coachdesk.users.form_keys import send_once
from coachdesk.users.models import User
from coachdesk.users.rate_limits import within_limit


def post_message(request: HttpRequest, client: Client, author: User) -> tuple[MessageForm, int]:
    """The form after a POST and a status: 302 sent, 400 faulty, 409 sent before with other words,
    429 too many files. A file that is not taken keeps the message back too, with its words."""
    form = MessageForm(request.POST, request.FILES)
    if not form.is_valid():
        return form, 400
    text, upload = form.cleaned_data["text"], form.cleaned_data["file"]
    body = b""
    if upload is not None:
        if not within_limit("upload", str(client.pk), times=20, per=timedelta(hours=1)):
            form.add_error("file", _("That were many files. Please wait an hour."))
            return form, 429
        if upload.size > FILE_LIMIT:
            form.add_error("file", _("A file may have at most 10 MB."))
            return form, 400
        body = upload.read()
    try:
        sent = send_once(
            form,
            name=f"message:{client.pk}",
            content=[text, hashlib.sha256(body).hexdigest() if body else ""],
            actor_id=author.pk,
            create=lambda: (
                send_message(
                    client=client,
                    author=author,
                    text=text,
                    file=(upload.name, body) if upload is not None else None,
                ).pk
            ),
            refusal=_(
                "This page was sent before with other words. Those are in the thread; these are still here."
            ),
        )
    except Refused as refused:
        form.add_error("file", refused.why)
        return form, 400
    return form, 409 if sent is None else 302
