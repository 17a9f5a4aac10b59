"""Help numbers that ship with the product. A practice verifies them before it goes live."""

from __future__ import annotations

from coachdesk.safety.models import HelpNumber

# country (blank: everywhere), kind, label, number, note
NUMBERS = (
    ("", "emergency", "Your local emergency number", "112 or 911", "112 works in many countries"),
    ("", "crisis", "Helplines by country", "findahelpline.com", "Free, run by people"),
    ("US", "emergency", "Emergency", "911", ""),
    ("US", "violence", "National Domestic Violence Hotline", "1-800-799-7233", "Day and night"),
    ("US", "crisis", "Suicide and Crisis Lifeline", "988", "Call or text, day and night"),
    ("CA", "emergency", "Emergency", "911", ""),
    ("CA", "crisis", "Suicide Crisis Helpline", "988", "Call or text, day and night"),
    ("GB", "emergency", "Emergency", "999", ""),
    ("GB", "violence", "National Domestic Abuse Helpline", "0808 2000 247", "Day and night"),
    ("GB", "crisis", "Samaritans", "116 123", "Day and night"),
    ("AU", "emergency", "Emergency", "000", ""),
    ("AU", "violence", "1800RESPECT", "1800 737 732", "Day and night"),
    ("AU", "crisis", "Lifeline", "13 11 14", "Day and night"),
    ("DE", "emergency", "Emergency", "112", ""),
    ("DE", "crisis", "TelefonSeelsorge", "0800 111 0 111", "Day and night"),
    ("DE", "violence", "Hilfetelefon, for women", "116 016", "Day and night"),
    ("DE", "violence", "Hilfetelefon, for men", "0800 123 99 00", ""),
    ("US", "children", "Childhelp", "1-800-422-4453", "For children and teenagers"),
    ("GB", "children", "Childline", "0800 1111", "For anyone under 19"),
    ("AU", "children", "Kids Helpline", "1800 55 1800", "For ages 5 to 25"),
    ("CA", "children", "Kids Help Phone", "1-800-668-6868", "For children and teenagers"),
    ("DE", "children", "Nummer gegen Kummer", "116 111", "For children and teenagers"),
)


def shipped_numbers() -> list[HelpNumber]:
    """The shipped numbers, unsaved: shown where a practice has none, so that no page is without."""
    return [
        HelpNumber(country=country, kind=kind, label=label, number=number, note=note)
        for country, kind, label, number, note in NUMBERS
    ]


def load_help_numbers() -> int:
    """Add the numbers that are missing; what a practice changed or verified stays as it is."""
    added = 0
    for position, (country, kind, label, number, note) in enumerate(NUMBERS):
        _row, created = HelpNumber.objects.get_or_create(
            country=country,
            kind=kind,
            number=number,
            defaults={"label": label, "note": note, "position": position},
        )
        added += created
    return added
