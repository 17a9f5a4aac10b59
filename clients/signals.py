"""What this floor tells the floors above it, inside the transaction of the act."""

from __future__ import annotations

from django.dispatch import Signal

# case: open homework stops, appointments are looked at again.
case_closed = Signal()
# case, from_user, to_user, actor, choices (by the key of what was asked), word (a first word to
# the client): upper floors move what the hand-over moves, or raise what_hangs.InTheWay.
case_handed_over = Signal()
# client, text, actor: the client said no to a newer version of an agreement.
agreement_declined = Signal()
# worry, actor: the client wants a worry of the own pile as a small step.
worry_wanted_as_step = Signal()
