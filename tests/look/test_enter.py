"""Enter is safe: in a form with more than one button it presses none, or the one that only saves."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
# First buttons that keep what was typed, or let somebody in, and do nothing else.
ONLY_SAVES = {"Save", "Save and go on", "Save and stay with this step a while", "Sign in"}


def risky_forms(text: str) -> list[str]:
    """The first buttons that Enter would press, of forms with more than one button."""
    found = []
    for form in re.findall(r"<form\b.*?</form>", text, re.DOTALL):
        buttons = re.findall(r'<button\b(?![^>]*type="button").*?</button>', form, re.DOTALL)
        if 'method="post"' not in form or len(buttons) < 2 or "no_enter.html" in form:
            continue
        words = re.search(r'translate "([^"]*)"', buttons[0])
        if words is None or words.group(1) not in ONLY_SAVES:
            found.append(words.group(1) if words else buttons[0])
    return found


@pytest.mark.parametrize("second", ["", '<button formaction="/b/">{% translate "Keep" %}</button>'])
def test_a_form_whose_first_button_sends_is_found(second):
    form = f'<form method="post"><button>{{% translate "Send" %}}</button>{second}</form>'
    assert risky_forms(form) == (["Send"] if second else [])


def test_enter_presses_nothing_in_forms_with_more_than_one_button():
    found = {
        str(path.relative_to(TEMPLATES)): risky
        for path in sorted(TEMPLATES.rglob("*.html"))
        if (risky := risky_forms(path.read_text()))
    }
    assert found == {}
