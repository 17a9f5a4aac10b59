"""Clients' walks: what is safe, what is feared, who works on it, what is frozen and taken along."""

from __future__ import annotations

import json
import re
import time
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


def sign_in(page: Page, login: dict[str, str], *, place: str = "") -> None:
    place = place or ("/my/me/" if login["role"] == "client" else "/desk/clients/")
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


def prove_first(page: Page, login: dict[str, str], place: str) -> None:
    """Give the password before an act that asks for it."""
    page.goto(f"/accounts/reauthenticate/?next={place}")
    prove(page, login)
    page.wait_for_url(re.compile(rf"{place}$"))


def until(page: Page, part: Any, words: str, *, seconds: float = 30) -> None:
    """Look again until the worker has done its part."""
    limit = time.monotonic() + seconds
    while time.monotonic() < limit and words not in part.first.inner_text():
        page.wait_for_timeout(500)
        page.reload()
    expect(part.first).to_contain_text(words)


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
    phone.get_by_role("button", name="Save this way").first.click()
    expect(phone.get_by_text("Noted. It counts from now on.")).to_be_visible()
    sign_in(coach, named(live, "Tomas"))
    open_client(coach, "Noah")
    expect(coach.get_by_text("No email")).to_be_visible()
    looked(coach, "overview")
    address = coach.url
    sent = len([mail for mail in live.mails() if "noah@example.org" in mail])
    coach.goto(f"{address}homework/")
    coach.get_by_label("What?").fill("Ten quiet minutes on Sunday.")
    coach.get_by_role("button", name="Add", exact=True).click()
    expect(coach.get_by_text("Ten quiet minutes on Sunday.").first).to_be_visible()
    coach.goto(f"{address}contact/")
    withheld = coach.locator("section", has=coach.get_by_role("heading", name="Withheld"))
    until(coach, withheld, "never on this channel")
    looked(coach, "contact")
    owner = new_page()
    sign_in(owner, named(live, "Morgan"), place="/desk/outbox/")
    expect(owner.get_by_text("The person said: never on this channel.").first).to_be_visible()
    assert len([mail for mail in live.mails() if "noah@example.org" in mail]) == sent


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
    desktop.get_by_role("link", name="File", exact=True).click()
    desktop.get_by_role("link", name="Record", exact=True).click()
    looked(desktop, "record")
    desktop.get_by_text("Hand over", exact=True).click()
    handing = desktop.locator("details", has_text="You will no longer open the record.")
    handing.get_by_label("To whom").select_option(label="Priya Nair")
    handing.get_by_label("Reason").fill("I move to another town in May.")
    desktop.get_by_role("button", name="Hand over the case").first.click()
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


def test_a_letter_becomes_a_client_with_nothing_but_what_was_agreed(live, phone, new_page, looked):
    words = next(row["code"] for row in live.reading_codes if row["pseudonym"] == "Sabine")
    coach = new_page()
    sign_in(coach, named(live, "Tomas"), place="/desk/questions/")
    coach.goto("/desk/questions/?view=answered")
    coach.get_by_role("link", name="He wants to come home. I have got used to the quiet").click()
    letter = coach.url
    coach.get_by_role("button", name="Offer to work with us").click()
    phone.goto("/letter/")
    phone.locator("#id_code").fill(words)
    phone.get_by_role("button", name="Open").click()
    form = phone.locator("form[action$='/letter/read/agree/']")
    form.locator("input[type=email]").fill("sabine.reads@example.org")
    form.locator("input[type=checkbox]").check()
    phone.get_by_role("button", name="Yes, invite me").click()
    expect(phone.get_by_text("You asked for an invitation.")).to_be_visible()
    coach.goto(letter)
    coach.get_by_role("link", name="Make a client record and invite").click()
    assert coach.locator("main input[type=checkbox]:checked").count() == 0
    coach.get_by_label("The name they signed with").check()
    looked(coach, "from-letter")
    coach.get_by_role("button", name="Open client and case").click()
    coach.wait_for_url(re.compile(r"/desk/clients/[0-9a-f-]{36}/$"))
    expect(coach.get_by_role("heading", level=1)).to_have_text("Sabine")
    expect(coach.get_by_text("Not invited yet")).to_be_visible()
    assert coach.locator(".contact").get_by_text("Email", exact=True).count() == 0
    assert coach.get_by_text("wants to come home").count() == 0
    assert not [mail for mail in live.mails() if "sabine.reads" in mail]
    looked(coach, "new-from-letter")


