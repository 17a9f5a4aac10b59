"""The picture beside a shared link: the title on our colours, drawn on the server, no trackers."""

from __future__ import annotations

import io
import textwrap
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

SIZE = (1200, 630)
_PAPER, _INK, _BRAND, _LAMP = "#faf5ee", "#22302f", "#1f5a54", "#d9a066"


@lru_cache(maxsize=128)
def card_png(title: str) -> bytes:
    """A PNG of 1200 × 630 with the title; nothing of the letter."""
    image = Image.new("RGB", SIZE, _PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, SIZE[0], 18), fill=_BRAND)
    draw.ellipse((80, 90, 170, 180), fill=_BRAND)
    draw.pieslice((98, 108, 152, 172), 180, 360, fill=_LAMP)
    lines = textwrap.wrap(title, width=30)[:4]
    font = ImageFont.load_default(size=64)
    for number, line in enumerate(lines):
        draw.text((80, 230 + number * 84), line, font=font, fill=_INK)
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()
