"""Walks of the top floor: a session logged by keyboard, the calendar, appointments in the portal."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Live, PageMaker


def sign_in(page: Page, live: Live, who: str) -> None:
    login = next(entry for entry in live.logins if entry["email"].startswith(f"{who}@"))
    page.goto("/accounts/login/")
    page.get_by_label("Email address").fill(login["email"])
    page.get_by_label("Password").fill(login["password"])
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(re.compile(r"/(desk|my)/"))


def test_a_session_is_logged_from_today_by_keyboard_alone(
    desktop: Page,
    live: Live,
    shot: Callable[[Page, str], Any],
    axe: Callable[[Page], None],
) -> None:
    page = desktop
    sign_in(page, live, "priya")
    page.goto("/desk/")
    expect(page.get_by_role("heading", name="Your day")).to_be_visible()
    page.wait_for_load_state("networkidle")
    axe(page)
    shot(page, "sessions-today")
    page.get_by_role("button", name="Note for").press("Enter")
    expect(page.get_by_text("Did it take place?")).to_be_visible()
    goals = page.get_by_label("Goals", exact=True)
    goals.focus()
    page.keyboard.type("What to bring up first.")
    page.keyboard.press("Tab")
    page.keyboard.type("Sorted the week on paper.")
    page.keyboard.press("Tab")
    expect(page.locator("#note-save")).to_have_attribute("data-state", "saved")
    page.get_by_label("Agreed until next time").focus()
    page.keyboard.type("One true sentence on Sunday.")
    page.get_by_role("radio", name="No concern").focus()
    page.keyboard.press("Space")
    axe(page)
    shot(page, "sessions-note")
    page.locator("form#note").get_by_role("button", name="Sign and close").press("Enter")
    expect(page.get_by_text("Signed. The note stays as it is now.")).to_be_visible()
    expect(page.get_by_text("Sorted the week on paper.")).to_be_visible()
    axe(page)
    shot(page, "sessions-signed")


PAGES = {
    "calendar": "/desk/calendar/",
    "list": "/desk/calendar/?view=list",
    "notes": "/desk/notes/",
    "words": "/desk/notes/lists/",
    "supervision": "/desk/supervision/",
    "hours": "/desk/calendar/hours/",
    "book": "/desk/calendar/book/",
    "attention": "/desk/attention/",
}


@pytest.mark.parametrize(("width", "height", "scheme"), [(1280, 900, "light"), (390, 844, "dark")])
def test_the_pages_of_the_floor_are_sound_on_desk_and_phone(
    new_page: PageMaker,
    live: Live,
    shot: Callable[[Page, str], Any],
    axe: Callable[[Page], None],
    width: int,
    height: int,
    scheme: str,
) -> None:
    page = new_page(width, height, color_scheme=scheme)
    sign_in(page, live, "priya")
    for name, address in PAGES.items():
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        axe(page)
        shot(page, f"sessions-{name}-{width}")


def test_a_client_asks_for_a_time_and_the_money_pages_are_sound(
    new_page: PageMaker,
    live: Live,
    shot: Callable[[Page, str], Any],
    axe: Callable[[Page], None],
) -> None:
    page = new_page(390, 844)
    sign_in(page, live, "dana")
    page.goto("/my/appointments/")
    axe(page)
    shot(page, "sessions-mine")
    page.get_by_role("button", name="Ask for this time").click()
    expect(page.get_by_text("Your coach will answer")).to_be_visible()
    desk = new_page()
    sign_in(desk, live, "june")
    desk.goto("/desk/money/")
    axe(desk)
    desk.get_by_role("link", name="Dana W.").first.click()
    expect(desk.get_by_text("7 of 10 sessions used")).to_be_visible()
    axe(desk)
    shot(desk, "sessions-money")
