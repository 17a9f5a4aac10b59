"""Two tabs over one flag: what came after the page was read is never cleared with it."""

from __future__ import annotations

import pytest
from django.core import mail

from coachdesk.outbox.relay import run_due
from coachdesk.questions.models import Question, WriterKind
from coachdesk.questions.own_letter import write_more
from coachdesk.safety import services
from coachdesk.safety.models import EscalationEntry, HelpNumber, SafetyFlag
from coachdesk.users.models import Role
from tests.factories import make_client, make_staff, signed_in
from tests.letters import URGENT, make_letter
from tests.old_tabs.tabs import press, tab

pytestmark = [pytest.mark.django_db, pytest.mark.proves("REL-06")]
CHANGED = "This flag was changed after you opened it. Nothing was done; read it again."


@pytest.fixture
def morgan():
    return make_staff(Role.SUPERVISOR, name="Morgan Hale")


@pytest.fixture
def other():
    return make_staff(Role.SUPERVISOR, name="Dana Whitfield")


@pytest.fixture
def flag():
    """The flag of a letter that is read first."""
    make_letter(URGENT)
    return SafetyFlag.objects.get()


def at(flag, act=""):
    """The page of a flag, or the address of an act on it."""
    return f"/desk/flags/{flag.pk}/{act}"


def stands(flag):
    """State of a flag and the acts of its log, as stored."""
    flag.refresh_from_db()
    return flag.state, list(flag.entries.order_by("at").values_list("act", flat=True))


def another_fear(flag):
    return services.open_flag(
        subject_kind="question", subject_id=flag.subject_id, person_id=flag.person_id,
        codes=["stalking_risk"], urgent=False,
    )  # fmt: skip


def test_an_old_tab_does_not_clear_what_was_noted_since(flag, morgan, other):
    desk = signed_in(morgan)
    services.note_act(flag=flag, actor=other, act="note", note="Left a message.")
    old = tab(desk, at(flag), at(flag, "clear/"), note="A figure of speech.")
    services.note_act(flag=flag, actor=other, act="contacted", note="She has left the house.")
    response = desk.post(at(flag, "clear/"), old)
    stood = ("in_progress", ["opened", "note", "contacted"])
    assert (response.status_code, stands(flag)) == (409, stood)
    words = (CHANGED, "She has left the house.", "A figure of speech.")
    assert [said in response.text for said in words] == [True] * 3
    assert Question.objects.get().state == "safety_hold"

    # Read again, with the new note in sight.
    again = press(desk, at(flag), at(flag, "clear/"), note="She is safe at her sister’s.")
    assert (again.status_code, stands(flag)[0]) == (302, "cleared")


def test_an_old_tab_does_not_clear_after_a_new_fear(flag, morgan):
    desk = signed_in(morgan)
    old = tab(desk, at(flag), at(flag, "clear/"), note="A figure of speech.")
    newer = another_fear(flag)
    response = desk.post(at(flag, "clear/"), old)
    assert (response.status_code, stands(flag)) == (409, ("open", ["opened"]))
    assert "1 more flag is open for the same person." in response.text
    assert stands(newer) == ("open", ["opened"])


def test_an_old_tab_does_not_clear_after_newer_words_of_the_writer(flag, morgan):
    desk = signed_in(morgan)
    old = tab(desk, at(flag), at(flag, "clear/"), note="A figure of speech.")
    write_more(question_id=flag.person_id, kind=WriterKind.ADDITION, body="It is calm tonight.")
    assert desk.post(at(flag, "clear/"), old).status_code == 409
    assert stands(flag) == ("open", ["opened"])


def test_a_flag_that_a_colleague_cleared_keeps_her_reason(flag, morgan, other):
    desk = signed_in(morgan)
    old = tab(desk, at(flag), at(flag, "clear/"), note="A figure of speech.")
    services.clear(flag=flag, actor=other, note="Spoke with her.")
    response = desk.post(at(flag, "clear/"), old)
    assert (response.status_code, stands(flag)) == (409, ("cleared", ["opened", "cleared"]))
    assert [words in response.text for words in (CHANGED, "A figure of speech.")] == [True] * 2


def test_a_second_press_on_clear_changes_nothing(flag, morgan):
    desk = signed_in(morgan)
    once = tab(desk, at(flag), at(flag, "clear/"), note="Spoke with her.")
    assert [desk.post(at(flag, "clear/"), once).status_code for _press in range(2)] == [302, 302]
    assert stands(flag) == ("cleared", ["opened", "cleared"])


def test_the_answer_of_an_old_tab_may_not_leave(flag, morgan, other):
    desk = signed_in(morgan)
    old = tab(desk, at(flag), at(flag, "allow-answer/"), note="I phone her sister.")
    services.note_act(flag=flag, actor=other, act="note", note="He reads her mail now.")
    response = desk.post(at(flag, "allow-answer/"), old)
    flag.refresh_from_db()
    assert (response.status_code, flag.answer_allowed_at) == (409, None)
    words = ("He reads her mail now.", "I phone her sister.")
    assert [said in response.text for said in words] == [True] * 2
    press(desk, at(flag), at(flag, "allow-answer/"), note="I phone her sister.")
    flag.refresh_from_db()
    assert flag.answer_allowed_by == morgan


def test_i_take_care_of_it_stops_no_call_that_was_not_seen(flag, morgan, other):
    desk = signed_in(morgan)
    old = tab(desk, at(flag), at(flag, "acknowledge/"))
    services.escalate(flag=flag, actor=other, note="I am away until Monday.")
    response = desk.post(at(flag, "acknowledge/"), old)
    assert (response.status_code, stands(flag)) == (409, ("escalated", ["opened", "escalated"]))
    assert "I am away until Monday." in response.text
    assert press(desk, at(flag), at(flag, "acknowledge/")).status_code == 302
    assert stands(flag)[0] == "acknowledged"


