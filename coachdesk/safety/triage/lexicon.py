"""Read and check the two data files: plain words (lexicon) and weak signs.

Both are YAML read with the safe loader. A file that breaks a rule is refused as a whole with a
message that names the place, so that a typing error cannot silently switch off a category.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml

DATA = Path(__file__).parent / "data"

LEXICON_FORMAT = "coachdesk.triage/1"
SIGNS_FORMAT = "coachdesk.signs/1"

# What the word model says: no kind, only that a person should look.
NEEDS_CARE = "needs_care"

CODES = frozenset(
    {
        NEEDS_CARE,
        "partner_violence",
        "sexual_coercion",
        "coercive_control",
        "fear_of_partner",
        "legal_no_contact",
        "no_contact_request",
        "stalking_risk",
        "client_uses_force",
        "suicide_risk",
        "harm_to_others_risk",
        "child_at_risk",
        "acute_instability",
        "minor_writer",
        "unsafe_contact",
    }
)

CONTEXT_KEYS = ("past_long", "present", "distance", "negation", "negation_breaks")

LexiconTier = Literal["hold", "caution"]


class LexiconError(ValueError):
    """A data file breaks a rule of its format; the message names where."""


class NoLexicon(LookupError):
    """There is no lexicon for the locale, so a text in it cannot be triaged."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """One pattern of the lexicon with what a hit means."""

    category: str
    code: str
    tier: LexiconTier
    urgent: bool
    regex: re.Pattern[str]
    # False where a "not" belongs to the phrase: "I don't see the point in living" denies nothing.
    deniable: bool


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All plain-word patterns of one locale."""

    locale: str
    version: str
    categories: tuple[str, ...]
    patterns: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class Sign:
    """A weak sign: never enough alone unless its weight says so."""

    key: str
    name: str
    weight: int
    regexes: tuple[re.Pattern[str], ...]


@dataclass(frozen=True, slots=True)
class Axis:
    """Signs that count together."""

    key: str
    name: str
    code: str
    urgent: bool
    signs: tuple[Sign, ...]


@dataclass(frozen=True, slots=True)
class Signs:
    """Weak signs, figures of speech and context words of one locale."""

    locale: str
    version: str
    idioms: tuple[re.Pattern[str], ...]
    context: dict[str, re.Pattern[str]]
    axes: tuple[Axis, ...]


def _mapping(value: Any, where: str, needed: set[str], optional: set[str]) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise LexiconError(f"{where}: expected a mapping")
    keys = set(value)
    if missing := needed - keys:
        raise LexiconError(f"{where}: missing {', '.join(sorted(missing))}")
    if unknown := keys - needed - optional:
        raise LexiconError(f"{where}: unknown {', '.join(sorted(map(str, unknown)))}")
    return value


def _compile(source: Any, where: str) -> re.Pattern[str]:
    if not isinstance(source, str) or not source:
        raise LexiconError(f"{where}: expected a pattern")
    try:
        compiled = re.compile(source)
    except re.error as error:
        raise LexiconError(f"{where}: {error}") from None
    if compiled.match("") and compiled.fullmatch(""):
        raise LexiconError(f"{where}: the pattern matches nothing at all")
    return compiled


def _compile_whole_words(source: Any, where: str) -> re.Pattern[str]:
    """A pattern that begins where a word begins and ends where one ends."""
    _compile(source, where)
    return _compile(f"(?<!\\w)(?:{source})(?!\\w)", where)


def _read(text: str, where: str) -> Any:
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise LexiconError(f"{where}: not YAML: {error}") from None


