"""Translating a program: its words one by one beside the source, its rules untouched.

A translation is a version of the same program with the same number and another language; the draft
starts with every text empty, so that what is missing is what keeps it from being published.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

Data = dict[str, Any]
Path = tuple[str, ...]
_ROOT = ("title", "subtitle", "summary", "promise", "coach_notes")
_STEP = ("title", "aim", "why", "coach_notes")
_PROMPT = ("label", "help", "min_label", "max_label")
_LONG = 120  # from here on a text gets a box with lines


@dataclass(frozen=True)
class Words:
    """One text: its place by keys, and what stands there."""

    path: Path
    text: str

    @property
    def name(self) -> str:
        return "/".join(self.path)

    @property
    def step(self) -> str:
        """The key of the step it belongs to; blank for the program as a whole."""
        return self.path[1] if self.path[0] == "steps" else ""

    @property
    def is_long(self) -> bool:
        return len(self.text) > _LONG or "\n" in self.text


def words_of(data: Data) -> Iterator[Words]:
    """Every text of a program that people read, in the order of the file."""
    for path, holder, key in _places(data):
        yield Words(path, holder[key])


def _places(data: Data) -> Iterator[tuple[Path, Any, Any]]:
    yield from _of(data, _ROOT, ())
    yield from _of(data["audience"], ("not_for",), ("audience",))
    yield from _of(
        data["placeholders"]["partner"], ("default", "hint"), ("placeholders", "partner")
    )
    yield from _of(data["safety"], ("notice",), ("safety",))
    yield from _listed(data["safety"]["stop_signs"], ("safety", "stop_signs"))
    for step in data["steps"]:
        here: Path = ("steps", step["key"])
        yield from _of(step, _STEP, here)
        for activity in step["activities"]:
            there = (*here, "activities", activity["key"])
            yield from _of(activity, ("title", "instructions"), there)
            yield from _prompts(activity["log"], (*there, "log"))
        yield from _prompts(step["reflection"], (*here, "reflection"))
        yield from _of(step["done_when"], ("text",), (*here, "done_when"))
        yield from _listed(step["safety"]["notes"], (*here, "safety", "notes"))


def _of(holder: Data, keys: tuple[str, ...], path: Path) -> Iterator[tuple[Path, Any, Any]]:
    for key in keys:
        if key in holder:
            yield (*path, key), holder, key


def _listed(items: list[str], path: Path) -> Iterator[tuple[Path, Any, Any]]:
    for index in range(len(items)):
        yield (*path, str(index)), items, index


def _prompts(prompts: list[Data], path: Path) -> Iterator[tuple[Path, Any, Any]]:
    for prompt in prompts:
        here = (*path, prompt["key"])
        yield from _of(prompt, _PROMPT, here)
        for option in prompt.get("options", []):
            yield from _of(option, ("label",), (*here, "options", str(option["value"])))


def name_of(data: Data) -> str:
    """How ``translation_of`` names a version: slug, number and language."""
    return f"{data['slug']}/{data['version']}/{data['locale']}"


def blank_translation(data: Data, locale: str) -> Data:
    """The same program in another language with every text still to be written."""
    made = deepcopy(data) | {"locale": locale}
    for _path, holder, key in list(_places(made)):
        holder[key] = ""
    head = {key: made.pop(key) for key in ("format", "slug", "version", "locale")}
    made.pop("translation_of", None)
    return {**head, "translation_of": name_of(data), **made}


def put_words(data: Data, words: dict[str, str]) -> None:
    """Write texts to their places in a draft; names that are not there are left out."""
    for path, holder, key in list(_places(data)):
        name = "/".join(path)
        if name in words:
            holder[key] = words[name]


@dataclass(frozen=True)
class Pair:
    """A text of the draft beside its source."""

    source: Words
    text: str

    @property
    def missing(self) -> bool:
        return not self.text.strip()


def pairs(source: Data, draft: Data) -> list[Pair]:
    """The source's texts with the draft's, for those places that both have."""
    written = {words.name: words.text for words in words_of(draft)}
    return [Pair(w, written[w.name]) for w in words_of(source) if w.name in written]
