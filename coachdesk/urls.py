"""The site's addresses; the rooms are named by string, none is imported."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("coachdesk.users.account_urls")),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("accounts/sessions/", include("allauth.usersessions.urls")),
    path("", include("coachdesk.users.urls")),
    path("", include("coachdesk.audit.urls")),
    path("", include("coachdesk.consents.urls")),
    path("", include("coachdesk.safety.urls")),
    path("", include("coachdesk.outbox.urls")),
    path("", include("coachdesk.operation.urls")),
    path("", include("coachdesk.questions.urls")),
    path("", include("coachdesk.publishing.urls")),
    path("desk/", include("clients.urls")),
    path("desk/reports/", include("clients.reports.urls")),
    path("desk/", include("clients.homework.urls")),
    path("desk/", include("clients.measures.urls")),
    path("desk/", include("clients.messaging.urls")),
    path("my/", include("clients.portal.urls")),
    path("", include("sessions.urls")),
]
handler400 = "coachdesk.users.errors.bad_request"
handler403 = "coachdesk.users.errors.forbidden"
handler404 = "coachdesk.users.errors.not_found"
handler500 = "coachdesk.users.errors.server_error"
