"""PDF copies: every European name stays itself, and an amount stands beside its text."""

from __future__ import annotations

import contextlib
import re
import zlib

from coachdesk.lib.pdf import Paper, make_pdf


def characters(pdf: bytes) -> set[str]:
    """The characters that the file's fonts can be read back to (its ToUnicode tables)."""
    found: set[str] = set()
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        with contextlib.suppress(zlib.error):
            stream = zlib.decompress(stream)
        text = stream.decode("latin-1")
        for _code, char in re.findall(r"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]{4,8})>", text):
            found.add(bytes.fromhex(char).decode("utf-16-be"))
    return found


def test_letters_of_other_alphabets_stay_themselves():
    pdf = make_pdf("Łukasz", [("Żółć", "Дана – Ωμέγα “quoted” …")])
    assert pdf.startswith(b"%PDF-")
    assert {"Ł", "Ż", "ł", "Д", "Ω", "“", "…"} <= characters(pdf)
    assert "?" not in characters(pdf)


def test_long_texts_and_many_rows_make_several_pages():
    paper = Paper("Invoice")
    for number in range(80):
        paper.row(f"Row {number} " + "with words " * 20, f"{number}.00 USD")
    assert len(re.findall(rb"/Type /Page\b", paper.as_bytes())) > 2
