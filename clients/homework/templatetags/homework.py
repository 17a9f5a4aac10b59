"""Template tags of the programs."""

from __future__ import annotations

from typing import Any

from django import template

from clients.homework.editor.forms.questionnaire import measure_name, when_asked
from clients.homework.editor.places import Place
from clients.homework.pacing import pace_words
from clients.homework.prompts import fill
from clients.homework.queries import Course

register = template.Library()
register.filter("measure_name", measure_name)
register.filter("when_asked", when_asked)


@register.simple_tag
def draft_place(kind: str, step: str, activity: str, key: str = "") -> Place:
    """A list of a draft, or a part of it, for the addresses of the editor."""
    return Place(kind, step, activity, key)


@register.filter
def partner(text: str, course: Course) -> str:
    """Put the partner's label into a program's text; the template escapes the result."""
    return fill(str(text), course.partner)


@register.filter
def pace(course: Course) -> str:
    """About how much is enough, for the step the client is at: “about one step a week”."""
    return pace_words(course.pace)


@register.filter
def any_partner(text: str, program: dict[str, Any]) -> str:
    """The same where a program is read before anybody has it: with the program's own label."""
    return fill(str(text), program["placeholders"]["partner"]["default"])