def test_fear_in_a_program_log_pauses_the_program_and_alerts_the_supervisor(
    live, phone, new_page, looked
):
    waiting = new_page()
    sign_in(waiting, named(live, "Priya"), place="/desk/flags/")
    before = waiting.locator(".is-flag").count()
    sign_in(phone, named(live, "Luis"))
    phone.goto("/my/")
    phone.get_by_role("link", name="Open today’s step").click()
    phone.locator("main a[href$='/do/habit-tally/']").click()
    phone.get_by_label("The habit").fill("I am afraid of him when he comes home.")
    phone.get_by_label("How often today?").fill("1")
    phone.get_by_role("button", name="Note it").click()
    expect(phone.get_by_text("Noted.", exact=True)).to_be_visible()
    phone.goto("/my/")
    expect(phone.get_by_role("link", name="Open today’s step")).to_have_count(0)
    looked(phone, "paused")
    waiting.reload()
    expect(waiting.locator(".is-flag")).to_have_count(before + 1)
    looked(waiting, "flags")
    coach = new_page()
    sign_in(coach, named(live, "Tomas"))
    open_client(coach, "Luis")
    expect(coach.get_by_text("An urgent safety flag is open.")).to_be_visible()
    expect(coach.get_by_text("A safety flag was opened")).to_be_visible()
    expect(coach.locator("main").get_by_text("Paused")).to_be_visible()
    looked(coach, "paused-desk")


def test_the_partner_gets_one_neutral_invitation_and_a_place_of_their_own(
    live, phone, new_page, looked
):
    sign_in(phone, named(live, "Noah"), place="/my/partner/")
    phone.get_by_role("button", name="I’d like to talk about it").click()
    expect(phone.get_by_text("Nothing has been sent.")).to_be_visible()
    looked(phone, "partner-asked")
    coach = new_page()
    sign_in(coach, named(live, "Tomas"))
    open_client(coach, "Noah")
    coach.goto(f"{coach.url}work/")
    for ask in ("alone", "afraid", "pressured", "no_is_feared", "changed"):
        said = "yes" if ask == "alone" else "no"
        coach.locator(f"input[name=check-{ask}][value={said}]").check()
    coach.get_by_label("What happens if the partner says no").fill("Then I come alone, as now.")
    coach.get_by_role("button", name="Safety checked").click()
    expect(coach.get_by_text("The client’s wish to invite:")).to_contain_text("Safety checked")
    looked(coach, "partner-checked")
    phone.reload()
    phone.get_by_label("Your partner’s email address").fill("lena.partner@example.org")
    phone.get_by_label("My partner knows and wants this").check()
    phone.get_by_role("button", name="Send one neutral invitation").click()
    expect(phone.get_by_text("It was sent.")).to_be_visible()
    looked(phone, "partner-sent")
    code = phone.locator("b.num").inner_text()
    mail = mail_to(live, phone, "lena.partner@example.org")
    assert "Noah" not in mail
    link = re.search(r"/invitation/[^\s/]+/", mail.replace("=\n", ""))
    assert link
    partner = new_page(390, 844, has_touch=True, is_mobile=True)
    partner.goto(link.group())
    looked(partner, "partner-invited")
    partner.locator("[name=spoken_code]").fill(code)
    partner.locator("[name=display_name]").fill("Lena")
    partner.locator("[name=password]").fill("a lantern on the other shore")
    partner.locator("main button").last.click()
    partner.wait_for_url(re.compile(r"/my/welcome/$"))
    looked(partner, "partner-welcome")
    assert "Noah" not in partner.content()
    partner.get_by_label("Never").first.check()
    partner.locator("main form button").last.click()
    partner.locator("[name=agreement]").check()
    partner.locator("[name=privacy]").check()
    partner.locator("[name=typed_name]").fill("Lena")
    partner.locator("main form button").last.click()
    partner.wait_for_url(re.compile(r"/my/$"))
    looked(partner, "partner-home")
    for place in ("/my/", "/my/words/", "/my/documents/", "/my/data/"):
        partner.goto(place)
        assert "Noah" not in partner.content(), place
    phone.reload()
    expect(phone.get_by_text("What your partner does with it is theirs to say.")).to_be_visible()
    assert "Lena" not in phone.content()
    coach.goto("/desk/clients/?q=Lena")
    expect(coach.get_by_role("link", name=re.compile("Lena")).first).to_be_visible()


