"""A counselor's private notes, kept apart from the record (DOMAIN-1, "process note")."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coachdesk.audit.services import record
from coachdesk.lib.errors import NotPossible
from coachdesk.users.models import Role, User
from sessions.models import CoachingSession, ProcessNote


@transaction.atomic
def save_process_note(
    *, coaching_session: CoachingSession, author: User, text: str
) -> ProcessNote | None:
    """Keep a counselor's private note; None for anybody else, and for a blank one never begun."""
    if Role.COUNSELOR not in author.roles:
        return None
    found = (
        ProcessNote.objects.select_for_update()
        .filter(coaching_session=coaching_session, author=author)
        .first()
    )
    if found is None:
        if not text:
            return None
        return ProcessNote.objects.create(
            coaching_session=coaching_session, author=author, text=text
        )
    if found.text != text:
        found.text, found.saved_at = text, timezone.now()
        found.destroyed_at = None
        found.version += 1
        found.save()
    return found


@transaction.atomic
def destroy_process_note(*, process_note: ProcessNote, author: User) -> None:
    """Destroy one's own process note. Raises NotPossible under a legal hold (DOMAIN-3)."""
    meeting = process_note.coaching_session
    if meeting.client.holds.filter(ended_at=None).exists():
        raise NotPossible(_("A legal hold is on: nothing of this client is destroyed."))
    if process_note.author_id != author.pk:
        raise NotPossible(_("Only its author destroys a process note."))
    process_note.text, process_note.destroyed_at = "", timezone.now()
    process_note.save(update_fields=["text", "destroyed_at"])
    record(
        action="process_note.destroyed",
        actor=author,
        target=process_note,
        person_id=meeting.client_id,
    )
