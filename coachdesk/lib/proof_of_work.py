"""Spam control without third parties (SEC-47): honeypot, signed fill time, a small hash proof.

What fails here is held for a person to look at, never dropped: without script nobody can pass.
"""

from __future__ import annotations

import hashlib
import uuid

from django import forms
from django.core.signing import BadSignature, TimestampSigner
from django.utils.translation import gettext_lazy as _

BITS = 14  # some 16,000 hashes: a blink on a phone, dear for a flood
FASTEST_SECONDS = 3
LONGEST_SECONDS = 24 * 3600
_signer = TimestampSigner(salt="fill-time")


def make_challenge() -> str:
    """A signed moment; the browser's script looks for a number that proves some work on it."""
    return _signer.sign(uuid.uuid4().hex)


def proof_holds(challenge: str, proof: str) -> bool:
    """Whether ``proof`` is a number whose hash behind ``challenge`` begins with enough zero bits."""
    if not proof.isascii() or not proof.isdigit() or len(proof) > 12:
        return False
    digest = hashlib.sha256(f"{challenge}:{proof}".encode()).digest()
    return int.from_bytes(digest[:4], "big") >> (32 - BITS) == 0


def filled_by_hand(challenge: str) -> bool:
    """Whether the form was open for a human while, and not for days."""
    try:
        _signer.unsign(challenge, max_age=LONGEST_SECONDS)
    except BadSignature:  # an expired one is a kind of bad signature
        return False
    try:
        _signer.unsign(challenge, max_age=FASTEST_SECONDS)
    except BadSignature:
        return True
    return False


class ProofMixin(forms.Form):
    """Fields of the spam check; ``proven`` says whether the form passed, and never refuses it."""

    challenge = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    proof = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    website = forms.CharField(
        required=False,
        max_length=500,
        label=_("Leave this empty"),
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    def fresh_challenge(self) -> str:
        """A new challenge for the form as it is shown."""
        return make_challenge()

    @property
    def proven(self) -> bool:
        data = self.cleaned_data
        return (
            not data.get("website")
            and filled_by_hand(data.get("challenge", ""))
            and proof_holds(data.get("challenge", ""), data.get("proof", ""))
        )
