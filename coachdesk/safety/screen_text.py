"""Triage of what people write, and the flag that follows, in the caller's transaction (DOMAIN 8)."""

from __future__ import annotations

import logging
import uuid

from coachdesk.safety.models import STILL_OPEN, SafetyFlag
from coachdesk.safety.services import open_flag
from coachdesk.safety.triage import triage

log = logging.getLogger("coachdesk.safety")
UNREAD = "acute_instability"


def flag_text(
    *, text: str, subject_kind: str, subject_id: uuid.UUID, person_id: uuid.UUID
) -> SafetyFlag | None:
    """Open a flag when the words ask for one; the same subject is flagged once.

    Where triage itself fails the text is flagged all the same: kept and held (SEC-45).
    """
    if not text.strip():
        return None
    try:
        result = triage(text)
        held, urgent, codes = result.held, result.tier == "urgent", result.codes
        findings = [{"words": f.words, "why": f.why} for f in result.findings]
    except Exception:
        log.exception("triage failed; the text is held", extra={"object_id": subject_id})
        held, urgent, codes, findings = True, False, (UNREAD,), []
    if not held:
        return None
    standing = SafetyFlag.objects.filter(
        subject_kind=subject_kind, subject_id=subject_id, state__in=STILL_OPEN
    )
    for flag in standing:
        if set(codes) <= set(flag.codes):
            return flag
    return open_flag(
        subject_kind=subject_kind,
        subject_id=subject_id,
        person_id=person_id,
        codes=codes,
        urgent=urgent,
        findings=findings,
    )
