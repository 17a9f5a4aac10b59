"""Triage of what people write, and the flag that follows, in the caller's transaction (DOMAIN-8)."""

from __future__ import annotations

import uuid

from coachdesk.lib.sealed import is_unreadable
from coachdesk.safety.models import STILL_OPEN, SafetyFlag
from coachdesk.safety.services import open_flag
from coachdesk.safety.triage_reading import read_text


def flag_text(
    *, text: str, subject_kind: str, subject_id: uuid.UUID, person_id: uuid.UUID
) -> SafetyFlag | None:
    """Open a flag when the words ask for one; the same subject is flagged once.

    Where triage itself fails the text is flagged all the same: kept and held (SEC-45).
    """
    if not text.strip():
        return None
    reading = read_text(text)
    if not reading.held:
        return None
    standing = SafetyFlag.objects.filter(
        subject_kind=subject_kind, subject_id=subject_id, state__in=STILL_OPEN
    )
    for flag in standing:
        if not is_unreadable(flag, "codes") and set(reading.codes) <= set(flag.codes):
            return flag
    return open_flag(
        subject_kind=subject_kind,
        subject_id=subject_id,
        person_id=person_id,
        codes=reading.codes,
        urgent=reading.urgent,
        findings=reading.findings,
    )