def mail_to(live: Any, page: Page, address: str, *, seconds: float = 30) -> str:
    """The mail to an address, once the worker has sent it."""
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        found = [mail for mail in live.mails() if address in mail]
        if found:
            return str(found[-1])
        page.wait_for_timeout(300)
    raise AssertionError(f"no mail to {address}")


# The partner of Ines, who has come in on her wish and was talked with alone.
COME_IN = """
from clients.cases.screening import ITEMS, take_screening
from clients.models import Client, PartnerInvitation
from clients.people.services import client_for_partner
from coachdesk.users.services import create_user
case = Client.objects.get(code="D-003").cases.get()
kai = create_user(address="kai@example.org", kind="client", display_name="Kai K.",
                  password="a quiet harbor at night")
partner = client_for_partner(user=kai, owner=case.owner)
Client.objects.filter(pk=partner.pk).update(status="active")
PartnerInvitation.objects.create(case=case, state="accepted", accepted_client=partner)
for one in (case.client, partner):
    answers = {item.key: "no" for item in ITEMS}
    take_screening(client=one, actor=case.owner, answers=answers, how="voice")
from clients.agreements.signing import sign_first_texts, first_texts, shown_hash
from clients.agreements.texts import text_for
shown = shown_hash([text_for(kind) for kind in first_texts(Client.objects.get(pk=partner.pk))])
sign_first_texts(client=Client.objects.get(pk=partner.pk), actor=kai, typed_name="Kai", shown=shown,
                 supervision=False)
from clients.contact.services import store_contact
store_contact(client=partner, channel="mail", address="kai@example.org", permission="safe",
              actor=kai, details={})
"""


def sign_for_both(page: Page, login: dict[str, str], looked: Callable[[Page, str], None]) -> None:
    """Read the text for work with both in the portal and sign it."""
    sign_in(page, login)
    page.goto("/my/documents/")
    page.get_by_role("link", name=re.compile("two people, no secrets")).click()
    prove(page, login)
    expect(page.get_by_text("There are no secrets between us in this work")).to_be_visible()
    looked(page, "joint-text")
    page.get_by_label("Type your name to sign").fill(login["name"])
    page.get_by_role("button", name=re.compile("^(I agree|Sign)")).click()
    page.wait_for_url(re.compile("/my/documents/$"))


def test_work_with_both_begins_when_each_has_signed_and_the_old_file_stays_sealed(
    live, phone, new_page, looked
):
    live.manage("shell", "--no-imports", "-c", COME_IN)
    ines, coach = named(live, "Ines"), new_page()
    kai = {
        "name": "Kai",
        "email": "kai@example.org",
        "password": ines["password"],
        "role": "client",
    }
    sign_in(coach, named(live, "Tomas"))
    open_client(coach, "Ines")
    work = f"{coach.url}work/"
    coach.goto(work)
    coach.get_by_text("Offer work with both").first.click()
    box = coach.locator("form[action$='/joint/offer/']")
    assert box.locator("input[type=checkbox]:checked").count() == 0
    box.locator("input[type=checkbox][value=goals]").check()
    box.locator("input[type=radio]").first.check()
    box.locator("textarea").fill("Both want to come from now on.")
    looked(coach, "joint-offer")
    box.get_by_role("button").click()
    expect(coach.get_by_text("the signature of")).to_have_count(2)
    begin = coach.get_by_role("button", name="Begin the work with both")
    expect(begin).to_have_count(0)
    looked(coach, "joint-offered")
    sign_for_both(phone, ines, looked)
    sign_for_both(new_page(390, 844), kai, looked)
    coach.goto(work)
    begin.click()
    expect(coach.get_by_role("heading", name="Couple")).to_be_visible()
    expect(coach.get_by_text("Carried over")).to_be_visible()
    expect(coach.locator("main").get_by_text("Ask once, then let it be")).to_be_visible()
    looked(coach, "couple")


