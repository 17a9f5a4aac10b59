"""Every route × method × persona, built from the URL resolver (TP-01)."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.routes.personas import PERSONAS, Route, make_browsers

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
TABLES = sorted(path.stem for path in Path(__file__).parent.glob("table_*.py"))
ROUTES: list[Route] = [
    route for table in TABLES for route in import_module(f"tests.routes.{table}").ROUTES
]


def routes_of(resolver: URLResolver, namespace: str = "") -> set[str]:
    found = set()
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            found |= routes_of(entry, inner)
        elif isinstance(entry, URLPattern):
            assert entry.name, f"a route without a name: {entry.pattern}"
            found.add(f"{namespace}{entry.name}")
    return found


@pytest.mark.proves("SEC-09")
def test_the_table_lists_every_route_and_no_other():
    listed = [route.name for route in ROUTES]
    assert len(listed) == len(set(listed))
    existing = routes_of(get_resolver())
    assert (existing - set(listed), set(listed) - existing) == (set(), set())


@pytest.mark.django_db
@pytest.mark.proves("SEC-09", "SEC-12", "SEC-33")
def test_each_route_answers_only_the_personas_and_methods_of_the_table():
    wrong = []
    for persona, browser in make_browsers().items():
        # The browser keeps its session even where the way out would end it.
        cookies = browser.cookies.output()
        for route in ROUTES:
            if route.name in ("users:exit", "account_logout") and cookies:
                continue
            address = reverse(route.name, kwargs=route.kwargs)
            for method in METHODS:
                response = browser.generic(method, address)
                problem = judge(route, persona, method, response)
                if problem:
                    wrong.append(f"{persona} {method} {route.name}: {problem}")
    assert not wrong, "\n".join(wrong)


def judge(route: Route, persona: str, method: str, response) -> str:
    """Why this answer is wrong, or nothing."""
    status = response.status_code
    if status >= 500:
        return f"{status}"
    if not route.methods:
        return "" if status == 404 else f"closed, yet {status}"
    if method not in route.methods:
        return "" if status == 405 else f"not a method here, yet {status}"
    if set(route.who) == set(PERSONAS):
        return ""  # a door itself: it may send on to another door
    turned_away = is_turned_away(response)
    if persona in route.who:
        return f"turned away with {status}" if turned_away else ""
    return "" if turned_away else f"let in with {status}"


def is_turned_away(response) -> bool:
    """401, 403, or sent to a door: sign-in, the six words, or the second factor."""
    if response.status_code in (401, 403):
        return True
    doors = (reverse("account_login"), reverse("mfa_activate_totp"), "/letter/?")
    place = response.headers.get("Location", "")
    return response.status_code == 302 and place.startswith(doors)


@pytest.mark.django_db
@pytest.mark.proves("SEC-29", "SEC-30")
@pytest.mark.parametrize("address", ["/accounts/login/", "/nowhere/", "/%00/", "/in/"])
def test_every_answer_carries_the_protective_headers(client, address):
    response = client.get(address)
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert "unsafe" not in response["Content-Security-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["Cache-Control"] == "no-store, private"


def test_every_persona_has_a_browser_in_the_matrix(db):
    assert set(make_browsers()) == set(PERSONAS)