def parse_lexicon(text: str, where: str = "lexicon") -> Lexicon:
    """Read a lexicon file; :class:`LexiconError` names the first broken rule."""
    root = _mapping(
        _read(text, where),
        where,
        {"format", "locale", "version", "licence", "attribution", "categories"},
        set(),
    )
    if root["format"] != LEXICON_FORMAT:
        raise LexiconError(f"{where}: format must be {LEXICON_FORMAT}")
    if not re.fullmatch(r"\d+\.\d+\.\d+", str(root["version"])):
        raise LexiconError(f"{where}: version must look like 1.2.3")
    patterns: list[Pattern] = []
    names: list[str] = []
    for number, raw in enumerate(root["categories"]):
        place = f"{where}: category {number + 1}"
        category = _mapping(raw, place, {"key", "code", "tier", "urgent", "patterns"}, set())
        if category["key"] in names:
            raise LexiconError(f"{place}: the key {category['key']} stands twice")
        names.append(category["key"])
        for index, entry in enumerate(category["patterns"]):
            spot = f"{place} ({category['key']}), pattern {index + 1}"
            plain = {"find": entry} if isinstance(entry, str) else entry
            pattern = _mapping(plain, spot, {"find"}, {"code", "tier", "urgent", "deniable"})
            code = pattern.get("code", category["code"])
            tier = pattern.get("tier", category["tier"])
            if code not in CODES:
                raise LexiconError(f"{spot}: unknown code {code}")
            if tier not in ("hold", "caution"):
                raise LexiconError(f"{spot}: tier must be hold or caution")
            urgent = bool(pattern.get("urgent", category["urgent"])) and tier == "hold"
            deniable = bool(pattern.get("deniable", category["key"] != "unsafe_contact"))
            regex = _compile_whole_words(pattern["find"], spot)
            patterns.append(Pattern(category["key"], code, tier, urgent, regex, deniable))
    return Lexicon(root["locale"], str(root["version"]), tuple(names), tuple(patterns))


def parse_signs(text: str, where: str = "signs") -> Signs:
    """Read a signs file; :class:`LexiconError` names the first broken rule."""
    root = _mapping(
        _read(text, where),
        where,
        {
            "format",
            "locale",
            "version",
            "licence",
            "attribution",
            "macros",
            "idioms",
            "context",
            "axes",
        },
        set(),
    )
    if root["format"] != SIGNS_FORMAT:
        raise LexiconError(f"{where}: format must be {SIGNS_FORMAT}")
    macros: dict[str, str] = root["macros"]

    def expand(source: Any) -> Any:
        if isinstance(source, str):
            for name, value in macros.items():
                source = source.replace("{" + name + "}", value)
        return source

    context = _mapping(root["context"], f"{where}: context", set(CONTEXT_KEYS), set())
    axes: list[Axis] = []
    for raw in root["axes"]:
        axis = _mapping(raw, f"{where}: axis", {"key", "name", "code", "urgent", "signs"}, set())
        place = f"{where}: axis {axis['key']}"
        if axis["code"] not in CODES:
            raise LexiconError(f"{place}: unknown code {axis['code']}")
        signs: list[Sign] = []
        for entry in axis["signs"]:
            sign = _mapping(entry, place, {"key", "name", "weight", "patterns"}, set())
            spot = f"{place}, sign {sign['key']}"
            if sign["weight"] not in (1, 2, 3):
                raise LexiconError(f"{spot}: weight must be 1, 2 or 3")
            # A sign starts where a word starts, whatever its first alternative looks like.
            regexes = tuple(
                _compile(f"(?<!\\w)(?:{expand(each)})", spot) for each in sign["patterns"]
            )
            signs.append(Sign(sign["key"], sign["name"], sign["weight"], regexes))
        axes.append(
            Axis(axis["key"], axis["name"], axis["code"], bool(axis["urgent"]), tuple(signs))
        )
    return Signs(
        root["locale"],
        str(root["version"]),
        tuple(_compile(expand(each), f"{where}: idiom") for each in root["idioms"]),
        {key: _compile(context[key], f"{where}: context {key}") for key in CONTEXT_KEYS},
        tuple(axes),
    )


def language_of(locale: str) -> str:
    """The language of a locale: "en" of "en-GB"."""
    return locale.replace("_", "-").split("-")[0].lower()


@lru_cache(maxsize=8)
def load_lexicon(locale: str = "en") -> Lexicon:
    """The lexicon of a locale. Other locales need their own before their form opens."""
    path = DATA / f"triage-lexicon.{language_of(locale)}.yaml"
    if not path.is_file():
        raise NoLexicon(locale)
    return parse_lexicon(path.read_text(encoding="utf-8"), path.name)


@lru_cache(maxsize=8)
def load_signs(locale: str = "en") -> Signs:
    """The weak signs of a locale."""
    path = DATA / f"signs.{language_of(locale)}.yaml"
    if not path.is_file():
        raise NoLexicon(locale)
    return parse_signs(path.read_text(encoding="utf-8"), path.name)
