"""What must hold before an article goes on: checklist, found details, overlaps, recognisability."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from coachdesk.consents.models import ConsentKind
from coachdesk.consents.services import has_consent
from coachdesk.lib.sealed import keyed_hash
from coachdesk.publishing.article_blocks import text_of
from coachdesk.publishing.disguise import find_details, overlaps, recognisability
from coachdesk.publishing.models import Article, Decision, DetailDecision
from coachdesk.questions.models import Question, QuestionState
from coachdesk.safety.services import open_flags
from coachdesk.users.practice_settings import practice_setting

# DOMAIN-9. Each is answered removed, changed or not present.
CHECKLIST: dict[str, Any] = {
    "names": _lazy("Names"),
    "places": _lazy("Places, down to the state"),
    "dates": _lazy("Dates and days, other than the year"),
    "contact": _lazy("Phone, fax, email, web and network addresses"),
    "numbers": _lazy("Numbers of records, accounts, insurance, licenses, cars, devices"),
    "pictures": _lazy("Pictures, voices, other unique marks"),
    "ages": _lazy("Exact ages"),
    "work": _lazy("Job and employer"),
    "children": _lazy("Number, sex and age of children"),
    "marriage": _lazy("Length of the marriage"),
    "origin": _lazy("Faith or origin, if rare"),
    "events": _lazy("Rare events and illnesses"),
    "sequence": _lazy("The order of dates"),
    "quotes": _lazy("Word-for-word quotes and pet phrases"),
    "holidays": _lazy("Holidays and family events"),
    "partner": _lazy("Anything the partner or a boss would recognize"),
    "others": _lazy("Other people named"),
}
ANSWERS = (
    ("not_present", _lazy("Not present")),
    ("changed", _lazy("Changed")),
    ("removed", _lazy("Removed")),
)


@dataclass(frozen=True)
class Finding:
    """One found detail of the article's text, and what was decided about it."""

    mark: str
    kind: str
    words: str
    suggestion: str
    kept_because: str = ""

    @property
    def open(self) -> bool:
        return not self.kept_because


@dataclass(frozen=True)
class Check:
    """Everything that stands between an article and the next step, in plain words."""

    findings: list[Finding]
    recognised: int
    recognisable: int
    reasons: list[str]
    answered: int

    @property
    def passes(self) -> bool:
        return not self.reasons

    @property
    def open_findings(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.open]


def mark_of(kind: str, words: str) -> str:
    """Under which a decision about these words is found again."""
    return keyed_hash("disguise", f"{kind}:{words.casefold()}")


def findings_of(article: Article, letter: str) -> list[Finding]:
    """Details in the article's text and runs of the letter's words, with decisions to keep."""
    kept = {
        decision.mark: decision.reason
        for decision in DetailDecision.objects.filter(article=article, decision=Decision.KEEP)
    }
    text = text_of(article.blocks)
    pseudonym = str(article.blocks.get("pseudonym", "")).casefold()
    found: dict[str, Finding] = {}
    rows: list[tuple[str, str, str]] = [(d.kind, d.words, d.suggestion) for d in find_details(text)]
    rows += [("overlap", o.words, "") for o in overlaps(text, letter)]
    for kind, words, suggestion in rows:
        mark = mark_of(kind, words)
        if words.casefold() != pseudonym and mark not in found:
            found[mark] = Finding(mark, kind, words, suggestion, kept.get(mark, ""))
    return list(found.values())


def consent_problems(question: Question) -> list[str]:
    """Why this letter may not be published at all, from the records below (never from a copy)."""
    problems = []
    if not question.adult:
        problems.append(_("Letters from people under 18 are never published."))
    if question.state == QuestionState.WITHDRAWN:
        problems.append(_("The writer has withdrawn the letter."))
    if not has_consent(question.pk, ConsentKind.PUBLICATION):
        problems.append(_("The writer has not agreed to publishing."))
    if open_flags(question.pk).exists():
        problems.append(_("A safety flag is open. A supervisor clears it first."))
    return problems


def letter_of(article: Article) -> str:
    """The letter behind an article; blank for one by the team."""
    return article.question.letter if article.question is not None else ""


def problems_of(article: Article) -> list[str]:
    """Why an article may not go on whatever its text: its writer's consent, where it has a writer."""
    return consent_problems(article.question) if article.question is not None else []


def check(article: Article) -> Check:
    """The whole check of an article as it is now (SEC-75); by the team or from a letter alike."""
    letter = letter_of(article)
    findings = findings_of(article, letter)
    facts = recognisability(letter, text_of(article.blocks))
    answers = article.checklist or {}
    answered = sum(1 for item in CHECKLIST if answers.get(item) in dict(ANSWERS))
    reasons = problems_of(article)
    if article.by_team:
        if not article.blocks.get("title") or not article.blocks.get("answer"):
            reasons.append(_("The title and the text are both needed."))
    elif not article.blocks.get("answer") or not article.blocks.get("letter"):
        reasons.append(_("The letter and the answer are both needed."))
    if answered < len(CHECKLIST):
        reasons.append(_("Answer every line of the checklist."))
    still_open = sum(1 for finding in findings if finding.open)
    if still_open:
        reasons.append(_("Found details are still open: %(n)d.") % {"n": still_open})
    needed = min(int(practice_setting("change_at_least")), facts.total)
    if facts.changed < needed:
        reasons.append(
            _("Change at least %(n)d facts that only the two of them know.") % {"n": needed}
        )
    return Check(findings, len(facts.kept), facts.total, reasons, answered)
