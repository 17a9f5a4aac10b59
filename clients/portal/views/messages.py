"""The client's side of the thread."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from clients.messaging.forms import MessageForm
from clients.messaging.models import Away
from clients.messaging.posting import post_message
from clients.messaging.queries import thread
from clients.messaging.services import mark_read
from clients.models import CaseAssignment, Client
from clients.own.access import login_of, portal_page
from coachdesk.users.policies import CLIENT, FORM_METHODS, policy


@policy(CLIENT, methods=FORM_METHODS, relation="own")
@portal_page()
def messages(request: HttpRequest, client: Client) -> HttpResponse:
    """Read and write; who is away is said before the writing."""
    form, status = MessageForm(), 200
    if request.method == "POST":
        form, status = post_message(request, client, login_of(client))
        if status == 302:
            mark_read(client=client, reader=login_of(client))
            return redirect("portal:messages")
    page = thread(client, cursor=request.GET.get("page", ""))
    staff = CaseAssignment.objects.filter(case__client=client, until=None).values("user_id")
    context = {
        "client": client,
        "page": page,
        "thread": list(reversed(page.rows)),
        "form": form,
        "away": Away.objects.filter(user__in=staff, until__gte=timezone.localdate()).first(),
    }
    return render(request, "portal/messages.html", context, status=status)


@policy(CLIENT, methods=("POST",), relation="own")
@portal_page(when_former=True)
def messages_read(request: HttpRequest, client: Client) -> HttpResponse:
    """What the team wrote has been read; sent by the page that shows it."""
    mark_read(client=client, reader=login_of(client))
    return HttpResponse(status=204)
