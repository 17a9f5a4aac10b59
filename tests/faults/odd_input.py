"""Odd requests made from the route table and from the forms of the demo."""

from __future__ import annotations

import base64
import json
import random
import re
from dataclasses import dataclass, field
from html import unescape
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urljoin, urlsplit

from django.db import transaction
from django.test import Client
from django.urls import Resolver404, resolve, reverse

TABLES = sorted(Path(__file__).parent.parent.glob("routes/table_*.py"))
ROUTES = [r for t in TABLES for r in import_module(f"tests.routes.{t.stem}").ROUTES if r.methods]
FORM = "application/x-www-form-urlencoded"
DEEP = "[" * 3000
_HALF = '{"id": "\\ud800", "type": "public-key", "rawId": "\\udfff", "response": {}}'
# Values as bytes of a form body, already quoted.
VALUES = {
    "NUL": "a%00b",
    "controls": "%01%02%1b%7f%c2%85",
    "invalid UTF-8": "%ff%fe%c3%28",
    "half a pair": "%ed%a0%80",
    "half a pair in JSON": quote(_HALF),
    "deep JSON": quote(DEEP),
    "odd JSON": quote('{"response": [], "rawId": 1, "id": null, "type": {}}'),
    "long number in JSON": "%7B%22a%22%3A" + "9" * 5000 + "%7D",
    "long number": "9" * 30,
    "very long number": "9" * 5000,
    "not a number": "%C2%B2",
    "negative": "-1",
    "infinite": "Infinity",
    "date": "0001-01-01",
    "last date": "9999-12-31T23:59:59Z",
    "blank": "",
    "bidi": "%E2%80%AE%E2%81%A6x",
    "text": "%7B%7B%207%20%7D%7D%27%20OR%201%3D1",
}
CHARSETS = ("unicode_escape", "utf-16", "hex", "idna", "raw_unicode_escape", "no-such", "utf-7")
NUMBERS = ("0", "99999999999999999999", "9" * 400, "2147483648", "13", "00", "9999")
HEADERS = (
    {"Accept-Language": "x" * 5000},
    {"Cookie": "sessionid=\x80\xff; csrftoken=%00"},
    {"X-Forwarded-For": "\xff, ::1%eth0, 999.1.1.1"},
    {"HX-Request": "\xff"},
    {"If-Modified-Since": "Mon, 99 Foo 99999 99:99:99 GMT", "If-None-Match": '"\xff'},
    {"Range": "bytes=9-1,0-,-"},
)


