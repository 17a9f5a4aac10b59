"""PDF copies, made on the server from our own text."""

from __future__ import annotations

from collections.abc import Iterable

from fpdf import FPDF
from fpdf.enums import XPos, YPos

# The built-in fonts know Latin letters only; typographic signs get their plain twins.
_PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "..."})


def _latin(text: str) -> str:
    return text.translate(_PLAIN).encode("latin-1", "replace").decode("latin-1")


def make_pdf(title: str, parts: Iterable[tuple[str, str]]) -> bytes:
    """A plain document: a title, then parts of a heading and a text."""
    page = FPDF(format="Letter")
    page.set_title(_latin(title))
    page.set_margin(22)
    page.add_page()
    page.set_font("Times", size=20)
    page.multi_cell(0, 10, _latin(title), new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    for heading, text in parts:
        page.ln(4)
        if heading:
            page.set_font("Helvetica", style="B", size=11)
            page.multi_cell(0, 6, _latin(heading), new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        page.set_font("Helvetica", size=11)
        page.multi_cell(0, 5.6, _latin(text), new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    return bytes(page.output())
