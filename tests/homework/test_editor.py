"""The program editor through its pages only."""

from __future__ import annotations

import re
import uuid
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from clients.homework.editor.lint import hints
from clients.homework.editor.places import ListConverter, PartConverter, Place
from clients.homework.editor.plain_data import to_yaml
from clients.homework.library import SHIPPED, load_shipped_programs
from clients.homework.models import ProgramVersion
from clients.homework.program_format import parse_program
from clients.homework.services import propose_program
from coachdesk.users.models import Role
from tests.factories import make_client, make_staff, signed_in
from tests.homework.makers import screen

pytestmark = pytest.mark.django_db


@pytest.fixture
def coach():
    return signed_in(make_staff(Role.COACH))


@pytest.fixture
def lead():
    return signed_in(make_staff(Role.SUPERVISOR))


def begin(browser, title="Small Steps") -> ProgramVersion:
    page = browser.get(reverse("homework:edit_new"))
    words = {"title": title, "summary": "For a quiet week.", "locale": "en"}
    sent = {**words, "form_key": page.context["form"]["form_key"].value()}
    answer = browser.post(reverse("homework:edit_new"), sent)
    assert answer.status_code == 302, answer.content
    return ProgramVersion.objects.get(title=title)


def shown(browser, address) -> dict:
    """What the form of a page would send when nothing is changed."""
    form = browser.get(address).context["form"]
    values = {}
    for field in form:
        value = field.value()
        if value is True:
            values[field.html_name] = "on"
        elif value not in (None, False):
            values[field.html_name] = value
    return values


def fill_in(browser, address, **answers) -> None:
    answer = browser.post(address, {**shown(browser, address), **answers})
    assert answer.status_code == 302, answer.context["form"].errors


def act(browser, version, *, act, kind, seen=None, title="", sure=False, **place):
    version.refresh_from_db()
    address = reverse(f"homework:edit_{act}", args=[version.pk, Place(kind, **place)])
    sent = {"seen": version.edit_version if seen is None else seen}
    if act == "remove" and not sure:
        return browser.get(address, sent)
    return browser.post(address, {**sent, "title": title} if act == "add" else sent)


def copy(browser, version) -> ProgramVersion:
    address = reverse("homework:edit_copy", args=[version.pk])
    answer = browser.post(address, {"form_key": uuid.uuid4()})
    return ProgramVersion.objects.get(pk=answer.url.rstrip("/").split("/")[-2])


def shipped(slug="steady-yourself") -> ProgramVersion:
    load_shipped_programs()
    return ProgramVersion.objects.get(program__slug=slug)


def write_whole_program(browser) -> ProgramVersion:
    version = begin(browser)
    edit = reverse("homework:edit", args=[version.pk])
    fill_in(
        browser,
        edit,
        promise="You will know one thing that steadies you.",
        attribution="The team",
        not_for="Anyone in danger at home.",
        notice="Call the numbers on this page if you are afraid.",
        stop_signs="You cannot sleep.\nYou are afraid.",
        coach_notes="Go slowly.",
        weekly=["own_contentment"],
    )
    for number, title in enumerate(("Breathe", "Walk out"), start=1):
        step = act(browser, version, act="add", kind="step", title=title).url
        key = step.rstrip("/").split("/")[-1]
        for name in ("Each day", "Once more"):
            activity = act(browser, version, act="add", kind="activity", step=key, title=name).url
            fill_in(
                browser, activity, instructions="Do it quietly.", mode="per_day", times=1,
                for_days=7, min_logs=3, counts="on",
            )  # fmt: skip
            own = activity.rstrip("/").split("/")[-1]
            question = act(
                browser,
                version,
                act="add",
                kind="prompt",
                step=key,
                activity=own,
                title="How much?",
            ).url
            fill_in(browser, question, type="scale", min_label="none", max_label="a lot")
        question = act(
            browser, version, act="add", kind="prompt", step=key, title="How was it?"
        ).url
        fill_in(browser, question, type="choice", option_0="Easy", option_1="Hard", required="on")
        fill_in(
            browser, step, aim="Be calmer.", why="Calm helps.", done_text="Three times noted.",
            safety_notes="Stop when it hurts.", coach_notes="Ask about sleep.",
            done=["reflection_answered"], done_days=7,
        )  # fmt: skip
        assert (
            browser.get(reverse("homework:edit_preview", args=[version.pk, key])).status_code == 200
        )
        assert number == len(ProgramVersion.objects.get(pk=version.pk).data["steps"])
    return version


