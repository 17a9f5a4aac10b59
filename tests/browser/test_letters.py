"""The readers' desk and the column in a real browser: danger at night, duplicates, and every way back."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

CALM = (
    "We have been together for a long while and lately the evenings are silent. I cook, we eat, and "
    "then each of us looks at a screen. How do I begin to talk again?"
)
URGENT = "Last night he choked me and I could not breathe. I am afraid of what he does next."
ANSWER = (
    "Say one plain sentence about your own day at supper, and let that be enough for this week."
)
DISGUISED = "At home the talk has stopped. We pass each other politely. What could a first step be?"
PHONE = {"width": 390, "height": 844, "has_touch": True, "is_mobile": True}
Look = Callable[[Page, str], None]
_SIGNED_IN: dict[str, Any] = {}


@pytest.fixture
def looked(
    shot: Callable[[Page, str], Any], axe: Callable[[Page], None]
) -> Iterator[Callable[[Page, str], None]]:
    """Keep a picture of a page and check it with axe; tells about all pages at the end."""
    found: list[str] = []

    def look(page: Page, name: str) -> None:
        shot(page, f"letters-{name}")
        try:
            axe(page)
        except AssertionError as violation:
            found.append(f"{name}: {violation}")

    yield look
    assert found == []


@pytest.fixture(autouse=True)
def _no_undo_window(live: Any) -> None:
    live.manage(
        "shell",
        "-c",
        "from coachdesk.users.practice_settings import change_setting as c; c(name='undo_seconds', value=0, actor=None)",
    )


def sign_in(page: Page, live: Any, name: str) -> Page:
    """Come in as one of the demo people; the first sign-in of each serves all tests of the run."""
    if name in _SIGNED_IN:
        page.context.add_cookies(_SIGNED_IN[name])
        page.goto("/desk/questions/")
        if "/desk/" in page.url:
            return page
    login = next(one for one in live.logins if one["name"].startswith(name))
    page.goto("/accounts/login/")
    page.get_by_label("Email address").fill(login["email"])
    page.get_by_label("Password").fill(login["password"])
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(re.compile(r"/desk/"))
    _SIGNED_IN[name] = page.context.cookies()
    return page


def ask(page: Page, text: str, name: str, *, publish: bool = True) -> str:
    """Send a letter through the form; gives the six words."""
    page.goto("/ask/")
    page.locator("#id_letter").fill(text)
    page.locator("#id_pseudonym").fill(name)
    page.locator("#id_country").select_option("US")
    page.locator("input[name=adult][value=yes]").check()
    page.locator("input[name=contact][value=code]").check()
    if publish:
        page.locator("input[name=publish][value=yes]").check()
    page.locator("#id_agree").check()
    # The form counts as filled by hand after three seconds.
    page.wait_for_timeout(3100)
    page.get_by_role("button", name="Send my letter").click()
    page.wait_for_url("**/ask/sent/")
    return page.locator(".code-words").inner_text().strip()


def open_letter(page: Page, words: str) -> None:
    page.goto("/letter/")
    page.locator("#id_code").fill(words)
    page.get_by_role("button", name="Open").click()
    page.wait_for_url("**/letter/read/")


def answer(page: Page, name: str, *, article: bool = True) -> None:
    page.goto("/desk/questions/")
    row = page.locator(".q", has_text=f"“{name}”")
    row.locator(".gist a").click()
    page.locator("trix-editor").first.fill(ANSWER)
    page.get_by_role("button", name="Send the answer").click()
    if article:
        expect(page.get_by_role("button", name="Make an article of it")).to_be_visible()


def disguise(page: Page, title: str) -> None:
    page.get_by_role("button", name="Make an article of it").click()
    page.locator("#b-title").fill(title)
    page.locator("#b-letter").fill(DISGUISED)
    for box in page.locator("select[name^=check_]").all():
        box.select_option("changed")
    page.get_by_role("button", name="Save", exact=True).click()
    keep = page.locator("button[name=decision][value=keep]")
    for _n in range(30):
        if not keep.count():
            break
        form = keep.first.locator("xpath=ancestor::form")
        form.locator("input[name=reason]").fill("Said of many homes; points to nobody.")
        keep.first.click()
    page.get_by_role("button", name="Send to second check").click()
    expect(page.get_by_text("Somebody else gives the second look.")).to_be_visible()


def publish(
    reader: Page, coach: Page, editor: Page, live: Any, name: str, title: str
) -> tuple[str, str]:
    """A letter's whole way to the public page; gives the six words and the address."""
    words = ask(reader, CALM, name)
    sign_in(coach, live, "Priya")
    answer(coach, name)
    disguise(coach, title)
    sign_in(editor, live, "June")
    editor.goto("/desk/articles/")
    editor.get_by_role("link", name=title).click()
    editor.get_by_role("button", name="Good: show it to the writer").click()
    open_letter(reader, words)
    reader.goto("/letter/article/")
    reader.locator("input[name=sooner]").check()
    reader.get_by_role("button", name="Yes, publish exactly this").click()
    editor.reload()
    editor.get_by_role("button", name="Publish now").click()
    address = editor.get_by_role("link", name="Full page").get_attribute("href")
    return words, str(address)


