"""Sending from a page, the same for both sides: once, and with every word given back."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _

from clients.messaging.forms import MessageForm
from clients.messaging.services import send_message
from clients.models import Client
from coachdesk.users.formkeys import SentBefore, SentWithOtherContent, content_hash, once


def post_message(request: HttpRequest, client: Client) -> tuple[MessageForm, int]:
    """The form after a POST and a status: 302 sent, 400 faulty, 409 sent before with other words."""
    form = MessageForm(request.POST)
    if not form.is_valid():
        return form, 400
    text = form.cleaned_data["text"]
    try:
        once(
            key=form.cleaned_data["form_key"],
            form=f"message:{client.pk}",
            content=content_hash(text),
            actor_id=request.user.pk,
            create=lambda: send_message(client=client, author=request.user, text=text).pk,
        )
    except SentBefore:
        return form, 302
    except SentWithOtherContent:
        form.add_error(
            "text",
            _(
                "This page was sent before with other words. Those are in the thread; these are still here."
            ),
        )
        return form, 409
    return form, 302