def test_a_program_is_written_from_nothing_published_and_given(lead):
    version = write_whole_program(lead)
    page = lead.get(reverse("homework:edit", args=[version.pk]))
    assert page.context["problems"] == []
    version.refresh_from_db()
    assert parse_program(version.source) == version.data
    publish = reverse("homework:edit_publish", args=[version.pk])
    assert lead.post(publish, {"seen": version.edit_version}).status_code == 302
    version.refresh_from_db()
    assert version.state == "published"
    first = version.data["steps"][0]
    assert [c["type"] for c in first["done_when"]["all"]] == [
        "logs", "logs", "days_in_step", "reflection_answered",
    ]  # fmt: skip
    client = make_client()
    screen(client)
    case = client.cases.get()
    given = propose_program(case=case, version=version, actor=case.owner)
    assert given.version == version


def test_a_draft_with_something_missing_is_not_published(lead):
    version = begin(lead)
    act(lead, version, act="add", kind="step", title="Breathe")
    version.refresh_from_db()
    publish = reverse("homework:edit_publish", args=[version.pk])
    answer = lead.post(publish, {"seen": version.edit_version})
    assert answer.status_code == 400
    assert "Step 1, aim is empty" in answer.content.decode()
    assert reverse("homework:edit_step", args=[version.pk, "breathe"]) in answer.content.decode()
    version.refresh_from_db()
    assert version.state == "draft"


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.yaml")), ids=lambda path: path.stem)
def test_the_editors_file_reads_back_the_same_bytes(path):
    data = parse_program(path.read_text(encoding="utf-8"))
    assert parse_program(to_yaml(data)) == data
    assert to_yaml(parse_program(to_yaml(data))) == to_yaml(data)


def test_saving_every_page_unchanged_changes_nothing(coach):
    draft = copy(coach, shipped())
    before = draft.data
    fill_in(coach, reverse("homework:edit", args=[draft.pk]))
    for step in before["steps"]:
        here = [draft.pk, step["key"]]
        fill_in(coach, reverse("homework:edit_step", args=here))
        for prompt in step["reflection"]:
            fill_in(coach, reverse("homework:edit_question", args=[*here, prompt["key"]]))
        for activity in step["activities"]:
            place = [*here, activity["key"]]
            fill_in(coach, reverse("homework:edit_activity", args=place))
            for prompt in activity["log"]:
                name = "homework:edit_activity_question"
                fill_in(coach, reverse(name, args=[*place, prompt["key"]]))
    draft.refresh_from_db()
    assert draft.data == before
    assert draft.source == to_yaml(before)


def test_a_copy_has_the_next_number_and_the_comparison_shows_what_changed(coach):
    published = shipped()
    draft = copy(coach, published)
    assert (draft.version, draft.state) == ("1.1.0", "draft")
    fill_in(coach, reverse("homework:edit_step", args=[draft.pk, "give-room"]), title="Give space")
    page = coach.get(reverse("homework:edit_diff", args=[draft.pk]))
    changes = {(c.kind, (c.before or c.after).strip()) for c in page.context["changes"]}
    assert ("gone", "title: Give room") in changes
    assert ("new", "title: Give space") in changes
    published.refresh_from_db()
    assert published.data["steps"][0]["title"] == "Give room"


