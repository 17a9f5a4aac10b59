"""Template tags for every page that shows a client."""

from __future__ import annotations

import uuid
from typing import Any

from django import template
from django.template.context import Context
from django.urls import reverse

from clients.agreements.documents import newer_texts
from clients.cases.joint import unsigned_text
from clients.contact.summary import contact_bar as make_bar
from clients.models import Client, ClientStatus
from clients.page import tabs
from clients.people.intake import intake_todo
from clients.people.services import missing_with_pages
from clients.queries import with_state
from coachdesk.users.models import Role
from coachdesk.users.policies import WORK_WITH_CLIENTS

register = template.Library()


@register.inclusion_tag("components/contact_bar.html", takes_context=True)
def contact_bar(context: Context, client: Client, link: bool = True) -> dict[str, Any]:
    """The safe-contact bar; it stands on every page that shows the client.

    ``link`` is False for readers whom the page behind it would not let in; the owner who reads in
    an emergency is one of them.
    """
    link = link and context["request"].user.has_role(*WORK_WITH_CLIENTS, Role.FRONT_DESK)
    bar = make_bar(client.pk, frozen=getattr(client, "frozen", None))
    return {
        "channels": bar.channels,
        "asked": bar.asked,
        "ask_again": bar.ask_again,
        "url": reverse("clients:contact", kwargs={"pk": client.pk}) if link else "",
    }


@register.inclusion_tag("clients/_person_bar.html", takes_context=True)
def person_bar(context: Context, person_id: uuid.UUID) -> dict[str, Any]:
    """The client's name and safe contact on a page of a floor below that knows only an id; nothing
    for a letter's writer, or for somebody who may not see the client."""
    clients = Client.objects.visible_to(context["request"].user)
    return {"client": clients.filter(pk=person_id).first(), "request": context["request"]}


@register.inclusion_tag("clients/_tabs.html", takes_context=True)
def client_tabs(context: Context, client: Client, current: str = "") -> dict[str, Any]:
    """The tabs of the client's page that open for the reader: ours and the floors' above."""
    return {
        "client": client,
        "tabs": tabs.tabs(context["request"].user, client, current),
        "current": current,
    }


@register.inclusion_tag("clients/_missing.html", takes_context=True)
def what_is_missing(context: Context, client: Any) -> dict[str, Any]:
    """Below the head of every page about a client whose work has not begun: what it still takes,
    each with its page, or that it can begin. For those who work with the client; two queries at
    most, none for everybody else."""
    user = context["request"].user
    early = client.status in (ClientStatus.PROSPECT, ClientStatus.INTAKE)
    if not early or not user.has_role(*WORK_WITH_CLIENTS) or not tabs.works_with(user, client):
        return {"shown": False}
    state = client
    if not hasattr(client, "has_agreement"):
        state = with_state(Client.objects.filter(pk=client.pk)).get()
    return {
        "shown": True,
        "client": client,
        "missing": [
            (words, reverse(page, args=[client.pk])) for words, page in missing_with_pages(state)
        ],
        "overview": f"{reverse('clients:detail', args=[client.pk])}#next",
    }


@register.inclusion_tag("clients/portal/_intake.html")
def intake_bundle(client: Client) -> dict[str, Any]:
    """What is still open of the intake, agreements that have a newer version, and the text for work
    with both, for the client's own pages; nothing once all is done.

    ``client`` comes from the portal's door, with its state.
    """
    todo = intake_todo(client)
    asked_again = getattr(client, "asked_again", False)
    return {
        "todo": todo,
        "open": [part for part in todo if not part.done],
        "newer": newer_texts(client).asked if asked_again else [],
        "to_sign": unsigned_text(client.pk) if getattr(client, "joint_offered", False) else None,
    }


@register.simple_tag
def entry_url(entry: tabs.Entry, client: Client) -> str:
    """The address of a tab or button for this client."""
    return entry.url(client)
