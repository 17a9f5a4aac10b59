"""The portal on a phone: cut connections, lost sessions, two devices, the way out, both programs."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

PAGES = {
    "today": "/my/",
    "path": "/my/steps/",
    "check-in": "/my/check-in/",
    "messages": "/my/messages/",
    "journal": "/my/pages/",
    "words": "/my/words/",
    "sorter": "/my/sorter/",
    "goals": "/my/goals/",
    "documents": "/my/documents/",
    "record": "/my/data/",
    "settings": "/my/me/",
    "home-screen": "/my/me/home/",
    "safety": "/my/safety/",
}
SAVED = re.compile(r"Saved \d")
PHONE = {"has_touch": True, "is_mobile": True, "device_scale_factor": 2}


def named(live: Any, name: str) -> dict[str, str]:
    return next(login for login in live.logins if login["name"].startswith(name))


def sign_in(page: Page, login: dict[str, str], place: str = "/my/") -> None:
    page.goto(f"/accounts/login/?next={place}")
    fill_in(page, login)
    page.wait_for_url(re.compile(rf"{re.escape(place)}$"))


def fill_in(page: Page, login: dict[str, str]) -> None:
    page.get_by_label("Email address").fill(login["email"])
    page.get_by_label("Password").fill(login["password"])
    page.get_by_role("button", name="Sign in", exact=True).click()


def open_step(page: Page) -> Any:
    """Today's step; gives its first box for words."""
    page.goto("/my/")
    page.get_by_role("link", name="Open today’s step").click()
    page.wait_for_load_state()
    return page.locator("form[data-autosave] textarea").first


