"""Every route without a database, as a program of its own: prints what answered otherwise than 503.

Run by test_database_away.py with ``DATABASE_URL`` at a port where nobody listens.
"""

from __future__ import annotations

import json
import logging
import sys
from importlib import import_module
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402

WORDS = "Words that took an hour to find"
TABLES = sorted(Path(__file__).parent.parent.glob("routes/table_*.py"))


def main() -> None:
    """Ask for each route with and without a session, by each of its methods."""
    logging.disable(logging.CRITICAL)
    strangers, calm, lost = [], set(), []
    routes = [
        route
        for table in TABLES
        for route in import_module(f"tests.routes.{table.stem}").ROUTES
        if route.methods
    ]
    for cookie in ("", "s" * 32):
        browser = Client(raise_request_exception=False)
        if cookie:
            browser.cookies[settings.SESSION_COOKIE_NAME] = cookie
        for route in routes:
            address = reverse(route.name, kwargs=route.kwargs)
            for method in route.methods:
                sent = {"data": {"text": WORDS}} if method == "POST" else {}
                response = getattr(browser, method.lower())(address, **sent)
                if response.status_code != 503:
                    if response.status_code >= 500:
                        strangers.append([method, route.name, bool(cookie), response.status_code])
                    if cookie:
                        calm.add(route.name)
                    continue
                if response.headers.get("Retry-After") != "5":
                    strangers.append([method, route.name, "no Retry-After"])
                if method == "POST" and WORDS not in response.text:
                    lost.append(route.name)
    json.dump({"wrong": strangers, "calm": sorted(calm), "lost": lost}, sys.stdout)


if __name__ == "__main__":
    main()
