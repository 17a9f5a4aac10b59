"""Every country by its two-letter code (ISO 3166-1), named in the language of whoever reads."""

from __future__ import annotations

from django_countries import countries

# Offered first: the countries with help numbers that ship, and where letters come from most.
COMMON = tuple(
    "US CA GB AU AT BE BR DK FI FR DE IN IE IL IT JM JP KE MX NL NZ NG NO PK PH PL PT SG ZA ES SE CH AE".split()
)


def country_name(code: str) -> str:
    """The country's name; the code itself where the standard has none for it, such as XK."""
    return countries.name(code) or code


def common_countries() -> list[tuple[str, str]]:
    """Code and name of the countries that are offered first, in their fixed order."""
    return [(code, country_name(code)) for code in COMMON]


def other_countries() -> list[tuple[str, str]]:
    """Code and name of all others, by name."""
    return [(code, name) for code, name in countries if code not in COMMON]
