"""Steps of published programs, for the advice points of a private answer."""

from __future__ import annotations

from django.core.cache import caches
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clients.homework.models import ProgramVersion, VersionState
from coachdesk.questions.program_steps import ProgramStep

_KEEP_SECONDS = 60


def published_steps() -> list[ProgramStep]:
    """The steps of the newest published version of each program; kept for a minute."""
    key = f"homework:advice:{get_language()}"
    kept: list[ProgramStep] | None = caches["speed"].get(key)
    if kept is None:
        rows = (
            ProgramVersion.objects.filter(state=VersionState.PUBLISHED)
            .order_by("title", "-published_at")
            .values_list("pk", "program__slug", "title", "data")[:50]
        )
        found: dict[str, ProgramStep] = {}
        for pk, slug, program, data in rows:
            url = reverse("homework:program", args=[pk])
            for step in data["steps"]:
                ref, title = f"{slug}:{step['key']}", str(step["title"])
                title = title.replace("{partner}", _("the partner"))
                found.setdefault(ref, ProgramStep(ref, program, title, url))
        kept = list(found.values())
        caches["speed"].set(key, kept, _KEEP_SECONDS)
    return kept
