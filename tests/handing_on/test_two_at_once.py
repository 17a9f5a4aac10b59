"""Two hand a case over at the same moment, or one from an old page: the second is told in words."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from coachdesk.users.models import Role
from tests.factories import make_client, make_staff, signed_in

ROOT = Path(__file__).resolve().parents[2]
WHY = "She moves to another town."


def form(to, shown, why=WHY):
    return {"over-person": str(to.pk), "over-reason": why, "over-shown": str(shown.pk)}


DONE = {"answers": [[302, False], [409, True]], "winner": 302, "works": [True]}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("door", ["hand-over", "assign"])
def test_of_two_at_once_one_hands_over_and_the_other_reads_why_not_on_postgresql(door):
    if connection.vendor != "postgresql":
        pytest.skip("this run has no PostgreSQL")
    from tests.handing_on.race import race

    found = race(door)
    assert found | {"answers": [list(answer) for answer in found["answers"]]} == DONE


def test_of_two_at_once_one_hands_over_and_the_other_reads_why_not_on_a_sqlite_file(tmp_path):
    env = {k: v for k, v in os.environ.items() if not k.startswith(("DATABASE", "COACHDESK"))}
    env |= {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "COACHDESK_DATA": str(tmp_path),
        "COACHDESK_KEY_FILE": str(tmp_path / "keys.json"),
        "PYTHONPATH": str(ROOT),
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.handing_on.race"],
        cwd=ROOT, env=env, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    assert json.loads(done.stdout.strip().splitlines()[-1]) == [DONE, DONE]


@pytest.mark.django_db
def test_an_old_page_of_who_gave_the_case_away_gets_its_words_back_and_nothing_of_the_case():
    coach, one, two = make_staff(), make_staff(), make_staff()
    client = make_client(coach, name="Noor Quiet")
    address = f"/desk/clients/cases/{client.cases.get().pk}/hand-over/"
    browser = signed_in(coach)
    assert browser.post(address, form(one, coach)).status_code == 302
    answer = browser.post(address, form(two, coach, "He asked for somebody nearer to his home."))
    text = answer.content.decode()
    assert (answer.status_code, client.cases.get().owner) == (409, one)
    assert "He asked for somebody nearer to his home." in text
    assert "This case went on to somebody else" in text
    assert [words in text for words in ("Noor", client.code)] == [False, False]
    # Whoever never worked on it learns nothing.
    assert signed_in(two).post(address, form(one, coach)).status_code == 404


@pytest.mark.django_db
def test_the_owners_old_page_moves_nothing_and_the_one_that_comes_back_does():
    coach, one, two, owner = (
        make_staff(), make_staff(name="Priya Nair"), make_staff(), make_staff(Role.OWNER),
    )  # fmt: skip
    client = make_client(coach)
    address = f"/desk/clients/cases/{client.cases.get().pk}/assign/"
    browser = signed_in(owner)
    assert browser.post(address, form(one, coach)).status_code == 302
    answer = browser.post(address, form(two, coach))
    text = answer.content.decode()
    assert (answer.status_code, client.cases.get().owner) == (409, one)
    assert "Priya Nair has this case now. Please check again." in text
    assert WHY in text
    assert f'name="over-shown" value="{one.pk}"' in text
    assert browser.post(address, form(two, one)).status_code == 302
    assert client.cases.get().owner == two
