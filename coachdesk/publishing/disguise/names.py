"""Proper names: words written with a capital where a plain word would not be."""

from __future__ import annotations

import re
from collections.abc import Iterator

from coachdesk.publishing.disguise.detail import Kind
from coachdesk.publishing.disguise.gazetteer import Gazetteer

_WORD = re.compile(r"[^\W\d_](?:[\w’'-]*[^\W_])?")
_SENTENCE_START = re.compile(r"(?:^|[.!?:;…]['”’\")]*\s+|\n\s*|[“\"(]\s*|[-–—•*]\s+)$")

_NAME_VERBS = re.compile(
    r"\s+(?:says?|said|is|was|has|had|told|tells|thinks?|thought|wants?|wanted|and I|and me|always|never|just|still|"
    r"will|won't|would|can|can't|could|does|doesn't|did|didn't|went|goes|came|comes|left|asked|asks|got|gets|"
    r"gave|made|makes|took|takes|knows?|knew|works?|worked|lives?|lived|moved|loves?|loved|hates?|refuses?|"
    r"cried|cries|laughed|laughs|called|calls|keeps?|kept|started|stopped|used|seems|seemed|insists?|promised|"
    r"swears?|swore|found|lost|bought|sold|drinks?|drank|died|cheated|proposed|isn't|wasn't|hasn't|grew|met|"
    r"found|sleeps|spends|spent|snores|plays|played|turned|turns|became|thinks|believes?|agreed|agrees|drove)\b"
)

_RELATION = (
    r"(?:husband|wife|partner|boyfriend|girlfriend|fiancé|fiancée|fiance|fiancee|ex|son|daughter|brother|sister|"
    r"mother|father|mom|mum|dad|friend|best friend|boss|neighbor|neighbour|cousin|uncle|aunt|auntie|grandma|"
    r"grandpa|stepson|stepdaughter|nephew|niece|coworker|colleague|baby|dog|cat|horse|therapist|counselor|"
    r"pastor|father|roommate|in-law|child|kid|boy|girl|twins|kids|sons|daughters|children|man|woman|guy|"
    r"ex-husband|ex-wife|sister-in-law|brother-in-law|mother-in-law|father-in-law|doctor|teacher|coach|lawyer|"
    r"named|called|name is|name's|name was|nickname is|nicknamed|signed|love|regards|sincerely|yours|thanks|i'm|i am|"
    r"this is|goes by|with|and|between|dear|hi|hello)"
)
_LOWER_NAME = re.compile(rf"\b{_RELATION},? ([a-z]+)\b")
_TITLED = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Dr|Prof|Professor|Father|Fr|Sister|Brother|Pastor|Rev|Reverend|Rabbi|Imam|Judge|Coach|"
    r"Officer|Sergeant|Captain|Sir|Lady|Aunt|Auntie|Uncle|Grandma|Grandpa|Nana|Nurse|Deacon|Bishop|Elder)\.? "
    r"(?:[A-ZÀ-ÖØ-Þ][\w’'-]*)(?: [A-ZÀ-ÖØ-Þ][\w’'-]*)?"
)
_INITIAL = re.compile(
    r"\b[A-Z]\.(?:\s?[A-Z]\.)*(?=[\s,;)]|$)|(?<=[a-z,] )[A-HJ-Z](?=[\s,.;:!?)']|$)"
)
_SIGNATURE = re.compile(
    r"(?:^|\n)\s*(?:[-–—~]\s*)?(?:(?:Love|Sincerely|Regards|Best|Yours|Thanks|Thank you|Signed|Cheers|Warmly|Hugs|xx?)[,!.]?\s*\n?\s*)"
    r"([A-ZÀ-ÖØ-Þ][\w’'-]*(?: [A-ZÀ-ÖØ-Þ][\w’'.-]*)*)\s*$"
)
_QUOTED = re.compile(r"[“\"]([A-ZÀ-ÖØ-Þ][\w’'-]{1,30})[”\"]")
_PLACE_BEFORE = re.compile(
    r"\b(?:in|from|near|to|at|outside|around|of|through|via|toward|towards|leaving|left|visit(?:ed|ing)?|downtown|"
    r"rural|across|north|south|east|west|beyond|for|over|between|reach(?:ed)?)(?: the| downtown| rural| little| sunny| old)?\s+$",
    re.IGNORECASE,
)


