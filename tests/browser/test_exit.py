"""The way out of every page of the portal, and what “Back” shows after it (SEC-68, SEC-69)."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_portal import fill_in, named
from tests.routes import table_clients, table_homework, table_sessions

PREPARE = """
import json, uuid
from clients.homework.models import *
from clients.homework.services import propose_program
from clients.homework.homework_tasks import give_task
from clients.homework.submissions import add_log
from clients.models import Client
from clients.contact.services import lock_down
from django.urls import reverse
from django.utils import timezone
by_code = {c.code: c for c in Client.objects.select_related("user")}
dana, luis, grace = by_code["D-001"], by_code["D-002"], by_code["D-009"]
given = Assignment.objects.select_related("version", "case").get(client=dana, state="active")
actor, kept = given.case.owner, "time-together"
step = next(s for s in given.version.data["steps"] if s["key"] == kept)
activity = next(a for a in step["activities"] if a["with_partner"] == "none")
entry = add_log(assignment=given, step_key=kept, activity_key=activity["key"],
    answers={activity["log"][0]["key"]: "Tea"}, on=timezone.localdate(), user=dana.user)
task = give_task(client=dana, whose="client", text="Ring the choir", due_on=None, actor=actor)
steady = ProgramVersion.objects.get(program__slug="steady-yourself", version="1.0.0", locale="en")
offer = propose_program(case=given.case, version=steady, actor=actor)
newer = Assignment.objects.get(client=luis, offered_version__isnull=False)
lock_down(client=by_code["D-007"], actor=by_code["D-007"].user)
place = {"pk": given.pk, "step": kept}
print(json.dumps({
    "portal:step": ("Dana", reverse("portal:step", kwargs=place)),
    "portal:activity": ("Dana", reverse("portal:activity", kwargs={**place, "activity": activity["key"]})),
    "portal:entry": ("Dana", reverse("portal:entry", kwargs={"pk": given.pk, "entry": entry.pk})),
    "portal:task": ("Dana", reverse("portal:task", args=[task.pk])),
    "portal:proposal": ("Dana", reverse("portal:proposal", args=[offer.pk])),
    "portal:journal_page": ("Dana", reverse("portal:journal_page", args=[uuid.uuid4()])),
    "portal:sign": ("Dana", reverse("portal:sign", args=["video"])),
    "portal:upgrade": ("Luis", reverse("portal:upgrade", args=[newer.pk])),
    "portal:welcome": ("Viktor", reverse("portal:welcome")),
    "portal:locked": ("Hanna", reverse("portal:locked")),
}))
"""
FILES = {"portal:file", "portal:copy", "portal:download", "portal:manifest"}


def pages(live: Any) -> dict[str, tuple[str, str]]:
    """Whose page and its address, for every route of the portal that answers with a page."""
    from django.urls import reverse

    (line,) = live.manage("shell", "--no-imports", "-c", PREPARE).strip().splitlines()[-1:]
    special = json.loads(line)
    routes = [*table_clients.ROUTES, *table_homework.ROUTES, *table_sessions.ROUTES]
    names = {
        r.name
        for r in routes
        if (r.name.startswith("portal:") or r.name == "sessions:mine")
        and "client" in r.who
        and "GET" in r.methods
    }
    return {name: special.get(name) or ("Dana", reverse(name)) for name in sorted(names - FILES)}


@pytest.mark.proves("SEC-68", "SEC-69")
def test_no_page_of_the_portal_can_be_gone_back_to_after_the_way_out(live, new_page, complaints):
    """Each page once by the button and by Shift three times, in turn; then Back, then the address."""
    complaints.expect("request to a stranger")
    complaints.expect("ERR_")
    complaints.expect("401")
    page = new_page(390, 844)
    page.context.route(re.compile(r"^https://"), lambda route: route.fulfill(body="weather"))
    walked = pages(live)
    assert len(walked) > 20
    for number, (name, (who, place)) in enumerate(walked.items()):
        come_in(page, named(live, who), place)
        expect(page.locator("header [data-exit]"), name).to_be_visible()
        heading = page.locator("main h1").first.inner_text()
        leave(page, by_keys=bool(number % 2))
        until_ended(page, place)
        page.go_back()
        page.wait_for_load_state()
        assert urlsplit(page.url).path != place, f"{name}: Back leads to the page"
        assert heading not in page.locator("main").inner_text(), f"{name}: Back shows it"
        page.goto(place)
        expect(page.get_by_label("Password"), name).to_be_visible()


def come_in(page: Page, login: dict[str, str], place: str) -> None:
    """Sign in and open a page; one that asks who it is gets the password again."""
    page.goto(f"/accounts/login/?next={place}")
    fill_in(page, login)
    page.wait_for_url(re.compile(rf"{re.escape(place)}$|/accounts/reauthenticate/"))
    if "/reauthenticate/" in page.url:
        page.get_by_label("Password").fill(login["password"])
        page.get_by_label("Password").press("Enter")
        page.wait_for_url(re.compile(rf"{re.escape(place)}$"))


def leave(page: Page, *, by_keys: bool) -> None:
    """The way out, until the neutral page is there."""
    if by_keys:
        for _ in range(3):
            page.keyboard.press("Shift")
    else:
        page.locator("header [data-exit]").click()
    page.wait_for_url(re.compile(r"^https://"))


def until_ended(page: Page, place: str) -> None:
    """The way out never waits long for the server; on a busy machine the session may end later."""
    for _ in range(200):
        if page.context.request.get(place, max_redirects=0).status == 302:
            return
    raise AssertionError("the session never ended")