def test_two_people_saving_one_draft_lose_nothing(coach, lead):
    draft = copy(coach, shipped())
    address = reverse("homework:edit_step", args=[draft.pk, "give-room"])
    early = shown(coach, address)
    fill_in(lead, address, aim="The words of the supervisor.")
    answer = coach.post(address, {**early, "aim": "The words of the coach."})
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "The words of the supervisor." in text
    assert "The words of the coach." in text
    draft.refresh_from_db()
    assert draft.data["steps"][0]["aim"] == "The words of the supervisor."
    again = {**early, "aim": "Both.", "seen": answer.context["form"]["seen"].value()}
    assert coach.post(address, again).status_code == 302


def test_adding_to_a_draft_that_changed_meanwhile_keeps_the_title(coach):
    draft = copy(coach, shipped())
    answer = act(coach, draft, seen=77, act="add", kind="step", title="My next step")
    assert answer.status_code == 409
    assert "My next step" in answer.text
    assert "Somebody saved this draft meanwhile." in answer.text


def test_words_for_a_step_that_was_removed_meanwhile_are_given_back(coach, lead):
    draft = copy(coach, shipped())
    address = reverse("homework:edit_step", args=[draft.pk, "give-room"])
    early = shown(coach, address)
    act(lead, draft, act="remove", kind="step", key="give-room", sure=True)
    answer = coach.post(address, {**early, "aim": "Long and careful words."})
    assert answer.status_code == 409
    assert "Long and careful words." in answer.content.decode()


def test_steps_are_moved_and_removed_with_the_rules_about_them(coach):
    draft = copy(coach, shipped())
    act(coach, draft, act="up", kind="step", key="go-alone")
    draft.refresh_from_db()
    assert [s["key"] for s in draft.data["steps"][:2]] == ["go-alone", "give-room"]
    assert [s["number"] for s in draft.data["steps"]] == [1, 2, 3, 4, 5]
    asked = act(coach, draft, act="remove", kind="step", key="give-room")
    assert asked.status_code == 200
    act(coach, draft, act="remove", kind="step", key="give-room", sure=True)
    draft.refresh_from_db()
    assert len(draft.data["steps"]) == 4
    assert "step: give-room" not in draft.source


def test_a_published_version_is_never_edited(lead):
    published = shipped()
    address = reverse("homework:edit_step", args=[published.pk, "give-room"])
    assert lead.get(address).status_code == 302
    refused = act(lead, published, act="up", kind="step", key="go-alone")
    assert refused.status_code == 409
    assert "This version is published and can’t change." in refused.text
    draft = copy(lead, published)
    sent = shown(lead, reverse("homework:edit", args=[draft.pk]))
    answer = lead.post(reverse("homework:edit", args=[published.pk]), sent)
    assert answer.status_code == 409
    assert lead.post(reverse("homework:edit", args=[draft.pk]), sent | {"version": "1.0.0"}).status_code == 400  # fmt: skip


def test_only_a_supervisor_publishes_and_retires(coach, lead):
    published = shipped()
    for name in ("homework:edit_publish", "homework:edit_retire"):
        assert coach.post(reverse(name, args=[published.pk]), {"seen": 1}).status_code in (403, 404)
    editor = signed_in(make_staff(Role.EDITOR))
    assert editor.get(reverse("homework:edit_new")).status_code in (403, 404)
    lead.post(reverse("homework:edit_retire", args=[published.pk]))
    published.refresh_from_db()
    assert published.state == "retired"


