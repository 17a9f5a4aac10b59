"""Rich text: what is kept, what is thrown out, and what a reader sees of it."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from coachdesk.lib.rich_text import (
    as_html,
    clean_rich,
    for_editor,
    is_rich,
    plain_text,
    replace_visible,
    rich_from,
    sanitise,
)

_PARTS = ["<p>", "</p>", "<div>", "</div>", "<br>", "<ul><li>", "</li></ul>", "<strong>", "</b>"]
_PARTS += ["<script>", "<img src=x onerror=y>", '<a href="javascript:z">', "&amp;", "&#0;", "Dale "]
soup = st.lists(st.sampled_from(_PARTS) | st.text(max_size=8), max_size=25).map("".join)


@given(soup)
def test_whatever_comes_is_stored_in_a_form_that_cleaning_does_not_change(html):
    try:
        stored = clean_rich(html, max_length=2000)
    except ValidationError:
        return
    assert sanitise(stored) == stored
    assert clean_rich(stored, max_length=2000) == stored
    assert stored == "" or is_rich(stored)
    assert not any(bad in stored.lower() for bad in ("<script", "<img", "javascript:", "<b>"))


@given(soup)
def test_the_way_into_the_editor_and_back_keeps_the_words(html):
    try:
        stored = clean_rich(html, max_length=2000)
    except ValidationError:
        return
    again = clean_rich(for_editor(stored), max_length=2000)
    assert plain_text(again).split() == plain_text(stored).split()


def test_paragraphs_of_the_editor_are_stored_as_paragraphs():
    stored = clean_rich("<div>One <strong>bold<br><br>Two</strong></div>", max_length=99)
    assert stored == "<p>One <strong>bold</strong></p><p><strong>Two</strong></p>"


def test_handlers_styles_and_foreign_addresses_are_thrown_out():
    html = '<p style="x" onclick="y">A <a href="javascript:z" class="c">b</a></p><iframe></iframe>'
    assert clean_rich(html, max_length=99) == (
        '<p>A <a rel="nofollow ugc noopener noreferrer">b</a></p>'
    )


def test_tags_without_words_are_blank():
    assert clean_rich("<div><br></div><ul><li></li></ul>", max_length=99) == ""


def test_the_limit_counts_visible_characters():
    assert clean_rich("<p><strong>12345</strong></p>", max_length=5)
    with pytest.raises(ValidationError):
        clean_rich("<p>123456</p>", max_length=5)


def test_a_character_that_cannot_be_stored_is_refused_as_an_entity_too():
    with pytest.raises(ValidationError):
        clean_rich("<p>a&#x7;b</p>", max_length=99)


def test_old_plain_text_shows_as_paragraphs():
    assert as_html("a < b\nc\n\nd") == "<p>a &lt; b<br>c</p><p>d</p>"
    assert as_html("1 < 2 <script>x</script>") == "<p>1 &lt; 2 &lt;script&gt;x&lt;/script&gt;</p>"


def test_without_scripts_unchanged_words_keep_their_form():
    before = "<p>One <strong>two</strong></p><ul><li>three</li></ul>"
    same = rich_from(html=None, plain=plain_text(before), before=before, max_length=99)
    assert same == before
    changed = rich_from(html=None, plain="One four", before=before, max_length=99)
    assert changed == "One four"


def test_plain_text_that_looks_like_markup_stays_words():
    stored = rich_from(html=None, plain="<p>not a tag", before="", max_length=99)
    assert plain_text(stored) == "<p>not a tag"


def test_a_detail_is_replaced_where_a_reader_sees_it():
    html = "<p>My <em>Da</em>le and Dale &amp; co</p><p>Dale</p>"
    assert replace_visible(html, "Dale", "S&m") == (
        "<p>My <em>S&amp;m</em> and S&amp;m &amp; co</p><p>S&amp;m</p>"
    )
    assert plain_text(replace_visible(html, "& co\n\nDale", "they")).endswith("and Dale they")
