from __future__ import annotations

from xml.etree import ElementTree

import pytest

from coachdesk.lib import charts


def test_a_line_names_every_value_for_those_who_hear_it() -> None:
    markup = charts.line([3, None, 5], ["4 May", "11 May", "18 May"], name="Rest")
    picture = ElementTree.fromstring(markup)  # noqa: S314
    assert picture.get("aria-label") == "Rest, out of 10: 4 May 3, 11 May no answer, 18 May 5"


def test_a_missing_week_breaks_the_line() -> None:
    markup = charts.line([3, 4, None, 5, 6], list("abcde"), name="Rest")
    assert markup.count("<polyline") == 2
    assert markup.count('class="dot"') == 4


def test_nothing_answered_yet_still_draws_the_grid() -> None:
    markup = charts.line([None, None], ["a", "b"], name="Rest")
    assert markup.count('class="grid"') == 3
    assert "polyline" not in markup


def test_one_value_is_drawn() -> None:
    assert 'class="last"' in charts.line([7], ["a"], name="Rest")
    assert 'class="last"' in charts.spark([7], name="Rest")


def test_values_and_labels_must_match() -> None:
    with pytest.raises(ValueError, match="zip"):
        charts.line([1, 2], ["a"], name="Rest")


@pytest.mark.parametrize("bad", ['"><script>alert(1)</script>', "</svg><b>"])
def test_words_are_escaped_everywhere(bad: str) -> None:
    everything = (
        charts.line([1, 2], [bad, bad], name=bad, marks=[(0, bad)])
        + charts.spark([1], name=bad)
        + charts.table([bad], [[bad, bad]], caption=bad)
        + charts.trail(3, 4, name=bad)
    )
    assert bad not in everything
    assert "<script" not in everything


def test_no_chart_needs_an_inline_style() -> None:
    everything = charts.line([1, 2], ["a", "b"], name="x") + charts.spark([1, 2], name="x")
    assert "style" not in everything + charts.trail(0, 1, name="x")


def test_the_table_shows_a_dash_where_no_answer_was_given() -> None:
    markup = charts.table(["Week", "Rest"], [["4 May", None], ["11 May", 0]], caption="Weeks")
    assert "<td>–</td>" in markup
    assert "<td>0</td>" in markup


def test_the_trail_marks_what_is_done_and_where_she_is() -> None:
    markup = charts.trail(3, 4, name="Three steps done.")
    assert (
        markup.count('class="done"'),
        markup.count('class="here"'),
        markup.count('class="to-come"'),
    ) == (3, 1, 6)
    assert 'class="here"' not in charts.trail(10, None, name="All ten done.")


def test_bars_tell_a_small_count_as_a_word_and_never_as_a_length() -> None:
    small = charts.bars([("Open", 12), ("Ended", None)], name="Cases")
    picture = ElementTree.fromstring(small)  # noqa: S314
    assert picture.get("aria-label") == "Cases: Open 12, Ended <5"
    assert charts.bars([("Open", 12), ("Ended", 0)], name="Cases").count("<rect") == 1
    assert small.count('class="bar-few"') == 1
