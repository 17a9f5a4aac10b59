"""Forms that say as little as the check itself suggests: they tell nobody who the writer is."""

from __future__ import annotations

import re

# A detail whose words are one of these, and nothing more, is no detail. Numbers that stay behind
# "more than" are bands only where they are round.
_VAGUE = re.compile(
    r"(in |since |for |by |during |a |an |have been |been |we |were |are |got )*(married (for )?)?("
    r"(some|several|a few|many) (days?|weeks?|months?|years?|time)( ago)?"
    r"|some time( ago)?|last year|(the )?(next|following) year|a long time( ago)?"
    r"|(early |late )?(spring|summer|autumn|fall|winter)"
    r"|(our|my|a|the) (child|children|kids?)"
    r"|(more than|over|almost|nearly|about) (five|ten|fifteen|twenty|thirty|forty) years"
    r"|(her|his|their|my|the) (early |mid |late )?"
    r"(twenties|thirties|forties|fifties|sixties|seventies|eighties)"
    r"|long illness|hard time|(large|small) (company|firm|business)|town in another state|my partner"
    r"|school|college)",
    re.IGNORECASE,
)


def is_vague(words: str) -> bool:
    """Whether these words are a form that the check suggests instead of a detail."""
    return _VAGUE.fullmatch(" ".join(words.split())) is not None