def test_a_file_goes_out_and_comes_back_as_a_draft(coach):
    published = shipped()
    answer = coach.get(reverse("homework:edit_file", args=[published.pk]))
    assert answer["Content-Type"].startswith("text/yaml")
    assert "attachment" in answer["Content-Disposition"]
    source = answer.content.replace(b"version: 1.0.0", b"version: 2.0.0", 1)

    def upload(content: bytes):
        file = SimpleUploadedFile("p.yaml", content, "text/yaml")
        return coach.post(reverse("homework:edit_upload"), {"file": file})

    assert upload(source).status_code == 302
    assert ProgramVersion.objects.get(version="2.0.0").state == "draft"
    assert upload(source).status_code == 400
    faulty = upload(source.replace(b"estimated_weeks", b"colour: red\nestimated_weeks", 1))
    assert faulty.status_code == 400
    assert "Line 23" in faulty.content.decode()


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00", b"\xff\xfe\x00", b"x" * 300_000, b'a: "\\0"', b"steps: [{type: [1]}]", b"- 1"],
)
def test_a_hostile_file_is_refused_in_words(coach, content):
    file = SimpleUploadedFile("p.yaml", content or b" ", "text/yaml")
    assert coach.post(reverse("homework:edit_upload"), {"file": file}).status_code == 400


def test_an_escaped_character_that_no_database_takes_is_refused(coach):
    source = (SHIPPED / "steady-yourself.yaml").read_text(encoding="utf-8")
    for escape in ('"a\\0b"', '"\\ud800"'):
        bad = source.replace("title: Steady Yourself", f"title: {escape}", 1)
        file = SimpleUploadedFile("p.yaml", bad.encode(), "text/yaml")
        assert coach.post(reverse("homework:edit_upload"), {"file": file}).status_code == 400


def test_bad_input_gets_words_and_the_text_back(coach):
    draft = copy(coach, shipped())
    address = reverse("homework:edit_step", args=[draft.pk, "give-room"])
    good = shown(coach, address)
    for wrong in (
        {"title": "a\x00b"},
        {"title": ""},
        {"estimated_minutes": "9" * 400},
        {"suggested_days": "-1"},
        {"seen": "x"},
        {"seen": "9" * 30},
        {"unlock": "none"},
        {"opens": ["step:nowhere"]},
        {"blocked_by": ["nothing"]},
        {"why": "x" * 3000},
    ):
        answer = coach.post(address, {**good, "aim": "Keep these words.", **wrong})
        assert answer.status_code == 400, wrong
        assert "Keep these words." in answer.content.decode()
    assert coach.post(address, {}).status_code == 400


def test_places_that_do_not_exist_are_not_found(coach):
    draft = copy(coach, shipped())
    for name, more in (
        ("edit_step", ["nope"]),
        ("edit_preview", ["nope"]),
        ("edit_activity", ["give-room", "nope"]),
        ("edit_question", ["give-room", "nope"]),
        ("edit_activity_question", ["give-room", "chase-list", "nope"]),
    ):
        assert coach.get(reverse(f"homework:{name}", args=[draft.pk, *more])).status_code == 404
    assert coach.get(reverse("homework:edit_diff", args=[draft.pk]) + "?with=x").status_code == 404
    assert act(coach, draft, act="up", kind="step", key="nope").status_code == 404
    assert act(coach, draft, act="remove", kind="step", key="nope").status_code == 404
    assert act(coach, draft, act="add", kind="activity", step="nope", title="A").status_code == 404
    assert act(coach, draft, act="add", kind="step", title="").status_code == 400
    for name in ("up", "remove"):
        assert act(coach, draft, act=name, kind="step", key="a", seen="x").status_code == 400
    old = reverse("homework:edit_change", args=[draft.pk])
    assert coach.post(old, {"act": "add", "kind": "step", "title": "A"}).status_code == 405
    assert coach.get(old).url == reverse("homework:edit", args=[draft.pk])
    copying = reverse("homework:edit_copy", args=[draft.pk])
    assert coach.post(copying, {"form_key": "x"}).status_code == 400


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("steps", Place("step")),
        ("steps/a/activities", Place("activity", "a")),
        ("steps/a/questions", Place("prompt", "a")),
        ("steps/a/activities/b/questions", Place("prompt", "a", "b")),
        ("questionnaires", Place("measure")),
    ],
)
def test_a_list_and_its_parts_have_addresses_that_lead_back_to_them(address, place):
    part = replace(place, key="steps")
    for converter, url, found in (
        (ListConverter(), address, place),
        (PartConverter(), f"{address}/steps", part),
    ):
        assert re.fullmatch(converter.regex, url)
        assert (converter.to_python(url), converter.to_url(found)) == (found, url)


