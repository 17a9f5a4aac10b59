"""Template tags of the programs."""

from __future__ import annotations

from django import template

from clients.homework.prompts import fill
from clients.homework.queries import Course

register = template.Library()


@register.filter
def partner(text: str, course: Course) -> str:
    """Put the partner's label into a program's text; the template escapes the result."""
    return fill(str(text), course.partner)
