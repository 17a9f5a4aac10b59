"""Templates read like code: short lines, one block element a line, trimmed translations."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
MOST = 140
BLOCKS = (
    "article|aside|div|dl|fieldset|footer|form|header|main|nav|ol|section|table|tbody|thead|tr|ul"
)
_TWO_BLOCKS = re.compile(rf"<(?:{BLOCKS})\b[^<>]*>\s*<(?:{BLOCKS})\b")
_PRE_LINE = re.compile(
    r'<(\w+)\b[^<>]*\bclass="[^"]*\bpre-line\b[^"]*"[^<>]*>(\s*\n|.*?\n\s*</\1>)'
)


def wrong_in(text: str) -> list[str]:
    """What is wrong in a template, each with its line."""
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        if len(line) > MOST:
            found.append(f"{number}: longer than {MOST} characters")
        if _TWO_BLOCKS.search(line):
            found.append(f"{number}: two block elements on one line")
        if re.search(r"{% blocktranslate(?! trimmed)\b", line):
            found.append(f"{number}: blocktranslate without trimmed")
    for match in _PRE_LINE.finditer(text):
        line = text[: match.start()].count("\n") + 1
        found.append(f"{line}: a line break of the template would show in a pre-line element")
    return found


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("x" * 141, ["1: longer than 140 characters"]),
        ("<ul>\n  <div><p>a</p>\n<div><div>", ["3: two block elements on one line"]),
        (
            "{% blocktranslate with a=b %}a{% endblocktranslate %}",
            ["1: blocktranslate without trimmed"],
        ),
        (
            '<p class="pre-line">\n{{ a }}</p>',
            ["1: a line break of the template would show in a pre-line element"],
        ),
        ('<p class="pre-line">{{ a }}</p>\n<div>\n<b>a</b> and <i>b</i>', []),
    ],
)
def test_what_is_wrong_is_found(text, wrong):
    assert wrong_in(text) == wrong


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_has_one_element_a_line(path):
    assert wrong_in(path.read_text()) == []
