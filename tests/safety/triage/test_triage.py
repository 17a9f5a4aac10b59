from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from coachdesk.safety.triage import NoLexicon, SafetyAnswers, TriageTimeout, training, triage
from coachdesk.safety.triage.evaluation import evaluate
from coachdesk.safety.triage.lexicon import (
    DATA,
    LexiconError,
    load_lexicon,
    load_signs,
    parse_lexicon,
)
from coachdesk.safety.triage.model import MODEL_FORMAT, load_model, parse_model

FRESH = [
    json.loads(line)
    for line in (Path(__file__).parent / "fresh.jsonl").read_text(encoding="utf-8").splitlines()
]


def share(rows: list[dict[str, str]], what: str) -> float:
    return sum(getattr(triage(row["text"]), what) for row in rows) / len(rows)


def test_letters_never_seen_before_keep_the_thresholds() -> None:
    danger = [row for row in FRESH if row["urgency"] == "urgent"]
    harmless = [row for row in FRESH if row["urgency"] == "none"]
    assert share(danger, "read_first") >= 0.85
    assert share(danger, "held") >= 0.65
    assert share(harmless, "held") <= 0.12
    assert share(harmless, "read_first") <= 0.40


@pytest.mark.parametrize(
    "text",
    [
        "He choked me last night and I am scared.",
        "My wife hits me when the children are asleep.",
        "I want to kill myself.",
        "They would all be better off without me.",
        "I was raped two months ago.",
        "I have urges to hurt someone really badly.",
        "My husband threatened to kill me if I leave.",
        "My stepdad hits my little sister.",
        "I can't stop cutting.",
        "He forced me to have sex.",
        "I am terrified of him.",
        "My ex keeps stalking me.",
    ],
)
def test_plain_danger_is_held(text: str) -> None:
    assert triage(text).held


@pytest.mark.parametrize(
    "text",
    [
        "I could kill for a coffee.",
        "She is killing me with kindness.",
        "I beat him at chess every Sunday.",
        "We hit a rough patch in spring.",
        "I am dying to know what you think.",
        "Our bedroom is dead.",
        "I'm afraid of commitment.",
        "He isn't violent, he is only shy.",
        "My father beat me as a child. That is thirty years ago and I have healed.",
        "I read a crime novel about a man who poisoned his wife.",
    ],
)
def test_figures_of_speech_denial_past_and_stories_are_not_held(text: str) -> None:
    assert not triage(text).held


def test_the_past_does_not_excuse_the_present() -> None:
    text = "He hit me years ago as a girl too, but last night he hit me again."
    assert triage(text).tier == "urgent"


def test_weak_signs_count_together() -> None:
    alone = triage("I would like to leave my husband.")
    together = triage(
        "I go quiet when I hear his car in the drive. He asks where I have been and checks the "
        "receipts. I would like to leave him."
    )
    assert alone.tier == "clear"
    assert together.held
    assert any("signs together" in finding.why for finding in together.findings)


@pytest.mark.parametrize(
    "text",
    [
        "First she prunes the roses, then she plants tulips.",
        "When he does not work late he reads to our son.",
        "I met someone who says there is nothing to worry about.",
        "I do not know which of the two colors she wants for the hall.",
    ],
)
def test_everyday_sentences_are_no_sign(text: str) -> None:
    assert not [f for f in triage(text).findings if f.category.startswith("signs_")]


def test_found_words_are_the_words_of_the_writer() -> None:
    text = "Dear  team,\nI’m  so\u00a0tired. HE CHOKED\u200b ME!!! ﬁnally"
    for finding in triage(text).findings:
        assert text[finding.start : finding.end] == finding.words
    assert any(finding.words == "CHOKED\u200b ME" for finding in triage(text).findings)


def test_title_words_are_marked_in_the_title() -> None:
    title = "He threatened to kill me"
    found = triage("What should I do?", title=title).findings
    assert found
    assert all(f.in_title and title[f.start : f.end] == f.words for f in found)


@pytest.mark.parametrize(
    ("answers", "tier"),
    [
        (SafetyAnswers(), "clear"),
        (SafetyAnswers("yes", "no", "no"), "clear"),
        (SafetyAnswers(not_wanting_to_live="yes"), "urgent"),
        (SafetyAnswers(safe_at_home="no"), "urgent"),
        (SafetyAnswers(safe_at_home="not_always"), "hold"),
        (SafetyAnswers(afraid="yes"), "urgent"),
    ],
)
def test_an_answer_weighs_more_than_any_word(answers: SafetyAnswers, tier: str) -> None:
    assert triage("How do we plan a quiet weekend?", answers=answers).tier == tier


def test_reassuring_answers_take_nothing_away() -> None:
    assert triage("He choked me.", answers=SafetyAnswers("yes", "no", "no")).tier == "urgent"


def test_reasons_name_words_and_never_judge() -> None:
    for row in FRESH:
        for finding in triage(row["text"]).findings:
            assert finding.why.startswith(
                (
                    "Word found: ",
                    "A sign: ",
                    "Two signs",
                    "Three signs",
                    "Four signs",
                    "Five signs",
                    "Six signs",
                    "Seven signs",
                    "These words together: “",
                )
            )
            assert finding.words


def test_a_locale_without_a_lexicon_is_refused() -> None:
    with pytest.raises(NoLexicon):
        triage("Bonjour", locale="fr")
    assert triage("He choked me.", locale="en-GB").held


@pytest.mark.proves("SEC-45")
def test_running_out_of_time_is_an_error_the_caller_can_hold_on() -> None:
    with pytest.raises(TriageTimeout):
        triage("a letter " * 2000, max_seconds=0.0)