def _starts_sentence(text: str, start: int) -> bool:
    return start == 0 or bool(_SENTENCE_START.search(text[max(0, start - 6) : start]))


def _runs(text: str) -> Iterator[list[re.Match[str]]]:
    """Runs of neighbouring capitalised words: "Mary Ann", "Port Huron"."""
    run: list[re.Match[str]] = []
    for match in _WORD.finditer(text):
        capital = match.group(0)[0].isupper()
        near = bool(run) and text[run[-1].end() : match.start()] in (" ", ". ", "  ")
        # A full stop between two words joins only after an initial or a short title.
        if near and text[run[-1].end()] == "." and len(run[-1].group(0)) > 3:
            near = False
        if capital and (not run or near):
            run.append(match)
            continue
        if run:
            yield run
        run = [match] if capital else []
    if run:
        yield run


def find_names(text: str, words: Gazetteer) -> Iterator[tuple[int, int, Kind]]:
    """Names and other proper nouns with their most likely kind."""
    shouting = sum(c.isupper() for c in text) > 0.6 * max(1, sum(c.isalpha() for c in text))
    for titled in _TITLED.finditer(text):
        yield (titled.start(), titled.end(), "name")
    for signature in _SIGNATURE.finditer(text):
        yield (signature.start(1), signature.end(1), "name")
    for quoted in _QUOTED.finditer(text):
        if _bare(quoted.group(1)) not in words.starters | words.plain_capitals:
            yield (quoted.start(1), quoted.end(1), "name")
    for lowered in _LOWER_NAME.finditer(text):
        if lowered.group(1) in words.first_names:
            yield (lowered.start(1), lowered.end(1), "name")
    for word in _WORD.finditer(text):
        if word.group(0).islower() and _bare(word.group(0)) in words.certain_names:
            yield (word.start(), word.end(), "name")
    if shouting:
        return
    for initial in _INITIAL.finditer(text):
        if not _starts_sentence(text, initial.start()):
            yield (initial.start(), initial.end(), "name")
    seen = _inside_capitals(text)
    for run in _runs(text):
        yield from _of_run(text, run, words, seen)


def _bare(word: str) -> str:
    return re.sub(r"'s?$", "", word.replace("’", "'")).lower()


def _inside_capitals(text: str) -> frozenset[str]:
    """Words that also stand with a capital inside a sentence; then they are names at its start."""
    return frozenset(
        _bare(match.group(0))
        for match in _WORD.finditer(text)
        if match.group(0)[0].isupper()
        and not match.group(0).isupper()
        and not _starts_sentence(text, match.start())
    )


def _of_run(
    text: str, run: list[re.Match[str]], words: Gazetteer, seen: frozenset[str]
) -> Iterator[tuple[int, int, Kind]]:
    kept = [match for match in run if _bare(match.group(0)) not in words.plain_capitals]
    if kept and _starts_sentence(text, run[0].start()) and kept[0] is run[0]:
        first = run[0]
        bare = _bare(first.group(0))
        certain = (
            bare in words.first_names
            or (bare in seen and bare not in words.starters)
            or (
                bare not in words.starters
                and not bare.endswith(("ing", "ly", "ed"))
                and (len(run) > 1 or bool(_NAME_VERBS.match(text, first.end())))
                and not first.group(0).isupper()
            )
            or (bare in words.doubtful_names and bool(_NAME_VERBS.match(text, first.end())))
            or (first.group(0).endswith(("'s", "’s")) and bare not in words.starters)
        )
        if not certain:
            kept = kept[1:]
    kept = [
        m for m in kept if not (m.group(0).isupper() and len(m.group(0)) > 1 and _shouted(m, words))
    ]
    if not kept or (len(kept) == 1 and _bare(kept[0].group(0)) in words.starters):
        return
    start, end = kept[0].start(), kept[-1].end()
    kind: Kind = "name"
    if (
        _bare(kept[0].group(0)) not in words.first_names
        and _PLACE_BEFORE.search(text[max(0, start - 20) : start])
        and not kept[-1].group(0).endswith(("'s", "’s"))
    ):
        kind = "place"
    yield (start, end, kind)


def _shouted(match: re.Match[str], words: Gazetteer) -> bool:
    """A whole word in capitals for emphasis: "I am NOT happy"."""
    return _bare(match.group(0)) in words.starters or len(match.group(0)) > 5
