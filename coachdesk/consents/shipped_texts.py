"""The first version of each consent text. A new wording is a new version, never a change."""

from __future__ import annotations

from coachdesk.consents.models import ConsentKind, ConsentText
from coachdesk.consents.services import publish_text

# kind, version, title, body
TEXTS = (
    (
        ConsentKind.ANSWER,
        1,
        "A private answer",
        "The team may read and store my letter to answer it. Only the team can see it. "
        "I can ask for it to be deleted at any time.",
    ),
    (
        ConsentKind.PUBLICATION,
        1,
        "Publishing a disguised version",
        "You may publish a disguised version. We change names, places, dates and other details. "
        "People close to me might still guess. I see the page before it is public and it goes "
        "online only when I say so. I can withdraw at any time; copies others made may remain.",
    ),
    (
        ConsentKind.FOLLOW_UP,
        1,
        "A question later on",
        "The team may ask me once, later, how things went.",
    ),
    (
        ConsentKind.SERVICE,
        1,
        "Working together",
        "I want to work with this practice. I know that it is not an emergency service, that what "
        "I say stays with the team except where somebody’s life is in danger or the law demands "
        "it, and that I can stop at any time.",
    ),
    (
        ConsentKind.PRIVACY,
        1,
        "What is stored",
        "I have read what the practice stores about me, for how long, who can see it, and how I "
        "can get a copy or have it deleted.",
    ),
    (
        ConsentKind.CONTACT,
        1,
        "Contact on this channel",
        "You may reach me on this channel in the way I described. I can change this at any time.",
    ),
    (
        ConsentKind.VIDEO,
        1,
        "Video sessions",
        "We may meet by video. I will be alone and in a place where nobody listens. Nothing is "
        "recorded.",
    ),
    (
        ConsentKind.RELEASE,
        1,
        "Sharing with somebody I name",
        "You may share what I named with the person or place I named, until the day I named.",
    ),
    (
        ConsentKind.MULTI_PERSON,
        1,
        "Work with more than one person",
        "More than one person takes part. Each has an own record; the joint record is seen by all "
        "who take part.",
    ),
    (
        ConsentKind.SUPERVISION,
        1,
        "Supervision",
        "My coach’s supervisor may read my record so that the work is good. The supervisor is "
        "bound to the same silence.",
    ),
)


def load_consent_texts() -> int:
    """Publish the texts that are missing; gives how many."""
    before = ConsentText.objects.count()
    for kind, version, title, body in TEXTS:
        if not ConsentText.objects.filter(kind=kind, version__gte=version).exists():
            publish_text(kind=kind, version=version, title=title, body=body)
    return ConsentText.objects.count() - before


def shipped_texts(*kinds: str) -> dict[str, ConsentText]:
    """The newest text of each kind, in one query; a fresh installation publishes the shipped ones
    on first use."""
    rows = ConsentText.objects.filter(kind__in=kinds, locale="en").order_by("version")
    found = {text.kind: text for text in rows}
    if len(found) < len(set(kinds)):
        load_consent_texts()
        found = {text.kind: text for text in rows.all()}
    return found


def shipped_text(kind: str) -> ConsentText:
    """The newest text of a kind."""
    return shipped_texts(kind)[kind]
