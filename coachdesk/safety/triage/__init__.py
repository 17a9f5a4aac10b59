"""Triage: which words of a text a person should see first. Never a verdict.

>>> triage("He choked me last night.").tier
'urgent'
"""

from __future__ import annotations

from coachdesk.safety.triage.engine import TriageTimeout, triage
from coachdesk.safety.triage.lexicon import LexiconError, NoLexicon, load_lexicon
from coachdesk.safety.triage.result import Finding, SafetyAnswers, Tier, TriageResult

__all__ = [
    "Finding",
    "LexiconError",
    "NoLexicon",
    "SafetyAnswers",
    "Tier",
    "TriageResult",
    "TriageTimeout",
    "load_lexicon",
    "triage",
]