def end_session(page: Page) -> None:
    """What the server's clock does after a while: the session is over, the page is still open."""
    page.context.clear_cookies(name=re.compile("sessionid"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_accessible_and_has_the_way_out(live, new_page, shot, axe, scheme):
    page = new_page(390, 844, color_scheme=scheme, **PHONE)
    sign_in(page, named(live, "Dana"))
    found = []
    for name, place in PAGES.items():
        page.goto(place)
        expect(page).to_have_title("Notes")
        expect(page.locator("header [data-exit]")).to_be_visible()
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        if wide:
            found.append(f"{name} scrolls sideways")
        shot(page, f"portal-{scheme}-{name}")
        try:
            axe(page)
        except AssertionError as violation:
            found.append(f"{name}: {violation}")
    open_step(page)
    shot(page, f"portal-{scheme}-step")
    axe(page)
    page.locator("a.tick").first.click()
    shot(page, f"portal-{scheme}-activity")
    axe(page)
    assert found == []


def test_a_cut_connection_says_so_and_loses_nothing(live, phone, complaints):
    complaints.expect("ERR_INTERNET_DISCONNECTED")
    sign_in(phone, named(live, "Luis"))
    box = open_step(phone)
    state = phone.locator("#step-save")
    phone.context.set_offline(True)
    box.fill("Written on a train, in a tunnel.")
    expect(state).to_contain_text("Not saved yet", timeout=15_000)
    expect(box).to_have_value("Written on a train, in a tunnel.")
    phone.context.set_offline(False)
    phone.get_by_role("button", name="Try again").click()
    expect(state).to_contain_text(SAVED)
    phone.reload()
    expect(box).to_have_value("Written on a train, in a tunnel.")
    kept = phone.evaluate("localStorage.length + sessionStorage.length")
    assert kept == 0


def test_a_session_that_ends_while_writing_loses_nothing(live, phone, complaints):
    login = named(live, "Luis")
    sign_in(phone, login)
    box = open_step(phone)
    end_session(phone)
    complaints.expect("401")
    complaints.expect("403")
    box.fill("The clock ran out on this sentence.")
    expect(phone.locator("#step-save")).to_contain_text("you are signed out", timeout=15_000)
    with phone.context.expect_page() as opened:
        phone.get_by_role("link", name="Sign in").click()
    fill_in(opened.value, login)
    opened.value.wait_for_url(re.compile(r"/my/"))
    opened.value.close()
    phone.get_by_role("button", name="Try again").click()
    expect(phone.locator("#step-save")).to_contain_text(SAVED)
    phone.reload()
    expect(box).to_have_value("The clock ran out on this sentence.")


def test_two_devices_at_once_lose_nothing(live, new_page, complaints):
    complaints.expect("409")
    login = named(live, "Luis")
    one, two = new_page(390, 844), new_page(390, 844)
    sign_in(one, login)
    sign_in(two, login)
    here, there = open_step(one), open_step(two)
    here.fill("Words from the first phone.")
    expect(one.locator("#step-save")).to_contain_text(SAVED, timeout=15_000)
    there.fill("Words from the second phone.")
    expect(two.locator("#step-save")).to_contain_text("saved this meanwhile", timeout=15_000)
    two.get_by_role("button", name=re.compile("Save")).last.click()
    expect(two.get_by_text("This was saved on another device meanwhile.")).to_be_visible()
    expect(two.get_by_text("Words from the first phone.")).to_be_visible()
    expect(there).to_have_value("Words from the second phone.")
    two.get_by_role("button", name=re.compile("Save")).last.click()
    expect(two.get_by_text("Saved.", exact=True)).to_be_visible()


def test_after_a_refusal_the_words_are_saved_when_one_has_signed_in_again(
    live, new_page, complaints
):
    complaints.expect("409")
    complaints.expect("401")
    complaints.expect("403")
    login = named(live, "Luis")
    one, two = new_page(390, 844), new_page(390, 844)
    sign_in(one, login)
    sign_in(two, login)
    here, there = open_step(one), open_step(two)
    place = two.url
    here.fill("Saved by the first phone.")
    expect(one.locator("#step-save")).to_contain_text(SAVED, timeout=15_000)
    there.fill("Refused on the second phone.")
    expect(two.locator("#step-save")).to_contain_text("saved this meanwhile", timeout=15_000)
    expect(two.get_by_role("link", name="Open the newest version")).to_have_attribute(
        "href", place.removeprefix(live.url)
    )
    two.get_by_role("button", name=re.compile("Save")).last.click()
    expect(two.get_by_text("This was saved on another device meanwhile.")).to_be_visible()
    assert two.url != place
    end_session(two)
    there.fill("Written after the refusal, signed out.")
    expect(two.locator("#step-save")).to_contain_text("you are signed out", timeout=15_000)
    with two.context.expect_page() as opened:
        two.get_by_role("link", name="Sign in").click()
    fill_in(opened.value, login)
    opened.value.wait_for_url(re.compile(r"/my/"))
    opened.value.close()
    two.get_by_role("button", name="Try again").click()
    expect(two.locator("#step-save")).to_contain_text(SAVED)
    two.goto(place)
    expect(there).to_have_value("Written after the refusal, signed out.")


MOVE = """
from clients.homework.models import Assignment
from clients.homework.services import move_assignment
row = Assignment.objects.get(client__code="D-001", state={now!r})
move_assignment(assignment=row, to={to!r}, actor=row.case.owner)
"""


def test_words_typed_while_the_step_is_paused_stay_and_are_saved_when_it_goes_on(
    live, phone, complaints
):
    complaints.expect("409")
    sign_in(phone, named(live, "Dana"))
    box = open_step(phone)
    shell(live, MOVE.format(now="active", to="paused"))
    box.fill("The kettle, the window, the quiet.")
    state = phone.locator("#step-save")
    expect(state).to_contain_text("Not saved. Your words are still on this page.", timeout=15_000)
    expect(state).to_contain_text("You will not lose your place.")
    expect(box).to_have_value("The kettle, the window, the quiet.")
    shell(live, MOVE.format(now="paused", to="active"))
    phone.get_by_role("button", name="Try again").click()
    expect(state).to_contain_text(SAVED)


def test_the_check_in_works_without_scripts_and_leaves_out_what_is_not_chosen(live, new_page):
    page = new_page(390, 844, java_script_enabled=False)
    sign_in(page, named(live, "Mei"))
    page.goto("/my/check-in/")
    expect(page.locator("input[type=range]").first).to_be_hidden()
    page.locator("input[name=own_contentment][value='7']").check()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Sent. Thank you")).to_be_visible()
    expect(page.locator("input[name=own_contentment][value='7']")).to_be_checked()
    expect(page.locator("input[name=own_effort][value='']")).to_be_checked()


def test_an_untouched_slider_says_nothing(live, phone):
    sign_in(phone, named(live, "Noah"))
    phone.goto("/my/check-in/")
    sliders = phone.locator("[data-slider]")
    expect(sliders.first).to_have_attribute("data-slider", "unset")
    sliders.first.get_by_role("button", name=re.compile("One more")).click()
    expect(sliders.first).to_have_attribute("data-slider", "set")
    phone.get_by_role("button", name="Send").click()
    expect(phone.get_by_text("Sent. Thank you")).to_be_visible()
    expect(sliders.first).to_have_attribute("data-slider", "set")
    expect(sliders.nth(1)).to_have_attribute("data-slider", "unset")


PROGRAMS = ("rebuild-connection", "steady-yourself")
PREPARE = """
from datetime import timedelta
from django.utils import timezone
from clients.homework.models import *
from clients.homework.services import propose_program
from clients.models import Client, Outcome, Screening
client = Client.objects.get(code={code!r})
Screening.objects.create(client=client, outcome=Outcome.CLEAR, answers={{}}, how="voice")
Assignment.objects.filter(client=client).exclude(state="stopped").update(
    state="stopped", ended_at=timezone.now())
case = client.cases.filter(status="active").get()
version = ProgramVersion.objects.filter(program__slug={slug!r}, locale="en").latest("published_at")
print(propose_program(case=case, version=version, actor=case.owner).pk)
"""
LATER = """
from datetime import timedelta
from django.db.models import F
from clients.homework.models import *
row = Assignment.objects.get(pk={pk!r})
back = timedelta(days=15)
Assignment.objects.filter(pk=row.pk).update(started_at=F("started_at") - back)
for rows, names in ((LogEntry, ("submitted_at",)), (Reflection, ("created_at",))):
    for name in names:
        rows.objects.filter(assignment=row).update(**{{name: F(name) - back}})
"""


def shell(live: Any, code: str) -> list[str]:
    """Run code on the product's data, as time or a colleague would change it; its last line."""
    return live.manage("shell", "--no-imports", "-c", code).strip().splitlines()[-1:]


@pytest.mark.parametrize("slug", PROGRAMS)
def test_the_first_three_steps_of_a_program_on_a_phone(live, new_page, shot, axe, slug):
    """A client does what each step asks for, page by page; the coach confirms where a step says so."""
    (pk,) = shell(live, PREPARE.format(code="D-003", slug=slug))
    page, coach = new_page(390, 844, **PHONE), new_page()
    sign_in(page, named(live, "Ines"))
    sign_in(coach, named(live, "Tomas"), "/desk/waiting/homework/")
    page.goto(f"/my/offer/{pk}/")
    axe(page)
    shot(page, f"portal-offer-{slug}")
    page.get_by_role("button", name="Yes, I’d like to start").click()
    for number in (1, 2, 3):
        page.goto("/my/steps/")
        page.locator(".path-list a").nth(number - 1).click()
        page.wait_for_url(re.compile(rf"/my/steps/{pk}/"))
        place = page.url
        _do_activities(page, place)
        _answer(page)
        shell(live, LATER.format(pk=pk))  # the days that a step asks for go by
        page.get_by_role("button", name=re.compile("hand it in|Hand in")).click()
        shot(page, f"portal-{slug}-{number}")
        axe(page)
        if page.get_by_text("This step is behind you.").count() == 0:
            coach.goto(place.replace("/my/steps/", "/desk/homework/"))
            coach.get_by_label("Your answer").fill("Read, with thanks.")
            confirm = coach.get_by_role("button", name="Answer and confirm the step")
            (confirm if confirm.count() else coach.get_by_role("button", name="Send")).click()
            coach.wait_for_load_state()
        page.goto(place)
        expect(page.get_by_text("Behind you")).to_be_visible()


def _do_activities(page: Page, place: str) -> None:
    for index in range(page.locator("a.tick").count()):
        for _again in range(5):
            page.goto(place)
            page.locator("a.tick").nth(index).click()
            page.wait_for_url(re.compile("/do/"))
            _fill(page)
            page.get_by_role("button", name="Note it").click()
            page.wait_for_url(place)


def _answer(page: Page) -> None:
    _fill(page)
    expect(page.locator("#step-save")).to_contain_text(SAVED, timeout=15_000)


def _fill(page: Page) -> None:
    """Answer everything on the page, with choices that worry nobody."""
    form = page.locator("main form").first
    for box in form.locator("textarea, input[type=text]").all():
        box.fill("A walk by the river, and tea.")
    for box in form.locator("input[type=number]").all():
        box.fill("1")
    names = {r.get_attribute("name") for r in form.locator("input[type=radio]").all()}
    for name in sorted(names - {"own_quality", None}):
        choices = form.locator(f"input[type=radio][name='{name}']")
        choices.nth(min(3, choices.count() - 1)).check()
    for box in form.locator("input[type=checkbox]:not([role=switch])").all():
        box.check()


def test_a_program_is_written_by_following_only_what_the_pages_say(live, desktop, axe, shot):
    """From an empty title to published: whatever the page says is missing is what is written next."""
    sign_in(desktop, named(live, "Priya"), "/desk/waiting/homework/")
    desktop.get_by_role("link", name="Programs", exact=True).last.click()
    desktop.get_by_role("link", name="Write a new program").click()
    _write(desktop)
    desktop.get_by_role("button", name="Begin").click()
    home = desktop.url
    desktop.get_by_label("Title of the next step").fill("A quiet hour")
    desktop.get_by_role("button", name="Add a step").click()
    step = desktop.url
    desktop.get_by_label(re.compile("next activity", re.IGNORECASE)).fill("Sit by a window")
    desktop.get_by_role("button", name="Add an activity").click()
    _write(desktop)
    desktop.get_by_role("button", name="Save", exact=True).click()
    expect(desktop.get_by_text("Saved.", exact=True)).to_be_visible()
    for place in (step, home):
        desktop.goto(place)
        _write(desktop)
        axe(desktop)
        desktop.get_by_role("button", name="Save", exact=True).click()
        expect(desktop.get_by_text("Saved.", exact=True)).to_be_visible()
    desktop.get_by_label("The next questionnaire").select_option(index=0)
    desktop.get_by_role("button", name="Add a questionnaire").click()
    desktop.get_by_label("Every … weeks while it runs").fill("4")
    axe(desktop)
    desktop.get_by_role("button", name="Save", exact=True).click()
    expect(desktop.get_by_text("Saved.", exact=True)).to_be_visible()
    desktop.goto(home)
    expect(desktop.get_by_text("every 4 weeks")).to_be_visible()
    shot(desktop, "portal-editor-done")
    missing = desktop.locator("main").inner_text()
    assert "Publish this version" in missing or "A supervisor publishes it." in missing, missing
    assert not re.search(r"is empty|lacks", missing), missing


def _write(page: Page) -> None:
    """Fill every empty box of the page's form with a few plain words."""
    for box in page.locator("main form textarea:visible, main form input[type=text]:visible").all():
        if not box.input_value() and not (box.get_attribute("name") or "").startswith("title_"):
            box.fill("One plain sentence")


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (390, "light")])
def test_the_coachs_pages_about_homework_are_accessible(live, new_page, shot, axe, width, scheme):
    page = new_page(width, 900, color_scheme=scheme)
    sign_in(page, named(live, "Priya"), "/desk/waiting/homework/")
    page.goto("/desk/clients/?q=Dana")
    page.get_by_role("link", name=re.compile("Dana")).first.click()
    page.wait_for_url(re.compile(r"/desk/clients/[0-9a-f-]{36}/"))
    record = page.url
    page.goto("/desk/programs/")
    page.get_by_role("link", name="Steady Yourself").first.click()
    program = page.url
    for name, place in {
        "caseload": "/desk/waiting/homework/",
        "homework": f"{record}homework/",
        "check-ins": f"{record}check-ins/",
        "messages": f"{record}messages/",
        "pile": "/desk/waiting/messages/",
        "translate": f"{program}translate/",
    }.items():
        page.goto(place)
        axe(page)
        shot(page, f"desk-{width}-{scheme}-{name}")
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), name
    page.goto(f"{record}homework/")
    page.get_by_role("link", name=re.compile("^Adjust")).first.click()
    axe(page)
    shot(page, f"desk-{width}-{scheme}-adjust")


def test_the_pile_is_read_by_keyboard_and_answered_in_place(live, desktop):
    """Two who wait: on with j, back with k, r into the answer, and sending goes on by itself."""
    handed = """
from clients.homework.models import *
row = Assignment.objects.get(client__code="D-004", state="active")
key = row.version.data["steps"][1]["key"]
StepEvent.objects.create(assignment=row, step_key=key, kind="submitted")
"""
    shell(live, handed)
    sign_in(desktop, named(live, "Priya"), "/desk/waiting/homework/")
    desktop.get_by_role("link", name="Review submissions").click()
    first = desktop.url
    expect(desktop.get_by_text(re.compile(r"1 of \d+ that wait"))).to_be_visible()
    desktop.keyboard.press("j")
    desktop.wait_for_url(lambda url: url != first)
    desktop.keyboard.press("k")
    desktop.wait_for_url(first)
    desktop.keyboard.press("r")
    desktop.keyboard.type("Just read it, thank you.")
    expect(desktop.get_by_label("Your answer")).to_have_value("Just read it, thank you.")
    desktop.get_by_role("button", name="Send the answer").click()
    expect(desktop.get_by_text("Answered.", exact=True)).to_be_visible()
    assert desktop.url != first
