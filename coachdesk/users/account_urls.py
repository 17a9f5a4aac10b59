"""Pages that stand in for those of the sign-in library, under its names; asked before it."""

from __future__ import annotations

from django.urls import path

from coachdesk.users.views.factors import remove_webauthn

urlpatterns = [
    path("2fa/webauthn/keys/<int:pk>/remove/", remove_webauthn, name="mfa_remove_webauthn"),
]
