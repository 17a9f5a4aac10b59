"""Two hand one case over at once; on a SQLite file of its own it is run as a program by the test."""

from __future__ import annotations

import json
import threading

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402

from clients.models import CaseAssignment  # noqa: E402
from clients.people import handover  # noqa: E402
from coachdesk.users.models import Role  # noqa: E402
from tests.factories import make_client, make_staff, signed_in  # noqa: E402

WHY = "She moves to another town."


def race(door: str) -> dict[str, object]:
    """The status of both answers, whether the refused one gives the words back, and who works."""
    coach, colleagues = make_staff(), [make_staff(), make_staff()]
    case = make_client(coach, with_login=False).cases.get()
    who = coach if door == "hand-over" else make_staff(Role.OWNER)
    gate, plain = threading.Barrier(2, timeout=60), handover.hand_over
    answers: dict[str, tuple[int, bool]] = {}

    def after_both_have_read_the_case(**given):
        gate.wait()
        return plain(**given)

    def press(browser, to) -> None:
        form = {"over-person": str(to.pk), "over-reason": WHY, "over-shown": str(coach.pk)}
        answer = browser.post(f"/desk/clients/cases/{case.pk}/{door}/", form)
        answers[str(to.pk)] = (answer.status_code, WHY in answer.content.decode())
        connections.close_all()

    threads = []
    for to in colleagues:
        browser = signed_in(who)
        browser.raise_request_exception = False
        threads.append(threading.Thread(target=press, args=(browser, to)))
    handover.hand_over = after_both_have_read_the_case
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        handover.hand_over = plain
    case.refresh_from_db()
    working = CaseAssignment.objects.filter(case=case, until=None)
    return {
        "answers": sorted(answers.values()),
        "winner": answers[str(case.owner_id)][0] if str(case.owner_id) in answers else None,
        "works": [row.user_id == case.owner_id for row in working],
    }


if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    print(json.dumps([race("hand-over"), race("assign")]))
