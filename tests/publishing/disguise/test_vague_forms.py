from __future__ import annotations

import pytest

from coachdesk.publishing.disguise import find_details


@pytest.mark.parametrize(
    "text",
    [
        "We met some months ago.",
        "Our child is fine.",
        "It was last year.",
        "We have been married for more than ten years.",
        "In spring we moved.",
        "She is in her forties.",
        "It was a long illness.",
    ],
)
def test_what_the_check_suggests_is_not_found_again(text: str) -> None:
    assert find_details(text) == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("We have been married for eleven years.", "have been married for eleven years"),
        ("She is 43 years old.", "43 years old"),
    ],
)
def test_what_is_exact_is_still_found(text: str, words: str) -> None:
    assert [detail.words for detail in find_details(text)] == [words]
