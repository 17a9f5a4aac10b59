"""Topics that ship with the product; a practice renames or adds its own."""

from __future__ import annotations

from coachdesk.questions.models import Topic

TOPICS = (
    ("apart-under-one-roof", "Apart under one roof", "Still living together, no longer close."),
    ("silence", "Silence", "When one of you has stopped talking."),
    ("after-an-affair", "After an affair", "Trust, proof, and the long time after."),
    ("counseling-alone", "Counseling alone", "When only one of you comes."),
    ("starting-with-yourself", "Starting with yourself", "What is yours to change."),
    ("children-in-the-middle", "Children in the middle", "What they see, and what they need."),
    ("deciding-to-leave", "Deciding to leave", "Staying, going, and not knowing yet."),
    ("is-this-abuse", "Is this abuse?", "When care feels like control."),
    ("grief-and-worry", "Grief and worry", "Loss, anxiety and low days in a couple."),
    ("families", "Families", "Parents, in-laws and grown children."),
)


def load_topics() -> int:
    """Add the topics that are missing; gives how many."""
    if Topic.objects.exists():
        return 0
    Topic.objects.bulk_create(
        Topic(slug=slug, name=name, intro=intro, position=position)
        for position, (slug, name, intro) in enumerate(TOPICS)
    )
    return len(TOPICS)
