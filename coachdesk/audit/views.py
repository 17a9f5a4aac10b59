"""The audit log, read by the owner: who did what and who read what; no text of people."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from coachdesk.audit.models import AuditEvent
from coachdesk.audit.queries import chain_state
from coachdesk.lib.paging import keyset_page
from coachdesk.users.models import Kind, Role, User
from coachdesk.users.policies import STAFF, policy


class LogFilter(forms.Form):
    quiet_optional = True
    action = forms.CharField(label=_("Act begins with"), max_length=60, required=False)
    who = forms.ChoiceField(label=_("Who"), required=False)
    about = forms.UUIDField(label=_("About (an id)"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.filter(kind=Kind.STAFF).order_by("joined_at")[:200]
        self.fields["who"].choices = [  # type: ignore[attr-defined]
            ("", _("Anybody")),
            *((str(person.pk), person.display_name) for person in people),
        ]


@policy(STAFF, roles=(Role.OWNER,))
def log(request: HttpRequest) -> HttpResponse:
    """Newest first, keyset-paged; filters by act, person and object."""
    form = LogFilter(request.GET or None)
    rows = AuditEvent.objects.select_related("actor")
    if form.is_valid():
        data = form.cleaned_data
        if data["action"]:
            rows = rows.filter(action__startswith=data["action"])
        if data["who"]:
            rows = rows.filter(actor_id=uuid.UUID(data["who"]))
        if data["about"]:
            rows = rows.filter(object_id=data["about"]) | rows.filter(person_id=data["about"])
    page = keyset_page(rows, cursor=request.GET.get("page", ""), keys=("at", "pk"), size=50)
    kept = request.GET.copy()
    kept.pop("page", None)
    context = {
        "form": form,
        "rows": page.rows,
        "older": page.next,
        "newer": page.previous,
        "kept": kept.urlencode(),
        "chain": chain_state(),
    }
    status = 400 if form.is_bound and not form.is_valid() else 200
    return render(request, "audit/log.html", context, status=status)
