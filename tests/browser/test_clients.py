"""Clients' walks: what is safe, what is feared, who works on it, what is frozen and taken along."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect


@pytest.fixture
def looked(
    shot: Callable[[Page, str], Any], axe: Callable[[Page], None]
) -> Callable[[Page, str], None]:
    """Check a page with axe and keep its picture."""

    def look(page: Page, name: str) -> None:
        axe(page)
        shot(page, f"clients-{name}")

    return look


def named(live: Any, name: str) -> dict[str, str]:
    return next(login for login in live.logins if login["name"].startswith(name))


def sign_in(page: Page, login: dict[str, str]) -> None:
    place = "/my/me/" if login["role"] == "client" else "/desk/clients/"
    page.goto(f"/accounts/login/?next={place}")
    page.get_by_label("Email address").fill(login["email"])
    page.get_by_label("Password").fill(login["password"])
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(re.compile(rf"{place}$"))


def prove(page: Page, login: dict[str, str]) -> None:
    """Give the password again where a page asks for it."""
    if "/reauthenticate/" in page.url:
        page.get_by_label("Password").fill(login["password"])
        page.get_by_role("button", name=re.compile("Confirm|Continue|Sign in")).first.click()


def open_client(page: Page, name: str) -> None:
    page.goto(f"/desk/clients/?q={name}")
    page.get_by_role("link", name=re.compile(name)).first.click()


def test_mail_marked_unsafe_is_withheld_and_the_coach_sees_it(live, phone, new_page, looked):
    coach = new_page()
    sign_in(phone, named(live, "Noah"))
    phone.goto("/my/me/")
    looked(phone, "settings")
    phone.get_by_text("Change").first.click()
    phone.get_by_label("Never").first.check()
    phone.get_by_role("button", name="Note this").first.click()
    expect(phone.get_by_text("Noted. It counts from now on.")).to_be_visible()
    sign_in(coach, named(live, "Tomas"))
    open_client(coach, "Noah")
    expect(coach.get_by_text("No email")).to_be_visible()
    looked(coach, "overview")
    coach.get_by_role("link", name="Change").first.click()
    expect(coach.get_by_text("The person said: never on this channel.")).to_be_visible()
    looked(coach, "contact")


def test_fear_in_the_log_alerts_the_supervisor_and_shows_on_the_client(
    live, phone, new_page, looked
):
    sign_in(phone, named(live, "Dana"))
    phone.goto("/my/words/")
    looked(phone, "words")
    phone.get_by_label("What was done").check()
    phone.get_by_label("What exactly?").fill("She threw a plate and I am afraid of her at night.")
    phone.get_by_role("button", name="Note it").click()
    expect(phone.get_by_text("Noted.")).to_be_visible()
    lead = new_page()
    sign_in(lead, named(live, "Morgan"))
    lead.goto("/desk/flags/")
    expect(lead.locator("main")).to_contain_text(re.compile("words|fear|afraid", re.IGNORECASE))
    coach = new_page()
    sign_in(coach, named(live, "Priya"))
    open_client(coach, "Dana")
    expect(coach.get_by_text(re.compile("safety flag is open")).first).to_be_visible()
    looked(coach, "flagged")


def test_a_case_is_handed_over_and_the_door_closes_behind(
    live, desktop, new_page, looked, complaints
):
    complaints.expect("404")
    tomas = named(live, "Tomas")
    sign_in(desktop, tomas)
    open_client(desktop, "Hanna")
    address = desktop.url
    desktop.get_by_role("link", name="Record", exact=True).click()
    looked(desktop, "record")
    desktop.get_by_text("Hand over", exact=True).click()
    desktop.get_by_label("To whom").select_option(label="Priya Nair")
    desktop.get_by_role("button", name="Note this").first.click()
    desktop.wait_for_url(re.compile(r"/desk/clients/$"))
    desktop.goto(address)
    expect(desktop.get_by_role("heading", level=1)).not_to_contain_text("Hanna")
    other = new_page()
    sign_in(other, named(live, "Priya"))
    other.goto(address)
    expect(other.get_by_role("heading", level=1)).to_contain_text("Hanna")


def test_a_lockdown_hides_everything_until_the_word_is_typed(live, phone, new_page, looked):
    sign_in(phone, named(live, "Ines"))
    phone.goto("/my/me/")
    phone.get_by_label("A code word to open it again").fill("lighthouse keeper")
    phone.get_by_role("button", name="Freeze everything now").click()
    expect(phone.get_by_role("heading", name="Frozen")).to_be_visible()
    looked(phone, "frozen")
    phone.goto("/my/words/")
    expect(phone.get_by_label("Password")).to_be_visible()
    again = new_page(390, 844)
    again.goto("/accounts/login/?next=/my/words/")
    again.get_by_label("Email address").fill(named(live, "Ines")["email"])
    again.get_by_label("Password").fill(named(live, "Ines")["password"])
    again.get_by_role("button", name="Sign in", exact=True).click()
    expect(again.get_by_text("There is nothing to show here right now.")).to_be_visible()
    looked(again, "locked")
    again.get_by_label("Code word").fill("lighthouse keeper")
    again.get_by_role("button", name="Open").click()
    again.goto("/my/words/")
    expect(again.get_by_role("heading", name="Words and actions")).to_be_visible()


def test_a_client_takes_a_copy_of_the_own_record(live, phone, looked):
    login = named(live, "Luis")
    sign_in(phone, login)
    phone.goto("/my/data/")
    looked(phone, "record-own")
    phone.get_by_role("link", name="Make a copy").click()
    prove(phone, login)
    with phone.expect_download() as download:
        phone.get_by_role("button", name="A copy to read (PDF)").click()
    assert download.value.suggested_filename == "copy.pdf"
