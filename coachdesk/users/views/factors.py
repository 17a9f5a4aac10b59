"""The library's page for taking a key away, with the rule for the last one."""

from __future__ import annotations

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn.views import RemoveWebAuthnView
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect


class RemoveKey(RemoveWebAuthnView):  # type: ignore[misc]
    def form_valid(self, form: object) -> HttpResponse:
        """Take the key away; the only second step of somebody of the team stays."""
        adapter = get_adapter()
        if not adapter.can_delete_authenticator(self.get_object()):
            words = adapter.error_messages["cannot_delete_authenticator"]
            messages.error(self.request, str(words))
            return redirect("mfa_list_webauthn")
        return super().form_valid(form)  # type: ignore[no-any-return]


remove_webauthn = RemoveKey.as_view()
