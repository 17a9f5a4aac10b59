"""Proper names: words written with a capital where a plain word would not be."""

from __future__ import annotations

import re
from collections.abc import Iterator

from coachdesk.publishing.disguise.detail import Kind
from coachdesk.publishing.disguise.gazetteer import Gazetteer

_WORD = re.compile(r"[^\W\d_](?:[\w’'-]*[^\W_])?")
_SENTENCE_START = re.compile(r"(?:^|[.!?:;…]['”’\")]*\s+|\n\s*|[“\"(]\s*|[-–—•*]\s+)$")

# Capitalised words that say nothing about anybody.
_HARMLESS = frozenset(
    """i i'm i'd i'll i've i’m i’d i’ll i’ve monday tuesday wednesday thursday friday saturday sunday
    mondays tuesdays wednesdays thursdays fridays saturdays sundays mr mrs ms dr miss sir madam dear hi hello
    hey ps p.s god lord jesus internet tv ok okay dad mom mum mommy daddy mama papa grandma grandpa nana
    granny auntie aunt uncle english facebook instagram google netflix zoom whatsapp snapchat tiktok twitter
    tinder bumble hinge youtube wifi sms gps ceo hr it usa us uk phd md rn lgbtq lgbt adhd ptsd ocd iud ivf aa
    hiv aids std mri er icu dna cpr diy vip faq asap lol omg tl dr xoxo xx sincerely regards thanks thank yours
    best love please help signed anonymous confused worried lonely lost hurt tired sad hopeful desperate
    heartbroken stuck torn the and but so because if when coach counselor counsellor team desk editor harbor
    a an he she we they you my our his her their its this that these those there here what why how who where
    which whose whom is are am was were do does did can could should would will may might must shall have has
    had not no yes never always""".split()
)

# Words a sentence often starts with; none of them is a name there.
_STARTERS = frozenset(
    """about above according across actually after again against ago all almost alone along already also
    although always am amid among an and another any anyone anything anyway apart apparently are around as
    aside ask at away back bad basically be because been before behind being believe below beside besides
    between beyond big bless both but by call can cannot clearly come compared considering could days dear
    despite did do does don't doesn't didn't down due during each earlier early either else enough even
    eventually ever every everybody everyone everything everywhere except fast few finally first firstly five
    for forget former four frankly friends from full funny further generally get getting give given go going
    good great growing guess had half happily hardly has have having he he'd he'll he's hell help hence her here
    hers herself high him himself his honestly hope hopefully how however i if imagine in indeed inside instead
    is isn't it it's its itself just keep kids kind last lastly late lately later least leave less let let's
    life like little long look looking lots love luckily make many marriage married marry may maybe me mean
    meanwhile men might mine money moreover most mostly mother much must my myself naturally near nearly needless
    neither never nevertheless new next nice no nobody none nor normally not nothing now nowadays obviously of
    off often oh okay old on once one ones only onto or other others otherwise ought our ours ourselves out
    outside over overall own parents part people perhaps personally please plus poor possibly presumably
    previously prior probably put quite rarely rather really recently regardless remember right sadly same say
    second secondly see seems seriously seven several shall she she'd she'll she's should show similarly since
    six slowly small so some somebody somehow someone something sometimes somewhere soon sorry still stop such
    suddenly sure take talk tell ten than thank thanks that that's the their theirs them themselves then there
    there's therefore these they they'd they'll they're they've things think third this those though three
    through throughout thus til till time times to today together tomorrow tonight too toward towards true truly
    try trying twelve twenty twice two under understand unfortunately unless unlike until up upon us use used
    usually very wait was wasn't we we'd we'll we're we've well were weren't what what's whatever when whenever
    where whereas wherever whether which while who whoever whole whom whose why will wish with within without
    women won't wonder work worse worst would wouldn't yeah year years yes yesterday yet you you'd you'll you're
    your yours yourself nights mornings evenings weekends dinner breakfast sex divorce therapy counseling doctors
    lawyers family school church home music food trust communication respect intimacy nine eight eleven half
    twins babies hugs kisses boys girls guys couples neighbors coworkers months weeks minutes seeing knowing
    being doing feeling thinking worrying living giving taking coming""".split()
)

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
_INITIAL = re.compile(r"\b[A-Z]\.(?:\s?[A-Z]\.)*(?=[\s,;)]|$)|(?<=[a-z,] )[A-HJ-Z](?=[\s,.;:!?)']|$)")
_SIGNATURE = re.compile(
    r"(?:^|\n)\s*(?:[-–—~]\s*)?(?:(?:Love|Sincerely|Regards|Best|Yours|Thanks|Thank you|Signed|Cheers|Warmly|Hugs|xx?)[,!.]?\s*\n?\s*)"
    r"([A-ZÀ-ÖØ-Þ][\w’'-]*(?: [A-ZÀ-ÖØ-Þ][\w’'.-]*)*)\s*$"
)
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
    for lowered in _LOWER_NAME.finditer(text):
        if lowered.group(1) in words.first_names:
            yield (lowered.start(1), lowered.end(1), "name")
    for word in _WORD.finditer(text):
        if word.group(0).islower() and _bare(word.group(0)) in _CERTAIN:
            yield (word.start(), word.end(), "name")
    if shouting:
        return
    for initial in _INITIAL.finditer(text):
        if not _starts_sentence(text, initial.start()):
            yield (initial.start(), initial.end(), "name")
    seen = _inside_capitals(text)
    for run in _runs(text):
        yield from _of_run(text, run, words, seen)


_CERTAIN = frozenset(
    """jennifer jessica michael christopher matthew joshua brandon stephanie elizabeth kimberly rebecca
    samantha nicole kathleen jonathan benjamin nathaniel alexander patricia deborah gregory brittany kevin
    brian steven thomas daniel david james robert william richard joseph anthony timothy jeffrey scott eric
    stephen andrew kenneth george donald edward ronald jason ryan jacob nicholas justin tyler melissa amanda
    laura michelle angela sarah karen nancy lisa emily ashley rachel heather megan lauren hannah olivia sophia
    isabella jose carlos luis miguel fatima ahmed mohammed natasha priya greg mike dave steve""".split()
)


def _bare(word: str) -> str:
    return re.sub(r"['’]s?$", "", word).lower()


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
    kept = [match for match in run if _bare(match.group(0)) not in _HARMLESS]
    if kept and _starts_sentence(text, run[0].start()) and kept[0] is run[0]:
        first = run[0]
        bare = _bare(first.group(0))
        certain = (
            bare in words.first_names
            or (bare in seen and bare not in _STARTERS)
            or (
                bare not in _STARTERS
                and not bare.endswith(("ing", "ly", "ed"))
                and (len(run) > 1 or bool(_NAME_VERBS.match(text, first.end())))
                and not first.group(0).isupper()
            )
            or (bare in words.doubtful_names and bool(_NAME_VERBS.match(text, first.end())))
            or first.group(0).endswith(("'s", "’s"))
            and bare not in _STARTERS
        )
        if not certain:
            kept = kept[1:]
    kept = [m for m in kept if not (m.group(0).isupper() and len(m.group(0)) > 1 and _shouted(m))]
    if not kept:
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


def _shouted(match: re.Match[str]) -> bool:
    """A whole word in capitals for emphasis: "I am NOT happy"."""
    return _bare(match.group(0)) in _STARTERS or len(match.group(0)) > 5
