"""Fifty book one slot at once, on a SQLite file of their own: run as a program by the test."""

from __future__ import annotations

import json
import threading
from datetime import timedelta

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402
from django.utils import timezone  # noqa: E402

from sessions.calendar import booking, slots  # noqa: E402
from tests.coaching_sessions.makers import slot_at  # noqa: E402
from tests.factories import make_client, make_staff  # noqa: E402

WORKERS = 10


def race(people: int = 50) -> dict[str, object]:
    """Who won, who was told why not, and what broke."""
    coach = make_staff()
    cases = [make_client(coach, with_login=False).cases.get() for _n in range(people)]
    slot = slot_at(timezone.now() + timedelta(days=3))
    won: list[str] = []
    told: list[str] = []
    broken: list[str] = []
    gate = threading.Barrier(WORKERS)

    def work(mine: list) -> None:
        gate.wait()
        for case in mine:
            try:
                made = booking.book(
                    case=case, coach=case.owner, slot=slot, kind="one_partner", mode="video",
                    actor=case.owner,
                )  # fmt: skip
                won.append(str(made.pk))
            except slots.Refused as refused:
                told.append(str(refused))
            except Exception as error:
                broken.append(repr(error))
        connections.close_all()

    threads = [threading.Thread(target=work, args=(cases[n::WORKERS],)) for n in range(WORKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {"won": len(won), "told": told, "broken": broken}


if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    print(json.dumps(race()))
