"""Walks of the top floor: a session logged by keyboard, the calendar, appointments in the portal."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Complaints, Live, PageMaker


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
    # By the skip link to the one filled button of the page.
    for key in ("Tab", "Enter", "Tab", "Tab"):
        page.keyboard.press(key)
    expect(page.get_by_role("button", name="Note for")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Did it take place?")).to_be_visible()
    expect(page.get_by_label("Goals", exact=True)).to_be_focused()
    page.keyboard.type("What to bring up first.")
    page.keyboard.press("Tab")
    page.keyboard.type("Sorted the week on paper.")
    page.keyboard.press("Tab")
    expect(page.locator("#note-save")).to_have_attribute("data-state", "saved")
    for key in ("Tab", "Tab"):
        page.keyboard.press(key)
    expect(page.get_by_label("Agreed until next time")).to_be_focused()
    page.keyboard.type("One true sentence on Sunday.")
    for key in ("Tab", "Tab", "Space"):
        page.keyboard.press(key)
    expect(page.get_by_role("radio", name="No concern")).to_be_checked()
    axe(page)
    shot(page, "sessions-note")
    for key in ("Tab", "Tab"):
        page.keyboard.press(key)
    expect(page.locator("form#note").get_by_role("button", name="Sign and close")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Signed. The note stays as it is now.")).to_be_visible()
    expect(page.get_by_text("Sorted the week on paper.")).to_be_visible()
    axe(page)
    shot(page, "sessions-signed")


def test_a_free_time_in_the_week_is_booked_by_keyboard(
    desktop: Page, live: Live, shot: Callable[[Page, str], Any], axe: Callable[[Page], None]
) -> None:
    page = desktop
    sign_in(page, live, "tomas")
    day = datetime.now(UTC).date() + timedelta(days=21)
    monday = day - timedelta(days=day.weekday())
    page.goto("/desk/calendar/")
    page.get_by_label("Go to").fill(f"{monday}")
    page.get_by_label("Go to").press("Enter")
    free = page.get_by_role("link", name=re.compile(r"^Book Wednesday .*14:00$"))
    free.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Time", exact=True)).to_have_value("14:00")
    expect(page.get_by_label("Day")).to_have_value(f"{monday + timedelta(days=2)}")
    page.get_by_label("Client").select_option(label="Luis M.")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Book it").press("Enter")
    slot = page.locator(".cal-slot", has_text="Luis M.").filter(has_text="14:00–14:50")
    expect(slot).to_be_visible()
    hour = page.locator(".cal-hours span", has_text="14:00")
    assert abs((slot.bounding_box() or {})["y"] - (hour.bounding_box() or {})["y"]) < 4
    axe(page)
    shot(page, "sessions-week")


PAGES = {
    "calendar": "/desk/calendar/",
    "list": "/desk/calendar/?view=list",
    "notes": "/desk/waiting/notes/",
    "words": "/desk/notes/lists/",
    "supervision": "/desk/waiting/supervision/",
    "hours": "/desk/calendar/hours/",
    "book": "/desk/calendar/book/",
    "attention": "/desk/waiting/",
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


def test_who_did_not_come_leaves_a_follow_up_that_says_not_to_call(
    new_page: PageMaker, live: Live, shot: Callable[[Page, str], Any], axe: Callable[[Page], None]
) -> None:
    page = new_page()
    sign_in(page, live, "priya")
    page.goto("/desk/waiting/notes/")
    page.get_by_role("link", name="Robert A.").first.click()
    expect(page.get_by_text("Never call").first).to_be_visible()
    page.get_by_role("button", name="Didn’t come").click()
    expect(page.get_by_text("A follow-up is on your list.")).to_be_visible()
    expect(page.get_by_text("Don’t call", exact=False).first).to_be_visible()
    axe(page)
    shot(page, "sessions-no-show")
    page.goto("/desk/waiting/follow-ups/")
    page.get_by_role("link", name="Robert A.").first.click()
    page.get_by_role("button", name="I followed up").click()
    expect(page.get_by_text("Followed up.")).to_be_visible()


def test_a_note_sent_back_is_corrected_by_its_coach_and_then_cosigned(
    new_page: PageMaker, live: Live, shot: Callable[[Page, str], Any], axe: Callable[[Page], None]
) -> None:
    coach = new_page()
    sign_in(coach, live, "tomas")
    coach.goto("/desk/waiting/notes/")
    coach.get_by_role("region", name="Sent back to you").get_by_role("link").first.click()
    expect(coach.get_by_text("sent back for a correction")).to_be_visible()
    coach.get_by_text("Add to this note").click()
    coach.get_by_label("Kind").select_option("correction")
    coach.get_by_label("Text", exact=True).fill("The talk was on Tuesday, not on Monday.")
    coach.get_by_label("Reason").fill("The day was noted wrongly; the client said so.")
    coach.get_by_role("button", name="Add", exact=True).click()
    expect(coach.get_by_text("The note itself stays as it was.")).to_be_visible()
    axe(coach)
    shot(coach, "sessions-corrected")
    address = coach.url
    lead = new_page()
    sign_in(lead, live, "priya")
    lead.goto(address)
    expect(lead.get_by_text("The talk was on Tuesday, not on Monday.")).to_be_visible()
    lead.get_by_role("button", name="Cosign", exact=True).click()
    expect(lead.get_by_text("Cosigned.")).to_be_visible()
    axe(lead)


def test_a_note_is_corrected_more_than_two_weeks_later_and_its_seal_still_holds(
    new_page: PageMaker,
    live: Live,
    shot: Callable[[Page, str], Any],
    axe: Callable[[Page], None],
    complaints: Complaints,
) -> None:
    complaints.expect("400")  # the reason left out
    before = live.manage("verify_notes")
    page = new_page()
    sign_in(page, live, "priya")
    page.goto("/desk/clients/")
    page.get_by_role("link", name="Dana W.").first.click()
    page.get_by_role("link", name="Sessions", exact=True).click()
    page.get_by_role("region", name="Past").get_by_role("listitem").filter(
        has=page.get_by_text("3", exact=True)
    ).get_by_role("link").click()
    begun = page.locator(".bench-bar time").get_attribute("datetime") or ""
    assert datetime.now(UTC) - datetime.fromisoformat(begun) > timedelta(days=14)
    original = page.locator("article.card").first.inner_text()
    page.get_by_text("Add to this note").click()
    page.get_by_label("Kind").select_option("correction")
    page.get_by_label("Text", exact=True).fill("She spoke of her sister, not of her mother.")
    page.get_by_role("button", name="Add", exact=True).click()
    # Without a reason nothing is added, and the words are still there.
    expect(page.get_by_label("Text", exact=True)).to_have_value(
        "She spoke of her sister, not of her mother."
    )
    axe(page)
    page.get_by_role("textbox", name="Reason").fill(
        "Mixed up when I wrote it; I found my paper notes."
    )
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("The note itself stays as it was.")).to_be_visible()
    correction = page.locator("article.card").nth(1)
    expect(correction).to_contain_text("She spoke of her sister, not of her mother.")
    expect(correction).to_contain_text("Mixed up when I wrote it; I found my paper notes.")
    words = page.locator("article.card").first.locator("p.serif").all_inner_texts()
    assert words
    assert all(text in original for text in words)
    axe(page)
    shot(page, "sessions-two-weeks-later")
    page.get_by_role("link", name="Print").click()
    expect(page.get_by_text("She spoke of her sister")).to_be_visible()
    expect(page.locator("main").get_by_text("Dana")).to_have_count(0)
    # One signed text more, and every seal holds; a voided note stays readable, struck.
    counts = [int(said.split()[0]) for said in (before, live.manage("verify_notes"))]
    assert counts[1] == counts[0] + 1
    page.goto("/desk/waiting/notes/")
    page.get_by_role("link", name="Grace O.").first.click()
    expect(page.locator("section", has_text="Voided by").locator("del").first).to_be_visible()


def test_every_field_of_the_session_page_has_an_id_of_its_own(
    new_page: PageMaker, live: Live
) -> None:
    page = new_page()
    sign_in(page, live, "priya")
    for name in ("Grace O.", "Dana W."):
        page.goto("/desk/waiting/notes/")
        page.get_by_role("link", name=name).first.click()
        ids = page.locator("main [id]").evaluate_all("rows => rows.map(row => row.id)")
        assert sorted(set(ids)) == sorted(ids)


def test_a_series_keeps_its_hour_on_the_wall_across_the_change_of_summer_time(
    new_page: PageMaker, live: Live, shot: Callable[[Page, str], Any], axe: Callable[[Page], None]
) -> None:
    page = new_page()
    sign_in(page, live, "tomas")
    page.goto("/desk/calendar/hours/")
    page.get_by_label("Your time zone").select_option("America/New_York")
    page.get_by_role("button", name="Save", exact=True).click()
    page.goto("/desk/calendar/book/?day=2027-03-08")
    page.get_by_label("Client").select_option(label="Ines K.")
    page.get_by_label("Day").fill("2027-03-08")
    page.get_by_label("Time", exact=True).fill("10:00")
    page.get_by_text("Repeat it").click()
    page.get_by_label("How often in all").fill("3")
    page.get_by_role("button", name="Book it").click()
    page.goto("/desk/calendar/?view=list&day=2027-03-08")
    expect(page.locator(".cal-slot time")).to_contain_text(["10:00–", "10:00–", "10:00–"])
    shot(page, "sessions-series")
    page.locator(".cal-slot").nth(1).get_by_role("link").click()
    page.get_by_role("link", name="Move").click()
    page.get_by_label("Time", exact=True).fill("11:30")
    page.get_by_label("This and the following").check()
    axe(page)
    page.get_by_role("button", name="Move it").click()
    page.goto("/desk/calendar/?view=list&day=2027-03-08")
    expect(page.locator(".cal-slot time")).to_contain_text(["10:00–", "11:30–", "11:30–"])
    page.locator(".cal-slot").nth(1).get_by_role("link").click()
    page.get_by_role("link", name="Move").click()
    page.get_by_label("Day").fill("2027-03-14")
    page.get_by_label("Time", exact=True).fill("02:30")
    page.get_by_label("Only this one").check()
    page.get_by_role("button", name="Move it").click()
    expect(page.get_by_text("Clocks go forward")).to_be_visible()


def test_the_desk_on_a_phone_begins_with_its_page_and_carries_its_entries_below(
    phone: Page, live: Live, axe: Callable[[Page], None]
) -> None:
    sign_in(phone, live, "priya")
    for address in ("/desk/", "/desk/clients/", "/desk/waiting/", "/accounts/2fa/"):
        phone.goto(address)
        top = phone.get_by_role("heading", level=1).bounding_box()
        assert top is not None
        assert top["y"] < 300, address
        expect(phone.locator(".desk-bar")).to_be_in_viewport()
    for address, row in (
        ("/desk/questions/", ".q"),
        ("/desk/clients/", ".client-row"),
        ("/desk/waiting/", ".desk-main li"),
    ):
        phone.goto(address)
        first = phone.locator(row).first.bounding_box()
        banner = phone.locator(".demo-banner").bounding_box()
        assert first is not None
        assert first["y"] - (banner["height"] if banner else 0) < 300, address
        axe(phone)
    phone.goto("/desk/")
    phone.locator(".desk-more summary").click()
    axe(phone)
    phone.locator(".desk-more .sheet").get_by_role("link", name="Practice").click()
    expect(phone.get_by_role("heading", level=1, name="Practice")).to_be_visible()
    expect(phone.locator(".desk-more summary.is-here")).to_be_visible()
