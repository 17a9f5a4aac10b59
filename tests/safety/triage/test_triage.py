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
from coachdesk.safety.triage.needles import Haystack
from coachdesk.safety.triage.score import load_score, parse_score

TRAINING = Path(training.__file__).parent / "letters.jsonl"
LETTERS = Path(training.__file__).parent / "long_letters.jsonl"
FAMILIES = yaml.safe_load((DATA / "families.en.yaml").read_text(encoding="utf-8"))
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
                    "Reads like letters that needed care",
                )
            )
            assert finding.words or finding.category == "weighed_words"


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
    assert load_lexicon().version == "1.4.0"
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
    assert result.report["first_label"]["held_with_risk"] == {"right": 1, "of": 1}
    assert result.report["reading"]["share_for_97"] == 0.5
    assert result.report["reading"]["auc"] == 1.0
    assert [(each["id"], each["tier"]) for each in result.each] == [("a", "urgent"), ("b", "clear")]
    assert [(b.source, b.number) for b in result.broken] == [
        ("labels", 3),
        ("letters", 2),
        ("letters", 4),
        ("letters", 5),
    ]


def test_the_word_model_names_no_kind_and_shows_only_words_of_the_matter() -> None:
    text = (
        "In February he came by at night and stayed. When I need tampons I text him, he looks at "
        "the receipt and then he sends the exact amount to my wallet. I count what is left."
    )
    found = [f for f in triage(text).findings if f.category == "weighed_words"]
    assert [(f.code, f.words) for f in found] == [("needs_care", "receipt")]
    for finding in found:
        assert text[finding.start : finding.end] == finding.words
        assert finding.why == "Reads like letters that needed care: “receipt”"


SENTENCES = Path(__file__).parent


@pytest.mark.parametrize("text", (SENTENCES / "ordinary.txt").read_text("utf-8").splitlines())
def test_ordinary_life_is_not_marked(text: str) -> None:
    assert triage(text).tier == "clear"


@pytest.mark.parametrize("text", (SENTENCES / "indirect.txt").read_text("utf-8").splitlines())
def test_what_is_said_indirectly_is_marked(text: str) -> None:
    assert triage(text).read_first


def test_the_first_code_is_the_kind_that_the_words_say() -> None:
    said = {
        "He grabbed my throat and I could not breathe.": "partner_violence",
        "I want to kill myself.": "suicide_risk",
        "My ex keeps stalking me.": "stalking_risk",
        "He forced me to have sex.": "sexual_coercion",
        "I am terrified of him.": "fear_of_partner",
        "My stepdad hits my little sister and my brother hits the baby.": "child_at_risk",
    }
    assert {text: triage(text).codes[0] for text in said} == said


def test_no_pattern_begins_or_ends_within_a_word() -> None:
    texts = [json.loads(line)["text"].lower() for line in LETTERS.read_text("utf-8").splitlines()]
    for pattern in load_lexicon().patterns:
        for text in texts:
            if match := pattern.regex.search(text):
                start, end = match.span()
                for glued in (f"{text[:start]}q{text[start:]}", f"{text[:end]}q{text[end:]}"):
                    bounds = {m.span() for m in pattern.regex.finditer(glued)}
                    assert (start + 1, end + 1) not in bounds or glued[start] != "q"
                    if text[end - 1].isalnum() and glued[end : end + 1] == "q":
                        assert (start, end) not in bounds
                break


@pytest.mark.parametrize("word", ["danger", "garage", "courage", "average", "storage", "stranger"])
def test_a_word_within_a_word_is_no_find(word: str) -> None:
    assert not [p for p in load_lexicon().patterns if p.regex.search(f"the {word} of it")]


def test_needles_find_what_the_patterns_find() -> None:
    signs = load_signs()
    every = [pattern.regex for pattern in load_lexicon().patterns] + list(signs.idioms)
    every += [regex for axis in signs.axes for sign in axis.signs for regex in sign.regexes]
    texts = [row["text"].lower() for row in FRESH]
    text = " ".join(texts)
    hay = Haystack(text)
    for regex in every:
        assert [m.span() for m in hay.matches(regex)] == [m.span() for m in regex.finditer(text)]


def test_a_no_to_dying_lowers_words_about_dying_and_hides_nothing() -> None:
    text = "Sometimes I think about how much easier it would be to end it all."
    asked = triage(text, answers=SafetyAnswers(not_wanting_to_live="no"))
    assert asked.held
    assert asked.score < triage(text).score


def test_a_yes_comes_before_any_words() -> None:
    text = "How do we plan a quiet weekend?"
    yes = triage(text, answers=SafetyAnswers(afraid="yes")).score
    assert yes > triage("He choked me last night and I want to kill myself.").score
    assert 0 < triage(text).score < load_score().mark_from


def test_the_shipped_model_is_the_one_its_letters_and_families_give() -> None:
    texts = [TRAINING.read_text(encoding="utf-8"), LETTERS.read_text(encoding="utf-8")]
    model = load_model()
    assert model is not None
    assert model.training_hash == training.training_hash(texts, FAMILIES)


def test_the_letters_that_measure_are_not_trained_on() -> None:
    trained = {
        json.loads(line)["text"]
        for path in (TRAINING, LETTERS)
        for line in path.read_text("utf-8").splitlines()
    }
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
    given = {"version": "1.0.0", "penalty": 0.01}
    first = training.train(["\n".join(lines)], FAMILIES, **given)
    assert first == training.train(["\n".join(lines)], FAMILIES, **given)
    assert first.model["letters"] == 5
    assert first.model["weights"]["gav"] > 0 > first.model["weights"]["bak"]
    assert min(first.score["weights"].values()) >= 0


def test_a_letter_to_be_read_first_weighs_between_danger_and_none() -> None:
    def weight(urgency: str) -> float:
        lines = [
            json.dumps({"urgency": urgency, "kind": "self", "text": "A zeppelin over the lake."}),
            json.dumps({"urgency": urgency, "kind": "self", "text": "Another zeppelin flew by."}),
            json.dumps({"urgency": "none", "kind": "self", "text": "We baked bread."}),
        ]
        letters = training.read_letters(lines, FAMILIES)
        return training.fit(letters, 0.01)[1]["zeppelin"]

    assert weight("urgent") > weight("elevated") > weight("none")


def test_a_broken_model_is_refused() -> None:
    good = (DATA / "model.en.json").read_text(encoding="utf-8")
    parse_model(good)
    for broken in ("{", good.replace(MODEL_FORMAT, "other"), good.replace('"bias"', '"bia"')):
        with pytest.raises(LexiconError):
            parse_model(broken)


def test_a_broken_score_is_refused() -> None:
    good = (DATA / "score.en.json").read_text(encoding="utf-8")
    parse_score(good)
    for change in ({"format": "other"}, {"slope": -1}, {"mark_from": 0.9}, {"weights": 5}):
        with pytest.raises(LexiconError, match="score"):
            parse_score(json.dumps({**json.loads(good), **change}))
