"""Drafts of pages that a practice writes without a letter, to begin a column with on day one.

They are drafts: the practice makes them its own, and they pass the same checks as every page.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coachdesk.publishing.article_blocks import DEFAULT_INVITATION, empty_blocks

Words = str | Promise


@dataclass(frozen=True)
class Starter:
    """One draft: its title and the words of its blocks."""

    title: Words
    intro: Words
    answer: Words
    letter: Words = ""
    points: tuple[tuple[Words, Words], ...] = ()
    takeaways: tuple[Words, ...] = ()

    def blocks(self) -> dict[str, Any]:
        """The blocks of a new article, in the language of whoever begins it."""
        return {
            **empty_blocks(),
            "title": str(self.title),
            "intro": str(self.intro),
            "letter": str(self.letter),
            "answer": str(self.answer),
            "points": [{"title": str(title), "text": str(text)} for title, text in self.points],
            "takeaways": [str(line) for line in self.takeaways],
            "invitation": str(DEFAULT_INVITATION),
        }


STARTERS: dict[str, Starter] = {
    "how-we-work": Starter(
        _("How we answer your letters"),
        _("What happens between the moment you press send and the moment you read our answer."),
        _(
            "A person reads your letter, not a machine. Whoever takes it writes back to you alone. "
            "Nobody at home learns of it from us: mail from us names nobody and says nothing of what "
            "it is about.\n\n"
            "We do not take sides, and we do not know better than you how your life should go. We look "
            "for the next small thing that lies in your own hands."
        ),
        points=(
            (
                _("Write as you would speak"),
                _("You need no beginning and no end. Leave out names and places; we need neither."),
            ),
            (
                _("Keep the six words"),
                _(
                    "They open our answer. Nobody else can open it, and we cannot find them for you."
                ),
            ),
            (
                _("Say what may become public"),
                _(
                    "A letter is published only if you say yes to the very text, with all changed that "
                    "could point to you. A no is enough at any time."
                ),
            ),
        ),
        takeaways=(_("A person reads every letter."), _("You decide what others may read.")),
    ),
    "small-steps": Starter(
        _("Small steps back towards each other"),
        _(
            "You can begin with all of this on your own. Take one at a time, and stay at it a while."
        ),
        _(
            "When it has gone quiet between a couple, big talks are often too heavy to carry it. "
            "Small things that you do yourself, again and again, change the air in a room. Some of them "
            "will feel strange at first. Keep those that fit you."
        ),
        points=(
            (_("Look after yourself first"), _("Sleep, food, movement, one friend you can call.")),
            (_("Greet and part kindly"), _("A word at the door costs little and is noticed.")),
            (_("Listen to the end"), _("Then say in your own words what you heard.")),
            (_("Thank for something ordinary"), _("Say what it was and what it did for you.")),
            (_("Ask an open question"), _("One that cannot be answered with yes or no.")),
            (_("Stop a quarrel early"), _("Say that you need a pause and when you come back.")),
            (_("Say sorry for your part"), _("Without a but behind it.")),
            (_("Give space"), _("Let a silence be a silence.")),
            (
                _("Do something good together"),
                _("Short, cheap, and without talking about problems."),
            ),
            (_("Look back once a week"), _("What was a little better, and what did you do then?")),
        ),
        takeaways=(
            _("Begin with what is yours to do."),
            _("Small and often beats big and seldom."),
        ),
    ),
    "one-alone": Starter(
        _("Can one alone change anything?"),
        _(
            "It is the question we hear most. The short answer: not everything, but more than it seems."
        ),
        _(
            "You cannot decide for somebody else, and it is not your fault if they do not come along. "
            "But people who live together answer each other all day. When one of them answers "
            "differently, your partner hears something new.\n\n"
            "So look at the part that is yours: how you ask, how you go silent, how you come back after "
            "a quarrel. Change one thing and watch what happens for a while. If nothing moves, that "
            "is an answer too, and you will have grown steadier meanwhile."
        ),
        letter=_(
            "My partner does not want to talk to anybody about us. Is there any point in doing "
            "something on my own?"
        ),
        takeaways=(
            _("Change your own part and watch."),
            _("If you are afraid at home, talk to somebody first."),
        ),
    ),
}
