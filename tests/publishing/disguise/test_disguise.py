from __future__ import annotations

import json
from pathlib import Path

import pytest

import coachdesk.publishing.disguise as disguise
from coachdesk.publishing.disguise import (
    KINDS,
    NoGazetteer,
    find_details,
    overlaps,
    recognisability,
)
from coachdesk.publishing.disguise.evaluation import as_text, evaluate

LABELLED = (
    (Path(disguise.__file__).parent / "data" / "labelled.en.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
)


def kinds_of(text: str) -> dict[str, str]:
    return {detail.words: detail.kind for detail in find_details(text)}


def test_the_labelled_set_has_three_hundred_letters_of_every_kind() -> None:
    assert len(LABELLED) >= 300
    rows = [json.loads(line) for line in LABELLED]
    assert {span["kind"] for row in rows for span in row["spans"]} == set(KINDS)


@pytest.mark.parametrize("part", ["tune", "test"])
def test_recall_and_precision_keep_the_thresholds(part: str) -> None:
    lines = [line for line in LABELLED if f'"id": "{part}-' in line]
    report = evaluate(lines).report
    assert report["all"]["recall"] >= 0.95
    assert report["all"]["precision"] >= 0.7
    for kind in ("family", "event", "illness"):
        assert report["kinds"][kind]["recall"] >= 0.85


@pytest.mark.parametrize(
    ("text", "words", "kind"),
    [
        ("I asked Marisol about it.", "Marisol", "name"),
        ("my husband mike left", "mike", "name"),
        ("We live near Brackenholt.", "Brackenholt", "place"),
        ("They moved to 14 Maple Street.", "14 Maple Street", "address"),
        ("She teaches at Lincoln High.", "Lincoln High", "school"),
        ("Write to jo@example.org please.", "jo@example.org", "contact"),
        ("Call (218) 555-0142 at noon.", "(218) 555-0142", "contact"),
        ("He lost $14,000 there.", "$14,000", "number"),
        ("It began on March 3, 2019 with her.", "on March 3, 2019", "date"),
        ("She is 41 and tired.", "is 41", "age"),
        ("We have two girls, 8 and 11.", "two girls, 8 and 11", "family"),
        ("We have been married for eleven years.", "been married for eleven years", "family"),
        ("Our tenth anniversary is near.", "Our tenth anniversary", "family"),
        ("Then the barn fire came.", "barn fire", "event"),
        ("He was diagnosed with lupus.", "diagnosed with lupus", "illness"),
        ("Her family is Korean.", "Korean", "faith_origin"),
    ],
)
def test_each_kind_is_found(text: str, words: str, kind: str) -> None:
    found = [d for d in find_details(text) if words in d.words or d.words in words]
    assert [d.kind for d in found] == [kind]


def test_offsets_words_and_suggestions_belong_together() -> None:
    for line in LABELLED:
        text = json.loads(line)["text"]
        last = 0
        for detail in find_details(text):
            assert text[detail.start : detail.end] == detail.words
            assert detail.start >= last
            assert detail.suggestion
            last = detail.end


@pytest.mark.parametrize(
    "text",
    [
        "",
        "I do not know what to say to him. Maybe he is right. Should I wait? He never listens.",
        "Thank you for reading this. We talk and talk, and nothing changes between us.",
    ],
)
def test_plain_talk_has_no_details(text: str) -> None:
    assert kinds_of(text) == {}


@pytest.mark.parametrize(
    "text", ["\x00" * 50, "\ud800 alone", "A" * 5000, "1" * 5000, "a. " * 2000]
)
def test_odd_texts_do_not_break_the_check(text: str) -> None:
    find_details(text)


def test_too_long_a_text_and_an_unknown_language_are_refused() -> None:
    with pytest.raises(ValueError, match="longer"):
        find_details("a" * 60_001)
    with pytest.raises(NoGazetteer):
        find_details("Bonjour", locale="fr")


@pytest.mark.proves("SEC-75")
def test_runs_of_eight_equal_words_are_found_whatever_their_dress() -> None:
    letter = "He says that he’s going to leave me, but he never packs a bag."
    article = "Quote: HE SAYS THAT HE'S GOING TO LEAVE ME - BUT he stays."
    (found,) = overlaps(article, letter)
    assert article[found.start : found.end] == found.words
    assert found.words == "HE SAYS THAT HE'S GOING TO LEAVE ME - BUT he"
    assert overlaps("He says that he is going to go.", letter) == ()


def test_seven_equal_words_are_no_overlap() -> None:
    letter = "one two three four five six seven eight"
    assert overlaps("one two three four five six seven", letter) == ()
    assert len(overlaps(letter, letter)) == 1


def test_recognisability_counts_what_survives() -> None:
    letter = "My husband Dale works nights. We live in Brackenholt with Dale's mother. I am 41."
    article = "A reader's husband works at night. They live in Brackenholt with his mother."
    facts = recognisability(letter, article)
    assert "Brackenholt" in [detail.words for detail in facts.kept]
    assert facts.changed == facts.total - len(facts.kept)
    assert facts.by_kind["place"] == 1
    assert recognisability(letter, "").kept == ()


def test_evaluation_names_broken_lines_and_goes_on() -> None:
    lines = [
        '{"id": 1, "text": "I asked Marisol.", "spans": [{"start": 8, "end": 15, "kind": "name"}]}',
        "{",
        '{"id": 2, "text": "x", "spans": [{"start": 0, "end": 9, "kind": "name"}]}',
        '{"id": 3, "text": "x", "spans": [{"start": 0, "end": 1, "kind": "shoe"}]}',
        '{"id": 4}',
    ]
    result = evaluate(lines)
    assert result.report["texts"] == 1
    assert result.report["all"]["recall"] == 1.0
    assert [line.number for line in result.broken] == [2, 3, 4, 5]
    assert "recall 1.00" in as_text(result.report)