def test_a_promise_about_the_partner_is_pointed_out():
    data = parse_program((SHIPPED / "steady-yourself.yaml").read_text(encoding="utf-8"))
    assert hints(data) == []
    data["promise"] = "With this, {partner} will come home."
    data["steps"][0]["activities"][0]["with_partner"] = "invited"
    said = [finding.message for finding in hints(data)]
    assert any("sounds like a promise" in text for text in said)
    assert any("reaches the partner" in text for text in said)


def test_a_questionnaire_is_added_changed_ordered_and_removed(coach):
    version = begin(coach)
    first = act(coach, version, act="add", kind="measure", title="csi-4").url
    act(coach, version, act="add", kind="measure", title="gad-7")
    fill_in(coach, first, weeks=4)
    act(coach, version, act="up", kind="measure", key="gad-7")
    page = coach.get(reverse("homework:edit", args=[version.pk])).text
    assert "at the start, at the end, every 4 weeks, may be left out" in page
    version.refresh_from_db()
    assert version.data["outcome_measures"] == [
        {"code": "gad-7", "at": ["start", "end"], "optional": True},
        {"code": "csi-4", "at": ["start", "end", "every_4_weeks"], "optional": True},
    ]
    asked = act(coach, version, act="remove", kind="measure", key="gad-7")
    assert "Remove “Generalised Anxiety Disorder scale, 7 items”?" in asked.text
    act(coach, version, act="remove", kind="measure", key="gad-7", sure=True)
    version.refresh_from_db()
    assert [m["code"] for m in version.data["outcome_measures"]] == ["csi-4"]


@pytest.mark.parametrize("slug", ["steady-yourself", "rebuild-connection"])
def test_saving_a_questionnaire_without_a_change_keeps_every_byte(coach, slug):
    draft = copy(coach, shipped(slug))
    for measure in draft.data["outcome_measures"]:
        before = ProgramVersion.objects.get(pk=draft.pk).source
        fill_in(coach, reverse("homework:edit_measure", args=[draft.pk, measure["code"]]))
        assert ProgramVersion.objects.get(pk=draft.pk).source == before
        assert parse_program(before)["outcome_measures"] == draft.data["outcome_measures"]


def test_a_questionnaire_without_any_time_is_refused_with_what_was_typed(coach):
    version = begin(coach)
    page = act(coach, version, act="add", kind="measure", title="csi-4").url
    version.refresh_from_db()
    seen = version.edit_version
    answer = coach.post(page, {"seen": seen, "optional": "on"})
    assert (answer.status_code, "Choose at least one time." in answer.text) == (400, True)
    answer = coach.post(page, {"seen": seen, "at_end": "on", "weeks": "many"})
    assert (answer.status_code, 'value="many"' in answer.text) == (400, True)
    missing = reverse("homework:edit_measure", args=[version.pk, "no-such"])
    assert coach.get(missing).status_code == 404
    assert act(coach, version, act="add", kind="measure", title="no-such").status_code == 400
    version.refresh_from_db()
    assert version.data["outcome_measures"][0]["at"] == ["start", "end"]


def test_a_version_is_compared_with_the_one_before_it_in_the_same_language(coach):
    first = shipped()
    translated = reverse("homework:edit_translate", args=[first.pk])
    assert coach.post(translated, {"locale": "de"}).status_code == 302
    draft = copy(coach, first)
    page = coach.get(reverse("homework:edit_diff", args=[draft.pk]))
    assert page.context["other"] == first
