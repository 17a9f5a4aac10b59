"""How long the caseload and the search by name take with many clients.

    .venv/bin/python -m benchmarks.names --clients 100000                              # SQLite
    .venv/bin/python -m tests.services -- .venv/bin/python -m benchmarks.names         # PostgreSQL

Works on a database of its own in a temporary folder (or the one that ``tests.services`` starts),
asks the real pages through Django's test client, as a coach, as one whose clients are the oldest,
and as the front desk, and prints the fastest, the middle and the slowest of the tries, in milliseconds, with
the number of queries.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import time
from collections.abc import Iterator

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from clients.models import Case, CaseAssignment, Client, NameKey
from clients.people.names import beginnings
from coachdesk.users.models import Role, User
from tests.factories import make_staff, signed_in

_PARTS = "an bel ca do el fa gre ha il jo ka lu mi no ol pe qui ro sa te ul vi wen xa yo zu".split()
_BATCH = 1_000


def names(count: int) -> Iterator[str]:
    """Invented names; the same every time. Some beginnings are common, as in life."""
    dice = random.Random(7)  # noqa: S311
    for _ in range(count):
        word = lambda: "".join(dice.choices(_PARTS, k=dice.randint(2, 3))).capitalize()  # noqa: E731
        yield f"{word()} {word()}"


def fill(count: int, coach: User, veteran: User, of_coach: int) -> None:
    """``count`` clients with their keys; ``of_coach`` of them, spread evenly, belong to ``coach``,
    and of the rest as many of the oldest to ``veteran``."""
    other, every = make_staff(), count // of_coach
    old = of_coach + of_coach // every
    batch: list[Client] = []
    for number, name in enumerate(names(count)):
        batch.append(Client(code=f"B-{number}", name=name, status="active"))
        if len(batch) == _BATCH or number == count - 1:
            Client.objects.bulk_create(batch)
            first = number + 1 - len(batch)
            owners = [
                coach if place % every == 0 else veteran if first + place < old else other
                for place in range(len(batch))
            ]
            cases = [
                Case(client=client, owner=owner, status="active")
                for client, owner in zip(batch, owners, strict=True)
            ]
            Case.objects.bulk_create(cases)
            CaseAssignment.objects.bulk_create(
                [CaseAssignment(case=case, user_id=case.owner_id) for case in cases]
            )
            keys = [NameKey(client=c, hash=h) for c in batch for h in sorted(beginnings(c.name))]
            NameKey.objects.bulk_create(keys, batch_size=5_000)
            batch = []


def measure(browser: Browser, address: str, tries: int) -> tuple[float, float, float, int, int]:
    """Fastest, middle and slowest milliseconds, queries, and rows on the page."""
    browser.get(address)
    took = []
    for _ in range(tries):
        began = time.perf_counter()
        page = browser.get(address)
        took.append((time.perf_counter() - began) * 1000)
    with CaptureQueriesContext(connection) as captured:
        browser.get(address)
    rows = page.content.count(b"client-row")
    return min(took), statistics.median(took), max(took), len(captured), rows


def main() -> None:
    """Fill and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=100_000)
    parser.add_argument("--of-one-coach", type=int, default=5_000)
    parser.add_argument("--tries", type=int, default=15)
    wanted = parser.parse_args()
    settings.ALLOWED_HOSTS = ["*"]
    call_command("migrate", verbosity=0)
    coach = make_staff()
    desk = make_staff(Role.FRONT_DESK)
    veteran = make_staff()
    fill(wanted.clients, coach, veteran, wanted.of_one_coach)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(f"{connection.vendor}, {wanted.clients} clients, {NameKey.objects.count()} keys")
    every = wanted.clients // wanted.of_one_coach
    full = list(names(wanted.clients))[_BATCH * (wanted.clients // _BATCH // 2) + every]
    asked = {
        "caseload": "/desk/clients/?show=all",
        "one letter": f"/desk/clients/?q={full[0]}",
        "three letters": f"/desk/clients/?q={full[:3]}",
        "first name": f"/desk/clients/?q={full.split()[0]}",
        "two beginnings": f"/desk/clients/?q={full[:2]}+{full.split()[1][:2]}",
        "whole name": f"/desk/clients/?q={full.replace(' ', '+')}",
        "nobody": "/desk/clients/?q=zzzz",
        "code": "/desk/clients/?q=B-77",
    }
    for who, user in (("coach", coach), ("oldest", veteran), ("front desk", desk)):
        browser = signed_in(user)
        for words, address in asked.items():
            fastest, middle, slowest, queries, rows = measure(browser, address, wanted.tries)
            print(
                f"{who:11}{words:16}{fastest:8.1f} ms {middle:8.1f} ms {slowest:8.1f} ms {queries:4} queries {rows:4} rows"
            )


if __name__ == "__main__":
    main()