@pytest.mark.proves("SEC-45")
@pytest.mark.parametrize(
    "piece",
    ["a", " .", "he is when my husband ", "not never ", "my son the baby she ", "\x00", "\ud800"],
)
def test_hostile_texts_of_full_length_end(piece: str) -> None:
    triage((piece * 20_000)[:20_000], max_seconds=30)


def test_empty_text_is_clear() -> None:
    assert triage("").tier == "clear"


def test_the_shipped_files_name_their_licence_and_version() -> None:
    assert load_lexicon().version == "1.3.0"
    assert load_signs().axes
    assert len(load_lexicon().categories) == 11


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("tier: hold", "tier"),
        ("code: suicide_risk", "code"),
        ("'suicid'", "pattern"),
    ],
)
def test_a_broken_lexicon_is_refused_with_the_place(change: str, message: str) -> None:
    good = (
        "format: coachdesk.triage/1\nlocale: en\nversion: 1.0.0\nlicence: CC-BY-4.0\n"
        "attribution: x\ncategories:\n  - key: a\n    code: suicide_risk\n    tier: hold\n"
        "    urgent: true\n    patterns:\n      - 'suicid'\n"
    )
    parse_lexicon(good)
    bad = {"tier: hold": "tier: never", "code: suicide_risk": "code: other", "'suicid'": "'(open'"}
    with pytest.raises(LexiconError, match="category 1"):
        parse_lexicon(good.replace(change, bad[change]))
    assert message


def test_evaluation_counts_groups_and_names_broken_lines() -> None:
    letters = [
        '{"id": "a", "title": "", "text": "He choked me."}',
        "not json",
        '{"id": "b", "title": "Tea", "text": "Which tea is best?"}',
        '{"id": "c", "text": 5}',
        '{"id": "d", "text": "nobody labelled me"}',
    ]
    labels = [
        '{"id": "a", "risk": ["partner_violence"], "urgency": "urgent"}',
        '{"id": "b", "risk": [], "urgency": "none"}',
        '{"id": "c", "risk": "x"}',
    ]
    result = evaluate(letters, labels)
    assert result.report["urgent"] == {"held": 1, "marked": 1, "of": 1}
    assert result.report["harmless"] == {"held": 0, "marked": 0, "of": 1}
    assert result.report["categories"]["partner_violence"]["recall"] == 1.0
    assert [(b.source, b.number) for b in result.broken] == [
        ("labels", 3),
        ("letters", 2),
        ("letters", 4),
        ("letters", 5),
    ]


TRAINING = Path(training.__file__).parent / "letters.jsonl"
FAMILIES = yaml.safe_load((DATA / "families.en.yaml").read_text(encoding="utf-8"))


def test_ordinary_words_that_weigh_together_mark_and_say_which() -> None:
    text = (
        "He keeps my bank card in his wallet. When I need tampons I text him and he sends the "
        "exact amount."
    )
    found = [f for f in triage(text).findings if f.category == "weighed_words"]
    assert found
    for finding in found:
        assert text[finding.start : finding.end] == finding.words
        assert f"“{finding.words}”" in finding.why


def test_the_shipped_model_is_the_one_its_letters_and_families_give() -> None:
    texts = [TRAINING.read_text(encoding="utf-8")]
    model = load_model()
    assert model is not None
    assert model.training_hash == training.training_hash(texts, FAMILIES)


def test_the_letters_that_measure_are_not_trained_on() -> None:
    trained = {json.loads(line)["text"] for line in TRAINING.read_text("utf-8").splitlines()}
    assert not trained & {row["text"] for row in FRESH}


def test_training_on_the_same_letters_gives_the_same_model() -> None:
    lines = [
        json.dumps({"urgency": urgency, "kind": "self", "text": text})
        for urgency, text in [
            ("urgent", "I gave the dog away and paid the rent."),
            ("urgent", "I gave my plants away and feel calm."),
            ("elevated", "I gave up on the garden."),
            ("none", "We baked a cake and the dog ate it."),
            ("none", "We baked bread in the garden."),
        ]
    ]
    given = {"version": "1.0.0", "penalty": 0.01, "mark_from": 0.0, "hold_from": 1.0}
    first = training.train(["\n".join(lines)], FAMILIES, **given)
    assert first == training.train(["\n".join(lines)], FAMILIES, **given)
    assert first["letters"] == 5
    assert first["weights"]["gav"] > 0 > first["weights"]["bak"]


def test_a_letter_to_be_read_first_weighs_between_danger_and_none() -> None:
    def weight(urgency: str) -> float:
        lines = [
            json.dumps({"urgency": urgency, "kind": "self", "text": "A zeppelin over the lake."}),
            json.dumps({"urgency": urgency, "kind": "self", "text": "Another zeppelin flew by."}),
            json.dumps({"urgency": "none", "kind": "self", "text": "We baked bread."}),
        ]
        trained = training.train(
            ["\n".join(lines)], FAMILIES, version="1", penalty=0.01, mark_from=0, hold_from=1
        )
        return trained["weights"]["zeppelin"]

    assert weight("urgent") > weight("elevated") > weight("none")


def test_a_broken_model_is_refused() -> None:
    good = (DATA / "model.en.json").read_text(encoding="utf-8")
    parse_model(good)
    for broken in ("{", good.replace(MODEL_FORMAT, "other"), good.replace('"bias"', '"bia"')):
        with pytest.raises(LexiconError):
            parse_model(broken)
