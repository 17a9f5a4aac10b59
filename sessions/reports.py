"""What sessions add to the reports: notes that are missing."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.reports.figures import COLLEAGUE, Report, bars_of, shown
from coachdesk.exports import Key
from coachdesk.users.models import User
from coachdesk.users.policies import COACHES
from sessions.models import CoachingSession, Note, NoteState, SessionState

_DUE = timedelta(hours=72)  # DOMAIN-3


def missing_notes() -> Report:
    """For each coach: sessions of the last 90 days, those without a signed note, and those whose
    note is overdue; two queries."""
    now = timezone.now()
    signed = Note.objects.filter(coaching_session=OuterRef("pk")).exclude(
        state__in=(NoteState.DRAFT, NoteState.VOIDED)
    )
    counted = {
        row["coach"]: row
        for row in CoachingSession.objects.filter(
            state=SessionState.COMPLETED, ends_at__gt=now - timedelta(days=90), ends_at__lte=now
        )
        .annotate(has_note=Exists(signed))
        .values("coach")
        .annotate(
            held=Count("pk"),
            missing=Count("pk", filter=Q(has_note=False)),
            late=Count("pk", filter=Q(has_note=False, ends_at__lt=now - _DUE)),
        )
    }
    rows = []
    late = 0
    for person in User.objects.with_role(*COACHES):
        found = counted.get(person.pk, {"held": 0, "missing": 0, "late": 0})
        late += found["late"]
        rows.append(
            (
                person.display_name,
                shown(found["missing"]),
                shown(found["late"]),
                shown(found["held"]),
            )
        )
    columns = {
        _("Coach"): COLLEAGUE,
        _("Without a signed note"): Key("coaching_sessions.Note.state"),
        _("Of these overdue"): Key("coaching_sessions.CoachingSession.ends_at"),
        _("Sessions held"): Key("coaching_sessions.CoachingSession.state"),
    }
    sentence = (
        _("Overdue notes in the practice: %(count)s.") % {"count": shown(late)}
        if late
        else _("No note is overdue.")
    )
    label = _("Missing notes, last 90 days")
    return Report("missing-notes", label, columns, rows, sentence, bars_of(label, rows))
