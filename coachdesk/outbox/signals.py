"""What the outbox reports to the floors above."""

from __future__ import annotations

from django.dispatch import Signal

# A mail left: ``message``. Sent in the transaction that says so on its row.
mail_left = Signal()
