"""A goal is something the client does: wishes about another person are refused, with the reason."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

_OTHER = r"(?:he|she|they|him|her|them|(?:my|the|our) (?:husband|wife|partner|spouse|ex|man|boyfriend|girlfriend|fianc[eé]e?))"
_SUBJECT = re.compile(
    rf"^(?:that |i want (?:that )?|i wish (?:that )?|i hope (?:that )?|so that )*{_OTHER}\b"
    rf"(?! and i\b)",
    re.IGNORECASE,
)
_PUSH = re.compile(
    rf"\b(?:make|get|force|bring|win|convince|persuade|change|stop|fix|push|want|need|keep)\b"
    rf"\s+{_OTHER}\b(?!['’]s)",
    re.IGNORECASE,
)
_RESULT = re.compile(
    rf"\b{_OTHER}\s+(?:will|would|must|should|has to|have to|stops?|starts?|comes?|stays?|loves?|"
    r"returns?|talks?|listens?|changes?|apologi[sz]es?)\b",
    re.IGNORECASE,
)


def why_not_own(text: str, partner_label: str = "") -> str:
    """Why this is no own act, in words for the form; blank when it is one.

    It reads the sentence's beginning and a few verbs; in doubt it lets the goal pass.
    """
    plain = " ".join(text.replace("’", "'").split())
    label = partner_label.strip()
    if label:
        plain = re.sub(rf"(?<!\w){re.escape(label)}(?!\w)", "my partner", plain, flags=re.I)
    if _SUBJECT.search(plain) or _RESULT.search(plain):
        return _(
            "This is about what somebody else does. Nobody can promise that. "
            "What would you do? For example: “Say once what I need, then wait.”"
        )
    if _PUSH.search(plain):
        return _(
            "This goal works on another person. A goal that is yours begins with your own act, "
            "such as “Ask one open question a day.”"
        )
    return ""
