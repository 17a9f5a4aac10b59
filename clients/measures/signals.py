"""What this floor tells the floors above it, inside the transaction of the act."""

from __future__ import annotations

from django.dispatch import Signal

# client, actor: own contentment was low three times in a row with this check-in (DOMAIN-7).
contentment_low = Signal()
