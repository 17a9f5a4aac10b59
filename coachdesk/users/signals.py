"""What the ground floor tells the rooms above it, so that it need not import them."""

from __future__ import annotations

from django.dispatch import Signal

# Something that belongs in the audit: action, actor, request?, object_type, object_id, reason.
happened = Signal()
# A mail that must go out: kind, user?, invitation?, secret (one-time code or link token, or "").
mail_requested = Signal()
# A person came in by invitation: invitation, user.
invitation_accepted = Signal()
