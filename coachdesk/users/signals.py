"""What the ground floor tells the rooms above it, so that it need not import them."""

from __future__ import annotations

from django.dispatch import Signal

# Something that belongs in the audit: action, actor, request?, object_type, object_id, reason.
happened = Signal()
# A mail that must go out: kind, user or alias or invitation, secret (one-time code or link token).
mail_requested = Signal()
# A new link takes the place of an invitation's old one: invitation, actor. Receivers that know of
# something against it raise NotPossible or Blocked, and the old link stays.
invitation_renewed = Signal()
# A person came in by invitation: invitation, user.
invitation_accepted = Signal()
