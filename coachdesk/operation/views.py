"""The probes, the metrics, and the operator's page."""

from __future__ import annotations

import logging
import secrets

from django.conf import settings
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from coachdesk.operation import health
from coachdesk.operation.alarms import troubles
from coachdesk.operation.metrics import exposition
from coachdesk.operation.probe import alive
from coachdesk.users.models import Role
from coachdesk.users.policies import PUBLIC, STAFF, policy

log = logging.getLogger("coachdesk.operation")
RETRY_AFTER = "5"  # seconds; as every page says while the database is away
NOT_KEPT = {"Cache-Control": "no-store"}


def _has_token(request: HttpRequest) -> bool:
    """Whether the request carries the operator's token; nobody does where none is set."""
    wanted = f"Bearer {settings.METRICS_TOKEN}".encode()
    given = request.headers.get("Authorization", "").encode(errors="replace")
    return bool(settings.METRICS_TOKEN) and secrets.compare_digest(given, wanted)


@policy(PUBLIC)
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers; ``probe.Alive`` says so before the request comes here (REL-32)."""
    return alive()


@policy(PUBLIC)
def readyz(request: HttpRequest) -> HttpResponse:
    """Whether this process can serve people: 200 or 503. What is wrong is told with the token."""
    try:
        wrong = health.unready()
    except DatabaseError:
        log.warning("not ready: the database is away")
        wrong = ["database"]
    answer: dict[str, object] = {"ready": not wrong}
    if _has_token(request):
        answer["wrong"] = wrong
    headers = {**NOT_KEPT, "Retry-After": RETRY_AFTER} if wrong else NOT_KEPT
    return JsonResponse(answer, status=503 if wrong else 200, headers=headers)


@policy(PUBLIC)
def metrics(request: HttpRequest) -> HttpResponse:
    """Numbers for Prometheus, with the token. 404 where no token is set."""
    if not settings.METRICS_TOKEN:
        raise Http404
    if not _has_token(request):
        return HttpResponse(status=401, headers={**NOT_KEPT, "WWW-Authenticate": "Bearer"})
    return HttpResponse(exposition(), content_type=CONTENT_TYPE_LATEST, headers=NOT_KEPT)


@policy(STAFF, roles=(Role.OWNER,))
def state(request: HttpRequest) -> HttpResponse:
    """How the installation is, for the owner."""
    found = health.state()
    context = {
        "state": found,
        "troubles": troubles(found),
        "versions": health.versions(),
        "checks": health.failing_checks(),
        "at_most": health.AT_MOST,
    }
    return render(request, "operation/state.html", context)
