"""What a list says of a flag: the kind that words name comes first, a guess of the word model last."""

from __future__ import annotations

import pytest

from coachdesk.safety.models import SafetyFlag
from coachdesk.safety.triage_reading import codes_to_show


def finding(code, tier, category="lexicon"):
    return {"code": code, "tier": tier, "category": category}


GUESS = finding("needs_care", "hold", "weighed_words")


@pytest.mark.parametrize(
    ("codes", "findings", "shown"),
    [
        (
            ["needs_care", "suicide_risk"],
            [GUESS, finding("suicide_risk", "elevated")],
            ["suicide_risk", "needs_care"],
        ),
        (
            ["coercive_control", "needs_care"],
            [GUESS, finding("coercive_control", "hold")],
            ["coercive_control"],
        ),
        (["needs_care"], [GUESS], ["needs_care"]),
        (["fear_of_partner", "needs_care"], [], ["fear_of_partner", "needs_care"]),
    ],
)
def test_the_kind_that_words_name_comes_first(codes, findings, shown):
    assert codes_to_show(SafetyFlag(codes=codes, findings=findings)) == shown