def test_an_urgent_letter_at_night_gets_help_at_once_and_waits_on_top_for_a_supervisor(
    live: Any, new_page: Any, looked: Look
) -> None:
    reader, coach, lead = (
        new_page(**PHONE, color_scheme="dark"),
        new_page(),
        new_page(color_scheme="dark"),
    )
    reader.goto("/ask/")
    help_now = reader.locator(".help-now")
    expect(help_now).to_be_hidden()
    reader.locator("input[name=safe_at_home][value=no]").check()
    expect(help_now).to_be_visible()
    looked(reader, "urgent-ask")
    ask(reader, URGENT, "Ottilie")
    expect(reader.get_by_text("Somebody can talk with you now:")).to_be_visible()
    looked(reader, "urgent-sent")
    sign_in(coach, live, "Tomas")
    coach.goto("/desk/questions/")
    expect(coach.locator("h1")).to_be_visible()
    assert coach.locator(".q", has_text="“Ottilie”").count() == 0
    sign_in(lead, live, "Priya")
    lead.goto("/desk/questions/")
    row = lead.locator(".group.is-risk .q", has_text="“Ottilie”")
    expect(row).to_be_visible()
    row.locator(".gist a").click()
    expect(lead.get_by_text("This letter is held")).to_be_visible()
    assert lead.get_by_role("button", name="Send the answer").count() == 0
    lead.goto("/desk/flags/")
    looked(lead, "urgent-flags")
    lead.locator(".q .gist a").first.click()
    lead.get_by_role("button", name="I take care of it").click()
    expect(lead.get_by_text("Acknowledged").first).to_be_visible()
    looked(lead, "urgent-flag")


def test_two_letters_that_ask_the_same_are_answered_by_one_article(
    live: Any, new_page: Any, looked: Look
) -> None:
    reader, coach, editor = new_page(), new_page(), new_page()
    _words, address = publish(reader, coach, editor, live, "Odile", "A first step at supper")
    words = ask(reader, CALM, "Beatriz")
    ask(reader, CALM, "Sabine")
    coach.goto("/desk/questions/")
    for name in ("Beatriz", "Sabine"):
        coach.locator(".q", has_text=f"“{name}”").locator("input[name=chosen]").check()
    bar = coach.locator("[data-bulk]")
    expect(bar).to_contain_text("2")
    looked(coach, "inbox-chosen")
    bar.locator("input[name=article]").fill(address)
    bar.get_by_role("button", name="Answer with this").click()
    expect(coach.get_by_text("Done for 2 letters.")).to_be_visible()
    open_letter(reader, words)
    reader.get_by_role("link", name="Read the answer").click()
    expect(reader.get_by_role("heading", name="A first step at supper")).to_be_visible()
    looked(reader, "article")


def test_a_comment_that_guesses_who_the_writer_is_never_appears(
    live: Any, new_page: Any, looked: Look
) -> None:
    editor, visitor = new_page(), new_page(**PHONE)
    visitor.goto("/answers/")
    visitor.locator(".letters a[href^='/answers/']").first.click()
    visitor.wait_for_url(re.compile(r"/answers/[\w-]+/"))
    address = visitor.url
    looked(visitor, "article-phone")
    visitor.get_by_role("link", name="Add your own experience").click()
    looked(visitor, "comment")
    visitor.locator("#id_body").fill("I know who she is, she works at the school in Dayton.")
    visitor.get_by_role("button", name="Send to our moderators").click()
    expect(visitor.get_by_text("A person reads your comment before it appears.")).to_be_visible()
    sign_in(editor, live, "June")
    editor.goto("/desk/comments/")
    card = editor.locator("main .card", has_text="the school in Dayton")
    expect(card.get_by_text("Guesses who the writer is")).to_be_visible()
    looked(editor, "comments")
    card.get_by_label("Reason").fill("It guesses who the writer is.")
    card.get_by_role("button", name="Don’t show").click()
    expect(editor.get_by_text("the school in Dayton")).to_have_count(0)
    visitor.goto(address)
    expect(visitor.get_by_role("heading", level=1)).to_be_visible()
    assert visitor.get_by_text("Dayton").count() == 0