def test_a_record_is_copied_then_erased_by_two_persons_and_a_tombstone_stays(
    live, phone, new_page, looked, complaints
):
    complaints.expect("404")
    login = named(live, "Robert")
    sign_in(phone, login, place="/my/data/")
    phone.get_by_role("link", name="Make a copy").click()
    prove(phone, login)
    with phone.expect_download() as download:
        phone.get_by_role("button", name=re.compile("JSON|program")).first.click()
    copy = json.loads(download.value.path().read_text())
    assert copy["profile"]["name"] == "Robert A."
    first, second = new_page(), new_page()
    sign_in(first, named(live, "Priya"))
    open_client(first, "Robert")
    record, code = first.url, copy["code"]
    prove_first(first, named(live, "Priya"), "/desk/clients/keeping/")
    form = first.locator("form[action$='/keeping/propose/']")
    form.get_by_label("The client’s code").fill(code)
    form.get_by_label("Reason").fill("Asked for it in writing; the identity was checked.")
    form.get_by_role("button", name="Propose").click()
    plan = first.locator("article", has_text=code)
    plan.get_by_text("The plan, store by store").click()
    for store in ("clients.words_entry", "Files on disk", "Name index", "Caches", "Backups"):
        expect(plan.get_by_text(store, exact=True)).to_be_visible()
    looked(first, "erase-plan")
    sign_in(second, named(live, "Morgan"))
    prove_first(second, named(live, "Morgan"), "/desk/clients/keeping/")
    second.locator("article", has_text=code).get_by_role("button", name="Approve").click()
    expect(second.get_by_text("Noted.")).to_be_visible()
    expect(second.locator("section", has_text="Erased").last).to_contain_text(code)
    looked(second, "erased")
    first.goto(record)
    expect(first.get_by_role("heading", level=1)).not_to_contain_text("Robert")
    phone.goto("/my/")
    expect(phone.get_by_label("Password")).to_be_visible()


def test_a_full_copy_is_asked_for_by_one_and_approved_by_another(live, new_page, looked):
    owner, lead = new_page(), new_page(390, 844, has_touch=True, is_mobile=True)
    sign_in(owner, named(live, "Priya"))
    open_client(owner, "Dana")
    code = re.search(r"[A-Z]+-\d+", owner.locator(".client-head p").first.inner_text()).group()
    owner = new_page()
    sign_in(owner, named(live, "Morgan"), place="/desk/clients/copies/")
    prove_first(owner, named(live, "Morgan"), "/desk/clients/copies/")
    owner.get_by_label("The client’s code").fill(code)
    owner.get_by_label("Reason").fill("She moves and takes the record to another counselor.")
    owner.get_by_role("button", name="Ask for it").click()
    waiting = owner.locator("article", has_text=code)
    expect(waiting).to_contain_text("You asked for it, so somebody else approves it.")
    looked(owner, "copy-asked")
    sign_in(lead, named(live, "Priya"), place="/desk/clients/copies/")
    prove_first(lead, named(live, "Priya"), "/desk/clients/copies/")
    lead.locator("article", has_text=code).get_by_role("button", name="Approve").click()
    expect(lead.get_by_text("approved by Priya Nair")).to_be_visible()
    looked(lead, "copy-approved")
    owner.reload()
    with owner.expect_download() as download:
        owner.locator("article", has_text=code).get_by_role("button", name="JSON").click()
    copy = json.loads(download.value.path().read_text())
    assert copy["code"] == code
    assert copy["notes"]
    owner.reload()
    expect(owner.get_by_text("It can be taken again for ten minutes.")).to_be_visible()
    looked(owner, "copy-taken")


def test_a_client_says_no_to_a_new_agreement_and_the_coach_reads_it(live, phone, new_page, looked):
    owner = new_page()
    sign_in(owner, named(live, "Morgan"), place="/desk/texts/")
    prove_first(owner, named(live, "Morgan"), "/desk/texts/")
    owner.get_by_label("Which text?").select_option("supervision")
    owner.get_by_label("Title").fill("Supervision, said more plainly")
    owner.get_by_label("Text", exact=True).fill("My coach may talk with a supervisor. I can stop.")
    owner.get_by_role("button", name="Publish", exact=True).click()
    expect(owner.get_by_text("Everyone who agreed to an earlier version")).to_be_visible()
    luis = named(live, "Luis")
    sign_in(phone, luis, place="/my/documents/")
    phone.get_by_role("link", name="Read and decide Supervision").click()
    prove(phone, luis)
    expect(phone.get_by_text("Nothing stops by itself.")).to_be_visible()
    looked(phone, "agreement-new")
    phone.get_by_role("button", name="I do not agree").click()
    expect(phone.get_by_text("Noted: no. Your earlier yes stays as it was.")).to_be_visible()
    expect(phone.get_by_text(re.compile("You said no to version"))).to_be_visible()
    looked(phone, "agreement-no")
    coach = new_page()
    sign_in(coach, named(live, "Tomas"))
    open_client(coach, "Luis")
    expect(
        coach.get_by_text("The client said no to a new version of an agreement.")
    ).to_be_visible()
    coach.get_by_role("link", name="See which one").click()
    expect(coach.get_by_text("stays as it was. Talk about what it means")).to_be_visible()
    looked(coach, "agreement-no-desk")
