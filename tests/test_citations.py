"""Rules are cited by id, and every id that is cited stands in the documents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = (".ci", "benchmarks", "clients", "coachdesk", "docs", "sessions", "templates", "tests")
ENDINGS = {".py", ".html", ".js", ".css", ".md", ".yaml", ".yml", ".toml", ".sh", ""}
NOT_OURS = {"vendor", "__pycache__", "fonts"}

RULES = "docs/security-rules.md"
DOMAIN = "docs/domain.md"
ARCHITECTURE = "docs/architecture.md"
DOCUMENT = {"SEC": RULES, "REL": RULES, "TP": RULES, "ARCH": ARCHITECTURE, "DOMAIN": DOMAIN}

ID = re.compile(r"\b(SEC|REL|TP|ARCH|DOMAIN)-([A-Z]?\d+[a-z]?)\b")
_PREFIX = r"\b(?:SEC|REL|TP|ARCH|DOMAIN)"
_BARE = r"\b(?:ARCHITECTURE|SECURITY|STACK|STYLE|DESIGN|TERMS)"
OTHER_FORMS = [
    re.compile(form)
    for form in (
        rf"{_PREFIX}-[A-Z]?\d+[a-z]?(?:,| and| or| to|/|–|\.\.+) ?\d",  # a number without prefix
        rf"{_PREFIX}[ _.]?\d",
        r"\bDOMAIN\b(?!-[A-Z]?\d)(?! *=)",
        r"[“\"]Settled|\bSettled[”\"]? *\d",
        rf"{_BARE}(?:\.md\b| +(?:section|rule|[“\"]|\d))",
        rf"\({_BARE}\)",
        r"\bdesign +[“\"]",
        r"\b(?i:security|domain|style|design|architecture) guide\b",
    )
]


def points_of(domain: str) -> set[str]:
    """The codes in the first column of the table of DOMAIN-4: A12, B3."""
    section = domain.partition('<a id="domain-4"')[2].partition('<a id="domain-5"')[0]
    cells = re.findall(r"^\| ([^|]+) \|", section, flags=re.M)
    return {code for cell in cells for code in re.findall(r"\b[AB]\d+\b", cell)}


def known_ids() -> set[str]:
    """Every id that a document defines."""
    rules, domain, architecture = (
        (ROOT / name).read_text(encoding="utf-8") for name in (RULES, DOMAIN, ARCHITECTURE)
    )
    sections = re.findall(r'^## <a id="domain-(\d+)"></a>DOMAIN-\1 ', domain, flags=re.M)
    return {
        *re.findall(r"\*\*((?:SEC|REL|TP)-\d+[a-z]?)\*\*", rules),
        *re.findall(r"\*\*(ARCH-\d+)\b", architecture),
        *(f"DOMAIN-{number}" for number in sections),
        *(f"DOMAIN-{code}" for code in points_of(domain)),
    }


def problems(line: str, known: set[str]) -> Iterator[str]:
    """What is wrong with the citations of one line, in words."""
    for found in ID.finditer(line):
        if found[0] not in known:
            yield f"{found[0]} does not stand in {DOCUMENT[found[1]]}"
    for form in OTHER_FORMS:
        for found in form.finditer(line):
            yield f"“{found[0]}”: cite ids, each in full, such as SEC-12 or DOMAIN-8"


def our_files() -> Iterator[Path]:
    """Every file of the repository that may cite a rule."""
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            parts = set(path.relative_to(ROOT).parts)
            if path.suffix in ENDINGS and not parts & NOT_OURS and path.is_file():
                yield path
    yield from (p for p in sorted(ROOT.glob("*.*")) if p.suffix in ENDINGS and p.is_file())


def test_every_cited_rule_stands_in_the_documents():
    known = known_ids()
    wrong = [
        f"{path.relative_to(ROOT)}:{number}: {problem}"
        for path in our_files()
        if path != Path(__file__).resolve()  # names wrong forms on purpose
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        for problem in problems(line, known)
    ]
    assert not wrong, "\n".join(["citations to mend:", *wrong])


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("(SEC-12, REL-04; DOMAIN-8 and DOMAIN-A12)", []),
        ("what a setting named SESSION_COOKIE_DOMAIN holds", []),
        ("(SEC-999)", ["SEC-999 does not stand in docs/security-rules.md"]),
        ("(REL-99b)", ["REL-99b does not stand in docs/security-rules.md"]),
        ("(TP-99)", ["TP-99 does not stand in docs/security-rules.md"]),
        ("DOMAIN-77", ["DOMAIN-77 does not stand in docs/domain.md"]),
        ("DOMAIN-A99", ["DOMAIN-A99 does not stand in docs/domain.md"]),
        ("ARCH-99", ["ARCH-99 does not stand in docs/architecture.md"]),
    ],
)
def test_an_id_without_a_rule_is_named_with_its_document(line: str, wanted: list[str]):
    assert list(problems(line, known_ids())) == wanted


@pytest.mark.parametrize(
    "line",
    [
        "(SEC-49, 50)",
        "(SEC-49 to 52)",
        "SEC 12",
        "(DOMAIN section 8)",
        "(DOMAIN 8)",
        "own acts only (DOMAIN)",
        'ARCHITECTURE "Settled" 4',
        "(Settled 13)",
        "(ARCHITECTURE)",
        "SECURITY section 2",
        "see DESIGN.md",
        "STYLE section 4",
        'design "Messages"',
        "the rules of the security guide",
    ],
)
def test_any_other_form_of_citation_is_refused(line: str):
    assert list(problems(line, known_ids()))


def test_programs_cover_points_that_exist():
    points = points_of((ROOT / DOMAIN).read_text(encoding="utf-8"))
    unknown = [
        f"{path.name}, step {step['key']}: {code}"
        for path in sorted((ROOT / "clients/homework/programs").glob("*.yaml"))
        for step in yaml.safe_load(path.read_text(encoding="utf-8"))["steps"]
        for code in step["covers"]
        if code not in points
    ]
    assert unknown == []


def test_documents_name_only_files_that_exist():
    gone = []
    for path in (*sorted((ROOT / "docs").rglob("*.md")), *sorted(ROOT.glob("[CR]*.md"))):
        text = path.read_text(encoding="utf-8")
        links = re.findall(r"\]\(([^)#:\s]+)\)", text)
        named = re.findall(rf"`((?:{'|'.join(FOLDERS)})/[\w./-]+)`", text)
        places = [*(path.parent / link for link in links), *(ROOT / name for name in named)]
        gone += [f"{path.relative_to(ROOT)}: {place}" for place in places if not place.exists()]
    assert gone == []