def test_the_second_reader_sends_back_and_the_note_reaches_the_author(
    live: Any, new_page: Any
) -> None:
    reader, coach, editor = new_page(), new_page(), new_page()
    ask(reader, CALM, "Runa")
    sign_in(coach, live, "Priya")
    answer(coach, "Runa")
    disguise(coach, "The cups by the sink")
    sign_in(editor, live, "June")
    editor.goto("/desk/articles/")
    editor.get_by_role("link", name="The cups by the sink").click()
    editor.get_by_label("Why?").fill("The supper still sounds like one home.")
    editor.get_by_role("button", name="Send back with a note").click()
    coach.reload()
    expect(coach.get_by_text("The supper still sounds like one home.")).to_be_visible()
    expect(coach.get_by_role("button", name="Send to second check")).to_be_visible()
    reader.goto("/answers/")
    assert reader.get_by_text("The cups by the sink").count() == 0


def test_the_writer_says_too_close_and_the_author_reads_why(
    live: Any, new_page: Any, looked: Look
) -> None:
    reader, coach, editor = new_page(**PHONE), new_page(), new_page()
    words = ask(reader, CALM, "Wren")
    sign_in(coach, live, "Priya")
    answer(coach, "Wren")
    disguise(coach, "The quiet table")
    sign_in(editor, live, "June")
    editor.goto("/desk/articles/")
    editor.get_by_role("link", name="The quiet table").click()
    editor.get_by_role("button", name="Good: show it to the writer").click()
    open_letter(reader, words)
    reader.get_by_role("link", name="Read it and decide").click()
    looked(reader, "preview")
    reader.locator("#id_reason").fill("The screens are too close to us.")
    reader.get_by_role("button", name="Don’t publish this").click()
    looked(reader, "letter")
    coach.reload()
    expect(coach.get_by_text("The screens are too close to us.")).to_be_visible()
    expect(coach.get_by_role("button", name="Send to second check")).to_be_visible()


def test_consent_withdrawn_takes_a_cached_page_offline_within_a_minute(
    live: Any, new_page: Any, complaints: Any, looked: Look
) -> None:
    complaints.expect("410")
    reader, coach, editor, visitor = new_page(), new_page(), new_page(), new_page()
    _words, address = publish(reader, coach, editor, live, "Nell", "What the silence asks")
    first = visitor.goto(address)
    assert first is not None
    seconds = int(re.search(r"max-age=(\d+)", first.headers["cache-control"]).group(1))  # type: ignore[union-attr]
    assert seconds <= 60
    known = {"If-None-Match": first.headers.get("etag", "*"), "Cache-Control": "max-age=0"}
    reader.goto("/letter/read/")
    reader.get_by_role("button", name="No, keep it between us after all").click()
    withdrawn = time.monotonic()
    # Whoever holds a copy asks whether it still stands: the answer is "gone", never "not changed".
    assert visitor.request.get(address, headers=known).status == 410
    while True:
        again = visitor.goto(address)
        assert again is not None
        if again.status == 410:
            break
        assert time.monotonic() - withdrawn < 60
        visitor.wait_for_timeout(1000)
    looked(visitor, "gone")
    visitor.goto("/search/?q=silence+asks")
    assert visitor.get_by_role("link", name="What the silence asks").count() == 0


def test_words_typed_before_the_editor_has_loaded_stay_and_are_saved(
    live: Any, new_page: Any
) -> None:
    reader, coach = new_page(), new_page()
    ask(reader, CALM, "Ines")
    sign_in(coach, live, "Priya")
    coach.goto("/desk/questions/")
    address = coach.locator(".q", has_text="“Ines”").locator(".gist a").get_attribute("href")
    held: list[Any] = []
    script = re.compile(r"trix.*\.js")
    coach.route(script, lambda route: held.append(route))
    with coach.expect_request(script):
        coach.goto(str(address), wait_until="commit")
    coach.locator("textarea#a").fill("First <line>.\nSecond line.")
    for route in held:
        route.continue_()
    coach.unroute(script)
    expect(coach.locator("trix-editor")).to_have_text("First <line>.Second line.")
    expect(coach.locator("#answer-save")).to_contain_text(re.compile(r"Saved \d"), timeout=15_000)
    coach.reload()
    expect(coach.locator("trix-editor")).to_have_text("First <line>.Second line.")
