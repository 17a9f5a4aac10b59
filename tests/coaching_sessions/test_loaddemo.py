"""The demo is loaded whole, into an empty practice that is meant for it, or not at all."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine
from django.core.management import call_command
from django.core.management.base import CommandError

from coachdesk.infra.data_folder import DEMO, REAL, kind_of, mark_kind
from coachdesk.questions.models import Question
from coachdesk.users.models import Kind, User, alias_for
from coachdesk.users.services import accept_invitation, create_invitation
from sessions.demo.people import address_of
from sessions.management.commands import loaddemo
from tests.factories import PASSWORD, make_staff, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.proves("SEC-65")]


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.DEMO = True
    settings.DATA_DIR = tmp_path
    return tmp_path


def refused(words: str) -> None:
    before = User.objects.count()
    with pytest.raises(CommandError, match=words) as refusal:
        call_command("loaddemo")
    assert "\n" not in str(refusal.value)
    assert (User.objects.count(), Question.objects.count()) == (before, 0)


def test_the_demo_is_loaded_once_and_marks_its_folder(folder):
    call_command("loaddemo")
    letters = Question.objects.count()
    assert not User.objects.filter(is_demo=False).exists()
    assert kind_of(folder) == DEMO
    call_command("loaddemo")
    assert Question.objects.count() == letters > 0


def test_it_is_refused_where_somebody_real_is(settings):
    settings.DEMO = False
    make_staff()
    settings.DEMO = True
    refused("has people of its own")


def test_it_is_refused_in_a_real_folder_that_is_still_empty(folder):
    mark_kind(folder, REAL)
    refused("holds a real practice")


def test_it_is_refused_in_production_and_where_it_is_off(settings):
    settings.PRODUCTION = True
    refused("never loaded in production")
    settings.PRODUCTION, settings.DEMO = False, False
    refused("COACHDESK_DEMO is on")


def test_a_load_that_fails_leaves_nobody_behind(folder, monkeypatch):
    def fail(*_rows: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(loaddemo, "load_records", fail)
    with pytest.raises(RuntimeError, match="the disk is full"):
        call_command("loaddemo")
    assert (User.objects.count(), Question.objects.count(), kind_of(folder)) == (0, 0, "")


def test_who_is_invited_into_a_demo_is_of_the_demo(settings):
    invitation, token = create_invitation(
        kind=Kind.STAFF, address="x@example.org", actor=None, roles=["coach"]
    )
    user = accept_invitation(
        token=token, spoken_code=invitation.spoken_code, display_name="X", password=PASSWORD
    )
    assert user.is_demo
    call_command("loaddemo")


def test_a_demo_says_on_its_pages_how_it_is_left(client):
    assert "python3 desk.py leave-demo" in client.get("/help/").text


@pytest.mark.parametrize("hour", [0, 11, 22, 23])
def test_the_next_session_is_within_reach_at_every_hour(hour):
    with time_machine.travel(datetime(2031, 1, 14, hour, 40, tzinfo=UTC)):
        call_command("loaddemo")
        priya = User.objects.get(login_alias=alias_for(address_of("priya")))
        browser = signed_in(priya)
        assert "Note for Viktor S." in " ".join(browser.get("/desk/").content.decode().split())
