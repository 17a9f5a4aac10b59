"""Rich text of private answers and article blocks: cleaned HTML, and the words a reader sees.

A value is either plain text (written without the editor, or before there was one) or HTML that
came out of ``nh3``; ``is_rich`` tells them apart. The sanitiser is the last step on save and again
before output, so that what is hashed, stored and served is its own result (SEC-40).
"""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser

import nh3
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from coachdesk.lib.text import clean_text

_CLEANER = nh3.Cleaner(
    tags={"p", "br", "strong", "em", "del", "h2", "h3", "ul", "ol", "li"}
    | {"blockquote", "a", "pre", "code", "div"},
    attributes={"a": {"href", "title"}},
    url_schemes={"http", "https", "mailto"},
    link_rel="nofollow ugc noopener noreferrer",
    # "/page" and "#part" would point somewhere else on every page the text is shown on.
    url_relative="deny",
)
_RICH = re.compile(r"<(?:p|div|h2|h3|ul|ol|blockquote|pre)>")
_DIV = re.compile(r"<div>((?:(?!</?div>).)*)</div>", re.DOTALL)
_BLOCK = re.compile(r"</?(?:p|h2|h3|ul|ol|li|blockquote|pre)>")
_EMPTY = re.compile(r"<p>(?:\s|<br>)*</p>")
_GAP = re.compile(r"(?:<br>\s*){2,}")
# Line breaks before and after each block.
_BLOCKS = {"p": 2, "div": 2, "h2": 2, "h3": 2, "ul": 2, "ol": 2, "li": 1, "blockquote": 2, "pre": 2}
_MOST_ROUNDS = 20
_MARKUP, _SHORT = 4, 2000  # HTML may be so many times as long as its words, and some more


def is_rich(value: str) -> bool:
    """Whether a stored value is HTML of our cleaner rather than plain text."""
    return _RICH.match(value) is not None


def sanitise(html: str) -> str:
    """Only the allowed elements, well formed. Cleaning the result again changes nothing."""
    # Text that came back with an error may hold what cannot be encoded; it is only shown then.
    return _CLEANER.clean(html.encode("utf-8", "replace").decode())


def _paragraphs(html: str) -> str:
    """The editor separates paragraphs by two line breaks in one division; we store paragraphs."""

    def split(match: re.Match[str]) -> str:
        if _BLOCK.search(match.group(1)):
            return match.group(1)
        parts = _GAP.split(match.group(1))
        return "".join(f"<p>{part}</p>" for part in parts if part.strip())

    return _DIV.sub(split, html)


def _canonical(html: str) -> str:
    """The one form of a text: paragraphs without divisions around them, none empty, none bare.

    Each round takes one layer of divisions away, from the inside out; the sanitiser has the last
    word in every round, and the form is found when a round changes nothing.
    """
    html = sanitise(html)
    for _round in range(_MOST_ROUNDS):
        new = _EMPTY.sub("", _paragraphs(html)).strip()
        if new and not is_rich(new):
            first = _BLOCK.search(new)
            lead = new[: first.start()] if first else new
            new = f"<p>{lead}</p>{new[len(lead) :]}"
        new = _EMPTY.sub("", sanitise(new)).strip()
        if new == html:
            break
        html = new
    return html


def clean_rich(value: str, *, max_length: int) -> str:
    """The editor's HTML as it is stored; blank when it shows no words.

    Raises ValidationError for characters that cannot be stored, or for more than ``max_length``
    visible characters.
    """
    text = clean_text(value, max_length=max_length * _MARKUP + _SHORT)
    html = _canonical(text)
    words = plain_text(html)
    if not words:
        return ""
    if len(words) > max_length:
        over = len(words) - max_length
        raise ValidationError(
            _("This is %(over)d characters too long."), code="max_length", params={"over": over}
        )
    # HTML can smuggle characters in as entities: the words have to pass the rules of text, too.
    clean_text(words, max_length=max_length)
    return html


def rich_from(*, html: str | None, plain: str, before: str, max_length: int) -> str:
    """A field's new value: the editor's HTML, or without scripts the words of the text area.

    ``before`` is the stored value. Words that did not change keep their form. Raises ValidationError.
    """
    if html is not None:
        return clean_rich(html, max_length=max_length)
    text = clean_text(plain, max_length=max_length)
    if is_rich(before) and text == plain_text(before):
        return before
    return _from_plain(text) if is_rich(text) else text


def for_editor(value: str) -> str:
    """A stored value as the editor takes it: paragraphs as lines of one division."""
    html = re.sub(r"</p>\s*<p>", "<br><br>", as_html(value))
    return sanitise(html.replace("<p>", "<div>").replace("</p>", "</div>"))


def as_html(value: str) -> str:
    """A stored value as HTML that is safe to show."""
    return sanitise(value) if is_rich(value) else _from_plain(value)


def _from_plain(text: str) -> str:
    blocks = re.split(r"\n{2,}", text.strip())
    lines = (escape(block, quote=False).replace("\n", "<br>") for block in blocks if block.strip())
    return sanitise("".join(f"<p>{line}</p>" for line in lines))


class _Pieces(HTMLParser):
    """HTML in pieces ``[markup, words]``: markup is kept as it stands, words are what is seen."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[list[str]] = []
        self._breaks = -1  # line breaks since the last word; -1 before the first

    def _gap(self, markup: str, breaks: int) -> None:
        """Keep the markup, and see to it that at least so many line breaks stand before what follows."""
        missing = max(0, breaks - self._breaks) if self._breaks >= 0 else 0
        self.pieces.append([markup, "\n" * missing])
        self._breaks += missing

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        markup = self.get_starttag_text() or ""
        if tag == "br":
            self.pieces.append([markup, "\n"])
            self._breaks += 1 if self._breaks >= 0 else 0
        else:
            self._gap(markup, _BLOCKS.get(tag, 0))

    def handle_endtag(self, tag: str) -> None:
        self._gap(f"</{tag}>", _BLOCKS.get(tag, 0))

    def handle_data(self, data: str) -> None:
        self.pieces.append(["", data])
        if data.strip():
            self._breaks = len(data) - len(data.rstrip("\n"))


def _pieces(html: str) -> list[list[str]]:
    parser = _Pieces()
    parser.feed(html)
    parser.close()
    return parser.pieces


def plain_text(value: str) -> str:
    """The words a reader sees, paragraphs apart by an empty line."""
    if not is_rich(value):
        return value
    return "".join(words for _markup, words in _pieces(value)).strip()


def replace_visible(value: str, words: str, instead: str) -> str:
    """``value`` with the visible ``words`` replaced, also where markup stands between them."""
    if not is_rich(value):
        return value.replace(words, instead)
    pieces = _pieces(value)
    seen = "".join(piece[1] for piece in pieces)
    starts, at = [], seen.find(words) if words else -1
    while at >= 0:
        starts.append(at)
        at = seen.find(words, at + len(words))
    for start in reversed(starts):
        _put(pieces, start, start + len(words), instead)
    html = "".join(markup or escape(text, quote=False) for markup, text in pieces)
    return sanitise(html)


def _put(pieces: list[list[str]], start: int, end: int, instead: str) -> None:
    """Write ``instead`` where the visible characters from ``start`` to ``end`` stand."""
    at, written = 0, False
    for piece in pieces:
        markup, text = piece
        first, last = max(start - at, 0), min(end - at, len(text))
        at += len(text)
        if markup or first >= last:
            continue
        piece[1] = text[:first] + ("" if written else instead) + text[last:]
        written = True
