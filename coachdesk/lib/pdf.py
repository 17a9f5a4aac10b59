"""PDF copies, made on the server from our own text, in a font that knows most European letters."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import XPos, YPos

FONTS = Path(__file__).parent / "fonts"
_SANS = "DejaVu"

# The font library tells of each table it leaves out; nobody needs to read that.
logging.getLogger("fontTools").setLevel(logging.ERROR)


class Paper:
    """A plain document that grows downwards: titles, texts, and lines with an amount at the right."""

    def __init__(self, title: str) -> None:
        self._page = FPDF(format="Letter")
        self._page.set_title(title)
        self._page.set_margin(22)
        self._page.add_font(_SANS, fname=FONTS / "DejaVuSans.ttf")
        self._page.add_font(_SANS, style="B", fname=FONTS / "DejaVuSans-Bold.ttf")
        self._page.add_page()

    def _write(self, text: str, *, size: float, height: float, bold: bool = False) -> None:
        self._page.set_font(_SANS, style="B" if bold else "", size=size)
        self._page.multi_cell(0, height, text, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def title(self, text: str) -> None:
        """The large line on top."""
        self._write(text, size=18, height=10)

    def heading(self, text: str) -> None:
        """A bold line with some air above it."""
        self.gap(4)
        self._write(text, size=10, height=6, bold=True)

    def text(self, text: str) -> None:
        """A paragraph; line breaks stay."""
        self._write(text, size=10, height=5.6)

    def row(self, text: str, amount: str, *, bold: bool = False) -> None:
        """A text at the left and its amount at the right edge; long texts wrap."""
        self._page.set_font(_SANS, style="B" if bold else "", size=10)
        top, width = self._page.get_y(), 40
        room = self._page.epw - width
        self._page.multi_cell(room, 6, text, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        bottom = max(self._page.get_y(), top + 6)
        # A text that filled the page up goes on on the next: its amount stands beside its end.
        self._page.set_xy(
            self._page.l_margin + room, top if bottom > top else self._page.get_y() - 6
        )
        self._page.cell(width, 6, amount, align="R", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self._page.set_y(max(self._page.get_y(), bottom))

    def rule(self) -> None:
        """A thin line across."""
        y = self._page.get_y() + 2
        self._page.line(self._page.l_margin, y, self._page.l_margin + self._page.epw, y)
        self.gap(4)

    def gap(self, millimetres: float) -> None:
        """Empty space."""
        self._page.ln(millimetres)

    def as_bytes(self) -> bytes:
        """The finished file."""
        return bytes(self._page.output())


def make_pdf(title: str, parts: Iterable[tuple[str, str]]) -> bytes:
    """A plain document: a title, then parts of a heading (may be empty) and a text."""
    paper = Paper(title)
    paper.title(title)
    for heading, text in parts:
        if heading:
            paper.heading(heading)
        else:
            paper.gap(4)
        paper.text(text)
    return paper.as_bytes()
