"""The word lists of the disguise check, read once per language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

DATA = Path(__file__).parent / "data"

FORMAT = "coachdesk.gazetteer/1"


class GazetteerError(ValueError):
    """The word list file breaks a rule of its format."""


class NoGazetteer(LookupError):
    """There are no word lists for the locale, so a text in it cannot be checked."""


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Word lists as sets (names) and as ready expressions (everything else)."""

    first_names: frozenset[str]
    doubtful_names: frozenset[str]
    places: re.Pattern[str]
    origins: re.Pattern[str]
    faiths: re.Pattern[str]
    illnesses: re.Pattern[str]
    occupations: re.Pattern[str]
    brands: re.Pattern[str]
    holidays: re.Pattern[str]
    events: re.Pattern[str]
    settings: re.Pattern[str]
    plain_capitals: frozenset[str]
    starters: frozenset[str]
    certain_names: frozenset[str]
    work_by_form: re.Pattern[str]


def _words(raw: str) -> list[str]:
    return [word.replace("_", " ") for word in raw.split()]


def _any_of(raw: str, flags: int = re.IGNORECASE, plural: bool = False) -> re.Pattern[str]:
    # Longest first, so that "New York" wins over "York".
    words = sorted(set(_words(raw)), key=len, reverse=True)
    # Either apostrophe, and blanks across a line break.
    parts = [re.escape(word).replace("'", "['’]").replace(r"\ ", r"\s+") for word in words]
    ending = "(?:e?s)?" if plural else ""
    return re.compile(rf"(?<![\w'’-])(?:{'|'.join(parts)}){ending}(?![\w-])", flags)


def _capitalised(raw: str) -> str:
    """Place names as they are written, so that "turkey" and "reading" stay out."""
    return " ".join(
        "_".join(
            part if part in ("of", "the") else part[:1].upper() + part[1:]
            for part in word.split("_")
        )
        for word in raw.split()
    )


def _work_by_form(endings: str, others: str) -> re.Pattern[str]:
    """Somebody's work by the form of its word, after words that say who: "is a wedding singer"."""
    before = (
        r"i am|i['’]m|he is|he['’]s|she is|she['’]s|we are|we['’]re|they are|is|was|were|am|are|as|"
        r"became|being|used to be|husband|wife|partner|father|mother|and|,|my|his|her|our"
    )
    plain = "good|bad|better|great|big|real|very|heavy|light|slow|fast|early|late|born|poor|true|sore|social"
    return re.compile(
        rf"\b(?:{before}) (?:an? |the |two |both )?(?:(?!(?:{plain})\b)[\w'’-]+ ){{0,2}}?"
        rf"(?!(?:{'|'.join(_words(others))})\b)[\w-]{{0,20}}(?:{'|'.join(_words(endings))})s?\b",
        re.IGNORECASE,
    )


@lru_cache(maxsize=4)
def load_gazetteer(locale: str = "en") -> Gazetteer:
    """The word lists of a locale; :class:`NoGazetteer` if there are none."""
    path = DATA / f"gazetteer.{locale.replace('_', '-').split('-')[0].lower()}.yaml"
    if not path.is_file():
        raise NoGazetteer(locale)
    root = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(root, dict) or root.get("format") != FORMAT:
        raise GazetteerError(f"{path.name}: format must be {FORMAT}")
    try:
        return Gazetteer(
            frozenset(_words(root["first_names"])),
            frozenset(_words(root["doubtful_names"])),
            _any_of(_capitalised(root["places"]) + " USA UK NYC LA", 0),
            _any_of(root["origins"], plural=True),
            _any_of(root["faiths"], plural=True),
            _any_of(root["illnesses"], plural=True),
            _any_of(root["occupations"], plural=True),
            _any_of(_capitalised(root["brands"]) + " FedEx UPS USPS NHS BBC IKEA CVS NVIDIA", 0),
            _any_of(root["holidays"]),
            _any_of(root["events"], plural=True),
            _any_of(root["settings"], plural=True),
            frozenset(_words(root["plain_capitals"])),
            frozenset(_words(root["starters"])),
            frozenset(_words(root["certain_names"])),
            _work_by_form(root["work_words"], root["not_work"]),
        )
    except KeyError as error:
        raise GazetteerError(f"{path.name}: missing {error.args[0]}") from None
