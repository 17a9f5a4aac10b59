"""The parts of each note format, with the practice's own headings in front of the shipped ones."""

from __future__ import annotations

from django.utils.translation import gettext as _

from sessions.models import NoteFormat, NoteHeadings

Parts = list[tuple[str, str]]


def shipped_parts(note_format: str) -> Parts:
    """The headings as they come with the product (DOMAIN-1)."""
    plan = ("plan", _("Plan"))
    shipped: dict[str, Parts] = {
        NoteFormat.GIRP: [
            ("goals", _("Goals")),
            ("intervention", _("What we did")),
            ("response", _("Response")),
            ("plan", _("Next")),
        ],
        NoteFormat.SOAP: [
            ("subjective", _("Subjective")),
            ("objective", _("Objective")),
            ("assessment", _("Assessment")),
            plan,
        ],
        NoteFormat.DAP: [("data", _("Data")), ("assessment", _("Assessment")), plan],
        NoteFormat.BIRP: [
            ("behavior", _("Behavior")),
            ("intervention", _("Intervention")),
            ("response", _("Response")),
            plan,
        ],
        NoteFormat.FREE: [("body", _("Note"))],
    }
    return shipped[note_format]


def parts_of(note_format: str) -> Parts:
    """The headings in force: the practice's own where it has set some."""
    own = NoteHeadings.objects.filter(format=note_format).first()
    return [(key, heading) for key, heading in own.headings] if own else shipped_parts(note_format)


def set_headings(*, note_format: str, headings: dict[str, str]) -> None:
    """Store the practice's wording; the parts themselves stay, a blank one keeps the shipped word."""
    merged = [
        [key, headings.get(key, "").strip() or shipped]
        for key, shipped in shipped_parts(note_format)
    ]
    NoteHeadings.objects.update_or_create(format=note_format, defaults={"headings": merged})