def cursors() -> list[str]:
    """Odd values for ``?page=``."""
    plain = [
        DEEP,
        '{"n": 1}',
        '["n"]',
        '["n", [], {}]',
        '["n", 1, 2]',
        '["n", "x", "y"]',
        '[["n"], "a", "b"]',
        "NaN",
        *(
            json.dumps(["n", moment, key])
            for moment in ("0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "2020-01-01")
            for key in ("00000000-0000-4000-8000-000000000000", "9" * 30, "9" * 5000)
        ),
    ]
    return [base64.urlsafe_b64encode(text.encode()).decode().rstrip("=") for text in plain] + [
        "%00",
        "é",
        "====",
        "/w",
    ]


@dataclass
class Ask:
    """One odd request; ``note`` says what is odd about it."""

    persona: str
    method: str
    address: str
    note: str
    body: str = ""
    kind: str = FORM
    headers: dict[str, str] = field(default_factory=dict)

    def send(self, browser: Client) -> int:
        """The status of the answer."""
        browser.raise_request_exception = False
        more: dict[str, Any] = {"headers": self.headers} if self.headers else {}
        response = browser.generic(
            self.method, self.address, self.body.encode("latin-1"), content_type=self.kind, **more
        )
        return int(response.status_code)


def from_table() -> list[Ask]:
    """Each route by its table row: odd numbers, cursors, charsets, headers, methods, fields."""
    asks = []
    for route in ROUTES:
        persona = route.who[-1] if len(route.who) < 11 else "anonymous"
        address = reverse(route.name, kwargs=route.kwargs)
        post = "POST" if "POST" in route.methods else "GET"
        for name, value in (route.kwargs or {}).items():
            if str(value).isdigit():
                for number in NUMBERS:
                    odd = reverse(route.name, kwargs={**(route.kwargs or {}), name: number})
                    asks.append(Ask(persona, "GET", odd, f"{name}={number[:20]}"))
        if "GET" in route.methods:
            asks += [
                Ask(persona, "GET", f"{address}?page={c}", f"page {c[:20]}") for c in cursors()
            ]
            asks += [
                Ask(persona, "GET", f"{address}?{name}={value}", f"?{name}={note}")
                for name in ("q", "find", "from", "day", "next", "state")
                for note, value in VALUES.items()
                if len(value) < 4000
            ]
        for charset in CHARSETS:
            kind = f"{FORM}; charset={charset}"
            asks.append(Ask(persona, post, address, charset, r"text=\ud800%5Cud800", kind))
        for headers in HEADERS:
            asks.append(Ask(persona, post, address, str(headers)[:30], headers=headers))
        for kind in ("application/json", "multipart/form-data", "multipart/form-data; boundary=x"):
            asks.append(Ask(persona, post, address, kind, "--x\r\nnothing", kind))
        for method in ("PUT", "PROPFIND", "HEAD", "\x7f"):
            asks.append(Ask(persona, method, address, f"method {method!r}"))
    return asks


_FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.DOTALL)
_NAME = re.compile(r"<(?:input|textarea|select|button)\b[^>]*?\bname=\"([^\"]+)\"")
_FIELD = re.compile(r"<input\b[^>]*>")


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf"\b{name}=\"([^\"]*)\"", tag)
    return unescape(found[1]) if found else ""


def forms_of(persona: str, address: str, page: str) -> list[Ask]:
    """Each field of each form on a page with each odd value; the other fields as they stand."""
    asks = []
    for attributes, inside in _FORM.findall(page):
        method = _attribute(f" {attributes}", "method").upper() or "GET"
        target = urljoin(address, _attribute(f" {attributes}", "action") or address)
        stand = {
            _attribute(tag, "name"): _attribute(tag, "value")
            for tag in _FIELD.findall(inside)
            if _attribute(tag, "name")
        }
        for name in dict.fromkeys(_NAME.findall(inside)):
            if name == "csrfmiddlewaretoken" or "logout" in target or "/exit" in target:
                continue
            rest = urlencode({key: value for key, value in stand.items() if key != name})
            for note, value in VALUES.items():
                body = f"{rest}&{quote(name)}={value}"
                where, sent = (f"{target}?{body}", "") if method == "GET" else (target, body)
                asks.append(Ask(persona, method, where, f"{name}: {note}", sent))
    return asks


def from_forms(browsers: dict[str, Client], places: dict[str, list[str]]) -> list[Ask]:
    """Each field of each form that these people meet, once a route and name."""
    asks: dict[tuple[str, str, str], Ask] = {}
    for persona, addresses in places.items():
        for address in addresses:
            page = browsers[persona].get(address)
            if page.streaming or not page.headers.get("Content-Type", "").startswith("text/html"):
                continue
            for ask in forms_of(persona, address, page.text):
                try:
                    route = resolve(urlsplit(ask.address).path).view_name
                except Resolver404:
                    continue
                asks.setdefault((route, ask.method, ask.note), ask)
    return list(asks.values())


def sample(asks: list[Ask], count: int) -> list[Ask]:
    """The same few of them each time."""
    return random.Random(20_24).sample(asks, min(count, len(asks)))


def send_all(asks: list[Ask], browsers: dict[str, Client]) -> list[str]:
    """Send them; what was answered with a failure."""
    wrong = []
    for ask in asks:
        with transaction.atomic():  # what one of them changes or ends, the next finds again
            status = ask.send(browsers[ask.persona])
            transaction.set_rollback(True)
        if status >= 500:
            wrong.append(f"{ask.persona} {ask.method} {ask.address[:90]} ({ask.note}): {status}")
    return wrong
