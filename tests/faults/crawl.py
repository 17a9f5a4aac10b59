"""Following the links of the site as each kind of person, to open every page that has something on it."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve

from coachdesk.lib.sealed import unreadable_text

_LINK = re.compile(r"(?:href|src|hx-get|action)=\"([^\"#]+)")
_LEAVES = {"account_logout", "users:exit"}


def _route(address: str) -> str:
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return ""


def crawl(browser: Client, starts: list[str], *, each: int = 2) -> list[str]:
    """The addresses reached from ``starts`` by links, at most ``each`` of one route and query."""
    seen: dict[tuple[str, str], int] = {}
    found, waiting = [], list(starts)
    while waiting:
        address = waiting.pop(0)
        route = _route(address)
        kind = (route, re.sub(r"=[^&]*", "", urlsplit(address).query))
        if not route or route in _LEAVES or address in found or seen.get(kind, 0) >= each:
            continue
        seen[kind] = seen.get(kind, 0) + 1
        response = browser.get(address)
        if response.status_code in (301, 302):
            waiting.append(urljoin(address, response["Location"]))
            continue
        if response.status_code != 200:
            continue
        found.append(address)
        if response["Content-Type"].startswith("text/html") and not response.streaming:
            for link in _LINK.findall(response.text):
                target = urljoin(address, unescape(link))
                if target.startswith("/") and not target.startswith("/static/"):
                    waiting.append(target)
    return found


def open_all(browsers: dict[str, Client], places: dict[str, list[str]]) -> tuple[list[str], int]:
    """Open each address again: what failed, and on how many pages a placeholder stood."""
    wrong, shown = [], 0
    for name, addresses in places.items():
        browsers[name].raise_request_exception = False
        for address in addresses:
            response = browsers[name].get(address)
            if response.streaming:
                b"".join(response.streaming_content)
            else:
                shown += str(unreadable_text()).encode() in response.content
            if response.status_code >= 500:
                wrong.append(f"{name} {address}: {response.status_code}")
    return wrong, shown
