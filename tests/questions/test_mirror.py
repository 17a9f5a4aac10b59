"""Two sides of one couple are noticed by what both tell, and only the supervisor hears of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import coachdesk.publishing.disguise as disguise
from clients.people.services import add_prospect
from coachdesk.outbox.relay import run_due
from coachdesk.publishing.letter_facts import facts_of
from coachdesk.questions.conflict_check import ENOUGH, FEWEST_KINDS, WEIGHTS
from coachdesk.questions.models import FactKey, MirrorNotice
from coachdesk.users.models import Role
from tests.factories import make_staff, signed_in
from tests.letters import make_letter

pytestmark = [pytest.mark.django_db, pytest.mark.proves("SEC-13b")]

HERS = (
    "My husband works nights at the Harlow paper mill and I teach. We have two boys, 9 and 12, "
    "and live in Brackwater. Since his brother died in an avalanche he does not talk to me."
)
HIS = (
    "I am a foreman at the paper mill in Harlow. My wife teaches. Our boys are 9 and 12. An "
    "avalanche took my brother. In Brackwater there is nowhere to go for a quiet hour."
)
ELSE = (
    "My husband works nights and I teach. We have two boys, 9 and 12. He does not talk to me "
    "since the summer, and I wonder how other people begin again after such a long silence."
)


def test_two_letters_that_tell_the_same_facts_are_shown_to_the_supervisor_alone():
    first, _code = make_letter(HERS)
    second, _code = make_letter(HIS)
    run_due()
    notice = MirrorNotice.objects.get()
    assert (notice.first_id, notice.second_id) == (first.pk, second.pk)
    words = "both sides of one couple"
    assert words in signed_in(make_staff(Role.SUPERVISOR)).get("/desk/questions/").content.decode()
    assert words not in signed_in(make_staff(Role.EDITOR)).get("/desk/questions/").content.decode()


def test_a_few_common_facts_are_no_sign():
    make_letter(HERS)
    make_letter(ELSE)
    run_due()
    assert not MirrorNotice.objects.exists()


def test_a_letter_and_a_client_are_noticed_from_either_side():
    coach = make_staff(Role.COACH)
    client = add_prospect(actor=coach, name="Ana", concern=HERS)
    question, _code = make_letter(HIS)
    run_due()
    assert [(n.client_id, n.second_id) for n in MirrorNotice.objects.all()] == [
        (client.pk, question.pk)
    ]
    MirrorNotice.objects.all().delete()
    other = add_prospect(actor=coach, name="Ben", concern=HERS)
    assert MirrorNotice.objects.get(second=question).client_id == other.pk
    page = signed_in(make_staff(Role.SUPERVISOR)).get("/desk/questions/").content.decode()
    assert "A letter and a client may be the two sides" in page


def test_what_is_kept_of_the_facts_holds_no_word_of_them():
    make_letter(HERS)
    run_due()
    stored = json.dumps(list(FactKey.objects.values("kind", "hash")))
    assert FactKey.objects.count() > 5
    assert not {"brackwater", "harlow", "avalanche"} & set(stored.lower().split('"'))


def test_letters_of_strangers_are_not_taken_for_a_couple():
    path = Path(disguise.__file__).parent / "data" / "labelled.en.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    told = [facts_of(row["text"]) for row in rows if row["id"].endswith("-1")]
    alarms = [
        shared
        for number, first in enumerate(told)
        for second in told[:number]
        if (shared := first & second)
        and sum(WEIGHTS.get(kind, 0) for kind, _value in shared) >= ENOUGH
        and len({kind for kind, _value in shared}) >= FEWEST_KINDS
    ]
    assert len(told) > 100
    assert alarms == []