def test_calling_the_next_and_writing_down_win_from_any_tab(flag, morgan, other):
    services.note_act(flag=flag, actor=other, act="note", note="Left a message.")
    desk = signed_in(morgan)
    call = desk.post(at(flag, "escalate/"), {"note": "I am away until Monday."})
    note = desk.post(at(flag, "note/"), {"act": "contacted", "note": "Reached her."})
    acts = ["opened", "note", "escalated", "contacted"]
    assert (call.status_code, note.status_code, stands(flag)[1]) == (302, 302, acts)


def test_nobody_is_told_that_somebody_was_called_about_a_cleared_flag(flag, morgan, other):
    services.clear(flag=flag, actor=other, note="Spoke with her.")
    while run_due():
        pass
    mails = len(mail.outbox)
    response = signed_in(morgan).post(at(flag, "escalate/"), {"note": "I am away until Monday."})
    while run_due():
        pass
    words = ("Nobody was called.", "I am away until Monday.")
    assert (response.status_code, [said in response.text for said in words]) == (409, [True] * 2)
    assert (len(mail.outbox), stands(flag)) == (mails, ("cleared", ["opened", "cleared"]))


def test_many_at_once_leaves_those_that_changed(morgan, other):
    calm, changed, twin = (calm_flag(make_letter()[0].pk) for _n in range(3))
    same = calm_flag(twin.person_id)
    flags = (calm, changed, twin, same)
    desk = signed_in(morgan)
    old = tab(
        desk, "/desk/flags/", "/desk/flags/clear/",
        chosen=[str(flag.pk) for flag in flags], note="All read.",
    )  # fmt: skip
    services.note_act(flag=changed, actor=other, act="note", note="She wrote again.")
    response = desk.post("/desk/flags/clear/", old, follow=True)
    states = [stands(flag)[0] for flag in flags]
    assert states == ["cleared", "in_progress", "cleared", "cleared"]
    told = ("3 cleared.", "1 was changed after you opened the list and stays open.")
    assert [words in response.text for words in told] == [True] * 2


def calm_flag(person_id):
    return services.open_flag(
        subject_kind="question", subject_id=person_id, person_id=person_id,
        codes=["coercive_control"], urgent=False,
    )  # fmt: skip


@pytest.mark.parametrize("act", ["clear/", "allow-answer/", "acknowledge/"])
def test_a_form_without_a_stamp_counts_as_old(flag, morgan, act):
    response = signed_in(morgan).post(at(flag, act), {"note": "A figure of speech."})
    assert (response.status_code, stands(flag)) == (409, ("open", ["opened"]))
    assert CHANGED in response.text


def test_the_stamps_of_a_list_cost_the_same_for_many(django_assert_max_num_queries):
    from coachdesk.safety.shown import flag_stamps

    flags = [calm_flag(make_client().pk) for _n in range(12)]
    with django_assert_max_num_queries(3):
        assert len(set(flag_stamps(flags))) == 12
    assert EscalationEntry.objects.count() == 12


@pytest.fixture
def number():
    return HelpNumber.objects.create(
        country="IE", kind="crisis", label="Listening line", number="116 123"
    )


LINES = "/desk/flags/numbers/"
TYPED = {"country": "IE", "kind": "crisis", "label": "Night line", "number": "116 999"}


@pytest.mark.parametrize("act", ["verify", "remove"])
def test_a_help_number_that_was_put_right_is_not_judged_by_an_old_tab(number, morgan, act):
    desk = signed_in(morgan)
    old = tab(desk, LINES, f"{LINES}{number.pk}/{act}/")
    HelpNumber.objects.update(number="116 124")
    response = desk.post(f"{LINES}{number.pk}/{act}/", old)
    now = HelpNumber.objects.values_list("number", "verified_on").get()
    assert (response.status_code, now) == (409, ("116 124", None))
    assert [words in response.text for words in ("116 124", "Nothing was done.")] == [True] * 2


def test_the_second_tab_on_a_help_number_gets_both(number, morgan):
    desk, act = signed_in(morgan), f"{LINES}{number.pk}/change/"
    old = tab(desk, f"{LINES}?change={number.pk}", act, **TYPED)
    first = TYPED | {"label": "Day line", "number": "116 124"}
    assert press(desk, f"{LINES}?change={number.pk}", act, **first).status_code == 302
    response = desk.post(act, old)
    stored = HelpNumber.objects.values_list("label", "number").get()
    assert (response.status_code, stored) == (409, ("Day line", "116 124"))
    words = ("Day line", "116 124", "Night line", "116 999")
    assert [said in response.text for said in words] == [True] * 4
    assert press(desk, f"{LINES}?change={number.pk}", act, **TYPED).status_code == 302
    assert HelpNumber.objects.get().number == "116 999"


@pytest.mark.parametrize("act", ["verify", "remove", "change"])
def test_a_number_without_a_stamp_counts_as_old(number, morgan, act):
    before = HelpNumber.objects.values().get()
    response = signed_in(morgan).post(f"{LINES}{number.pk}/{act}/", TYPED)
    assert (response.status_code, HelpNumber.objects.values().get()) == (409, before)


def test_a_new_number_replaces_nothing_and_is_never_old(morgan):
    assert signed_in(morgan).post(f"{LINES}add/", TYPED).status_code == 302
    assert HelpNumber.objects.get().label == "Night line"
