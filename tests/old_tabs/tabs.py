"""A tab that stays open: what its form sends later, whatever happened since it was read."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any


class _Page(HTMLParser):
    """The forms of a page: where each leads, and the hidden fields that go with it."""

    def __init__(self) -> None:
        super().__init__()
        self.hidden: list[dict[str, str]] = []
        self.acts: dict[str, list[int]] = {}
        self._ids: dict[str, int] = {}
        self._open: int | None = None
        self._later: list[tuple[str, str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = len(self.hidden)
            self.hidden.append({})
            self.acts.setdefault(at.get("action", ""), []).append(self._open)
            self._ids[at.get("id", "")] = self._open
        elif tag == "input" and at.get("type") == "hidden":
            name, value = at.get("name", ""), at.get("value", "")
            if "form" in at:
                self._later.append((at["form"], name, value))
            elif self._open is not None:
                self.hidden[self._open][name] = value
        elif tag == "button" and "formaction" in at:
            form = self._ids[at["form"]] if "form" in at else self._open
            if form is not None:
                self.acts.setdefault(at["formaction"], []).append(form)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None

    def sends(self, act: str) -> dict[str, str]:
        """The hidden fields of the first form whose button leads to ``act``."""
        for form, name, value in self._later:
            self.hidden[self._ids[form]][name] = value
        fields = dict(self.hidden[self.acts[act][0]])
        fields.pop("csrfmiddlewaretoken", None)
        return fields


def tab(browser: Any, page: str, act: str, **typed: Any) -> dict[str, Any]:
    """What the button of ``page`` that leads to ``act`` sends when it is pressed, now or later."""
    read = _Page()
    read.feed(browser.get(page).content.decode())
    return read.sends(act) | typed


def press(browser: Any, page: str, act: str, **typed: Any) -> Any:
    """Open a page and press the button that leads to ``act``; the answer."""
    return browser.post(act, tab(browser, page, act, **typed))
