"""Template tags for the look: icons from the sprite and links of a navigation."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django import template
from django.template.context import Context
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_info, gettext

from coachdesk.lib import charts
from coachdesk.lib.rich_text import as_html, for_editor, plain_text
from coachdesk.lib.word_diff import Piece

register = template.Library()

# The first sign found decides: Edge and Opera call themselves Chrome, Chrome calls itself Safari,
# Android calls itself Linux.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)

SPRITE = "vendor/lucide-1.62.0/icons.svg"


@register.simple_tag
def icon(name: str, hue: str = "") -> SafeString:
    """A drawing from the sprite, hidden from screen readers: the words beside it say the same.

    `hue` adds a class such as "is-rose". Names stand in .ci/icons.txt.
    """
    return format_html(
        '<svg class="icon{}" aria-hidden="true"><use href="{}#{}"/></svg>',
        f" {hue}" if hue else "",
        static(SPRITE),
        name,
    )


@register.inclusion_tag("components/_nav_link.html", takes_context=True)
def nav_link(
    context: Context,
    view_name: str,
    icon_name: str,
    label: str,
    *,
    section: str = "",
    count: int | None = None,
    hot: bool = False,
    dot: object = None,
) -> dict[str, Any]:
    """One entry of a navigation, marked when the open page belongs to it.

    `section` is the beginning of the view names that belong to the entry ("clients:"); without it
    only the page itself does. `count` says how much waits there, `hot` that it should not wait long;
    `dot` shows only that something is new.
    A page that this installation does not have makes no entry.
    """
    try:
        url = reverse(view_name)
    except NoReverseMatch:
        url = ""
    request = context.get("request")
    match = getattr(request, "resolver_match", None)
    here = match.view_name if match else ""
    if here == view_name:
        current = "page"
    elif section and here.startswith(section):
        current = "true"
    else:
        current = ""
    return {
        "url": url,
        "icon": icon_name,
        "label": label,
        "current": current,
        "count": count,
        "hot": hot,
        "dot": bool(dot),
    }


@register.filter
def steps(total: int) -> range:
    """1 to `total`, to draw a path of that many steps."""
    return range(1, total + 1)


@register.filter
def json_script_ld(data: dict[str, Any]) -> SafeString:
    """Structured data for machines: an inert block, never run; `<`, `>` and `&` are escaped."""
    text = json.dumps(data, ensure_ascii=False).translate(
        {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}
    )
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308


@register.filter
def rich(value: str) -> SafeString:
    """A private answer or an article block as HTML: the sanitiser runs here, last (SEC-40)."""
    return mark_safe(as_html(value or ""))  # noqa: S308


@register.filter
def rich_for_editor(value: str) -> str:
    """The same for the editor's field, as an ordinary escaped attribute."""
    return for_editor(value or "")


@register.filter
def rich_words(value: str) -> str:
    """Only its words, for the text area of a browser without scripts."""
    return plain_text(value or "")


@register.simple_tag
def word_diff(pieces: Iterable[Piece]) -> SafeString:
    """Two wordings as one text: what is gone in ``<del>``, what is new in ``<ins>``.

    A tag, because the text keeps its line breaks: a template would add its own.
    """
    forms = {"new": "<ins>{}</ins>", "gone": "<del>{}</del>", "same": "{}"}
    return format_html_join("", "{}", ((format_html(forms[p.kind], p.text),) for p in pieces))


@register.simple_tag
def marked_words(runs: Iterable[Any]) -> SafeString:
    """A paragraph of runs with ``text`` and ``why``; those with a reason are marked and say it."""
    marked = '<mark class="id is-open" title="{why}">{text}<span class="vh"> ({why})</span></mark>'
    return format_html_join(
        "",
        "{}",
        ((format_html(marked, text=r.text, why=r.why) if r.why else r.text,) for r in runs),
    )


@register.filter
def language(code: str) -> str:
    """A language by its name: "de" becomes "German"; a code that nobody knows stays as it is."""
    try:
        return gettext(get_language_info(code)["name"])
    except KeyError:
        return code


@register.filter
def device(user_agent: str) -> str:
    """Browser and system in words, for the list of places where somebody is signed in."""
    browser = next((name for sign, name in _BROWSERS if sign in user_agent), "")
    system = next((name for sign, name in _SYSTEMS if sign in user_agent), "")
    if browser and system:
        return gettext("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or gettext("A browser we don’t know")


register.simple_tag(charts.line, name="chart_line")
register.simple_tag(charts.spark, name="chart_spark")
register.simple_tag(charts.table, name="chart_table")
register.simple_tag(charts.trail, name="chart_trail")
