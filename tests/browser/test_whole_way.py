"""One question's whole way: reader, coach, editor, client; each page looked at and checked by axe."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

LETTER = (
    "For a long while my partner has answered everything with fine. We eat, we watch something, we sleep. "
    "When I ask what is going on there is a pause and then the word again. I have started to talk to the "
    "plants. I would like to know how a person begins a conversation with somebody who has closed the shop."
)
ASKS = "How do I begin a talk with somebody who says everything is fine?"
ANSWER = (
    "You cannot open another person's door from the outside, and you can put a light on beside it. Pick one "
    "ordinary moment this week, say one true sentence about your own day, and let it be enough."
)
REWRITTEN = (
    "At home most questions get one short word for a reply. Evenings pass politely. I keep wondering how to "
    "start talking again when the other one does not seem to want to."
)


@pytest.fixture
def looked(
    shot: Callable[[Page, str], Any], axe: Callable[[Page], None]
) -> Iterator[Callable[[Page, str], None]]:
    """Check a page with axe and keep its picture."""

    found: list[str] = []

    def look(page: Page, name: str) -> None:
        shot(page, f"way-{name}")
        try:
            axe(page)
        except AssertionError as violation:
            found.append(f"{name}: {violation}")  # go on, so that one run tells about every page

    yield look
    assert found == []


def sign_in(page: Page, login: dict[str, str]) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("Email address").fill(login["email"])
    page.get_by_label("Password").fill(login["password"])
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(re.compile(r"/(desk|my)/"))


def until(page: Page, words: str, *, seconds: float = 30) -> None:
    """Load the page again until the words stand on it: a worker is at work meanwhile."""
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        if page.get_by_text(words).count():
            return
        page.reload()
    expect(page.get_by_text(words).first).to_be_visible()


def invitation_link(live: Any, *, seconds: float = 30) -> str:
    """The link of the newest invitation that has left."""
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        for mail in reversed(live.mails()):
            found = re.search(r"https?://[^\s]+(/invitation/[\w-]+/)", mail)
            if found:
                return found.group(1)
    raise AssertionError("no invitation has left")


def by_name(live: Any, name: str) -> dict[str, str]:
    return next(login for login in live.logins if login["name"].startswith(name))


def test_a_question_goes_its_whole_way(live, new_page, complaints, looked):
    live.manage(
        "shell",
        "-c",
        "from coachdesk.users.practice_settings import change_setting as c; c(name='undo_seconds', value=1, actor=None)",
    )
    phone = {"width": 390, "height": 844, "has_touch": True, "is_mobile": True}
    reader, coach, editor = new_page(**phone), new_page(), new_page()
    words = _ask(reader, looked)
    _answer(coach, by_name(live, "Priya"), looked)
    _read(reader, words, looked)
    _write_article(coach, looked)
    _second_check(editor, by_name(live, "June"), looked)
    _approve(reader, looked)
    address = _publish(editor, new_page(), looked)
    _become_client(coach, reader, looked)
    client = new_page(**phone)
    _come_in(client, coach, invitation_link(live), looked)
    _hold_session(coach, looked)
    _first_step(client, coach, looked)
    _take_offline(editor, new_page(), address, complaints)


def _ask(page: Page, looked: Callable[[Page, str], None]) -> str:
    """E1: the letter, the consents, the six words, shown once."""
    page.goto("/ask/")
    looked(page, "01-ask")
    page.locator("#id_letter").fill(LETTER)
    page.get_by_label("What do you most want answered?").fill(ASKS)
    page.get_by_label("What name shall we use for you?").fill("Linnea")
    page.locator("#id_country").select_option("US")
    page.locator("input[name=adult][value=yes]").check()
    page.locator("input[name=contact][value=mail]").check()
    page.locator("#id_address").fill("linnea.reads@example.org")
    page.locator("#id_only_i_read").check()
    page.locator("input[name=publish][value=yes]").check()
    page.locator("#id_agree").check()
    page.get_by_role("button", name="Send my letter").click()
    page.wait_for_url("**/ask/sent/")
    words = page.locator(".code-words").inner_text().strip()
    assert len(words.split()) == 6
    looked(page, "02-sent")
    return words


def _answer(page: Page, login: dict[str, str], looked: Callable[[Page, str], None]) -> None:
    """E2 and E3: the inbox with what is urgent on top; the answer, autosaved, sent."""
    sign_in(page, login)
    page.goto("/desk/questions/")
    assert page.locator(".group").first.get_by_role("heading").inner_text().startswith("Read first")
    looked(page, "03-inbox")
    page.get_by_role("link", name=ASKS).click()
    page.locator("trix-editor").first.fill(ANSWER)
    expect(page.locator("#answer-save")).to_contain_text(re.compile(r"Saved \d"), timeout=15_000)
    looked(page, "04-workbench")
    page.get_by_role("button", name="Send the answer").click()
    page.wait_for_load_state()
    until(page, "Make an article of it")


def _read(page: Page, words: str, looked: Callable[[Page, str], None]) -> None:
    """The reader comes back with the six words."""
    page.goto("/letter/")
    looked(page, "05-code")
    page.get_by_label("Your six words").or_(page.locator("#id_code")).first.fill(words)
    page.get_by_role("button", name="Open").click()
    until(page, "put a light on beside it")
    looked(page, "06-letter")


def _write_article(page: Page, looked: Callable[[Page, str], None]) -> None:
    """E4: the disguised copy beside the sealed letter, the checklist, on to the second check."""
    page.get_by_role("button", name="Make an article of it").click()
    page.locator("#b-title").fill("When everything is fine and nothing is said")
    page.locator("#b-letter").fill(REWRITTEN)
    page.locator("#b-pseudonym").fill("Oona")
    page.locator("trix-editor").first.fill(ANSWER)
    for box in page.locator("select[name^=check_]").all():
        box.select_option("absent") if box.locator(
            "option[value=absent]"
        ).count() else box.select_option(index=1)
    page.get_by_role("button", name="Save", exact=True).click()
    for _ in range(40):
        keep = page.locator("button[name=decision][value=keep]")
        if not keep.count():
            break
        form = keep.first.locator("xpath=ancestor::form")
        form.locator("input[name=reason]").first.fill(
            "Said of many homes; points to nobody in particular."
        )
        keep.first.click()
    looked(page, "07-disguise")
    page.get_by_role("button", name="Send to second check").click()
    expect(page.get_by_text("Somebody else gives the second look.")).to_be_visible()


def _second_check(page: Page, login: dict[str, str], looked: Callable[[Page, str], None]) -> None:
    sign_in(page, login)
    page.goto("/desk/articles/")
    looked(page, "08-review")
    page.get_by_role("link", name="When everything is fine and nothing is said").click()
    looked(page, "09-second-check")
    page.get_by_role("button", name="Good: show it to the writer").click()
    expect(page.get_by_text("With the writer until")).to_be_visible()


def _approve(page: Page, looked: Callable[[Page, str], None]) -> None:
    page.goto("/letter/article/")
    looked(page, "10-preview")
    page.locator("input[name=sooner]").check()
    page.get_by_role("button", name="Yes, publish exactly this").click()


def _publish(page: Page, visitor: Page, looked: Callable[[Page, str], None]) -> str:
    page.reload()
    page.get_by_role("button", name="Publish now").click()
    link = page.get_by_role("link", name="Full page")
    expect(link).to_be_visible()
    address = str(link.get_attribute("href"))
    for place in ("/", "/answers/"):
        visitor.goto(place)
        expect(
            visitor.get_by_role("link", name="When everything is fine and nothing is said").first
        ).to_be_visible()
        looked(visitor, f"11-{'home' if place == '/' else 'answers'}")
    visitor.goto(address)
    expect(visitor.get_by_text("Evenings pass politely").first).to_be_visible()
    assert visitor.context.cookies() == []
    looked(visitor, "12-article")
    return address


def _become_client(coach: Page, reader: Page, looked: Callable[[Page, str], None]) -> None:
    """E5: an offer, a yes, one action."""
    coach.goto("/desk/questions/?view=answered")
    coach.get_by_role("link", name=ASKS).click()
    coach.get_by_role("button", name="Offer to work with us").click()
    reader.goto("/letter/read/")
    form = reader.locator("form[action$='/letter/read/agree/']")
    form.locator("input[type=email]").fill("linnea.reads@example.org")
    form.locator("input[type=checkbox]").check()
    looked(reader, "13-offer")
    reader.get_by_role("button", name="Yes, invite me").click()
    coach.reload()
    coach.get_by_role("link", name="Make a client record and invite").click()
    looked(coach, "14-from-letter")
    for item in coach.locator("main form input[type=checkbox]").all():
        item.check()
    coach.get_by_role("button", name="Open client and case").click()
    coach.wait_for_url(re.compile(r"/desk/clients/[0-9a-f-]{36}/"))
    looked(coach, "15-client-new")


def _come_in(client: Page, coach: Page, link: str, looked: Callable[[Page, str], None]) -> None:
    code = re.search(r"\b(\d{6})\b", coach.locator("main").inner_text())
    assert code, "the client page shows the code that is told by voice"
    client.goto(link)
    looked(client, "16-invitation")
    client.get_by_label("Code").fill(code.group(1))
    client.get_by_label("What shall we call you?").fill("Linnea")
    client.get_by_label("Choose a password").fill("walking by the river at six")
    client.get_by_role("button", name="Come in").click()
    client.wait_for_url("**/my/welcome/")
    looked(client, "17-welcome")
    _welcome(client, looked)
    expect(client.get_by_role("heading", level=1)).to_contain_text("Linnea")
    looked(client, "19-portal-empty")


def _welcome(client: Page, looked: Callable[[Page, str], None]) -> None:
    """Safe contact first, then the two papers."""
    client.get_by_label("Yes, at any time").check()
    client.locator("input[name$=read_only_by_person]").first.check()
    client.locator("main form button.btn").first.click()
    looked(client, "18-papers")
    client.locator("input[name$=typed_name]").fill("Linnea")
    for box in client.locator("main form input[type=checkbox]").all():
        box.check()
    client.locator("main form button.btn").first.click()
    client.wait_for_url(re.compile(r"/my/$"))


def _hold_session(coach: Page, looked: Callable[[Page, str], None]) -> None:
    """E6: screening, a one-partner session with a signed note, and the program."""
    coach.reload()
    place = coach.url
    coach.goto(f"{place}safety/?ask=1")
    for answer in coach.locator("main form input[type=radio][value=no]").all():
        answer.check()
    coach.locator("#id_alone").check()
    looked(coach, "20-screening")
    coach.get_by_role("button", name="Save this talk").click()
    coach.goto(place)
    coach.get_by_role("button", name="Start the work").click()
    coach.goto(f"{place}session/")
    coach.get_by_role("button", name="Begin now").click()
    for number, part in enumerate(coach.locator("#note textarea[name^=part]").all()):
        part.fill(f"What belongs under heading {number + 1}, in plain words.")
    coach.locator("#note [name=summary]").fill(
        "A walk in the mornings, and one true sentence on Sunday."
    )
    coach.locator("#note input[name=risk]").first.check()
    expect(coach.locator("#note-save")).to_contain_text(re.compile(r"Saved \d"), timeout=15_000)
    looked(coach, "21-session")
    coach.get_by_role("button", name="Sign and close").first.click()
    expect(coach.get_by_text("Signed").first).to_be_visible()
    looked(coach, "22-signed")
    coach.goto(f"{place}homework/give/")
    coach.get_by_role("link", name="Rebuild Connection").click()
    looked(coach, "23-plan")
    coach.get_by_role("button", name="Offer it to the client").click()
    expect(coach.get_by_text("Offered. The client decides in the portal.")).to_be_visible()


def _first_step(client: Page, coach: Page, looked: Callable[[Page, str], None]) -> None:
    """E7: an activity, a reflection, an answer."""
    client.goto("/my/")
    client.get_by_role("link", name="Have a look").click()
    looked(client, "24-offer")
    client.get_by_role("button", name="Yes, I’d like to start").click()
    looked(client, "25-today")
    client.get_by_role("link", name="Open today’s step").click()
    looked(client, "26-step")
    client.get_by_role("link", name="Something for me").click()
    client.get_by_label("What I did").fill("A walk by the river before the house woke up")
    looked(client, "27-activity")
    client.get_by_role("button", name="Note it").click()
    box = client.get_by_label(re.compile("What did you learn about yourself"))
    box.fill("I breathe differently when I am outside.")
    expect(client.locator("#step-save")).to_contain_text(re.compile(r"Saved \d"), timeout=15_000)
    client.reload()
    expect(box).to_have_value("I breathe differently when I am outside.")
    client.get_by_role("button", name="I’ve practiced this; hand it in").click()
    expect(client.get_by_text("Handed in.")).to_be_visible()
    coach.goto("/desk/")
    expect(coach.get_by_text("Start with yourself").first).to_be_visible()
    looked(coach, "28-today-desk")
    coach.locator(".todo li", has_text="Linnea handed in a step").get_by_role("link").first.click()
    expect(coach.get_by_text("I breathe differently when I am outside.")).to_be_visible()
    looked(coach, "28-review")
    coach.get_by_label("Your answer").fill("You noticed where you breathe. Keep that hour.")
    coach.get_by_role("button", name="Send the answer").click()
    coach.goto("/desk/clients/")
    coach.get_by_role("link", name="Linnea").first.click()
    expect(coach.get_by_text("Handed in “Start with yourself”").first).to_be_visible()
    looked(coach, "29-client")
    client.goto("/my/")
    expect(client.get_by_text("You noticed where you breathe. Keep that hour.")).to_be_visible()
    looked(client, "30-answered")


def _take_offline(editor: Page, visitor: Page, address: str, complaints: Any) -> None:
    """Withdrawn is gone for everybody."""
    editor.get_by_label("Why?").fill("A test of taking an article offline, by the editor.")
    editor.get_by_role("button", name="Take it offline now").click()
    complaints.expect("410")
    answer = visitor.goto(address)
    assert answer is not None
    assert answer.status == 410
