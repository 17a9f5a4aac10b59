"""Sealed values that do not open: a placeholder, an alarm, and the page stands."""

from __future__ import annotations

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command

from coachdesk.audit.models import AuditEvent
from coachdesk.lib import sealed
from coachdesk.lib.sealed import Ciphertext, DamagedValue, Unreadable, unreadable_text
from coachdesk.outbox.relay import task_function
from coachdesk.questions import replies
from coachdesk.questions.models import Reply
from coachdesk.safety.models import SafetyFlag
from coachdesk.safety.triage.lexicon import CODES
from coachdesk.users.models import Role, User
from tests.factories import make_staff, signed_in
from tests.faults.crawl import crawl, open_all
from tests.faults.demo_people import load_demo, lose_the_key, starts_of
from tests.letters import PARTS, URGENT, make_letter

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_was_told():
    sealed._told.clear()
    yield
    sealed._cipher.cache_clear()


def cut(row, column: str) -> str:
    """Cut a row's stored value short; gives what stands there now."""
    left = Ciphertext(stored(row, column)[:-9])
    type(row).objects.filter(pk=row.pk).update(**{column: left})
    return str(left)


def stored(row, column: str) -> str:
    return str(type(row).objects.get(pk=row.pk).__dict__[column])


@pytest.mark.proves("SEC-52", "REL-01")
def test_the_value_is_a_placeholder_and_saving_the_row_keeps_the_bytes():
    user = make_staff(name="Ana Okonkwo")
    left = cut(user, "display_name")
    found = User.objects.get(pk=user.pk)
    assert isinstance(found.display_name, Unreadable)
    assert str(found.display_name) == str(unreadable_text())
    found.save()
    found.display_name = found.display_name
    found.save()
    found.display_name = f" {unreadable_text()} "
    found.save()
    assert stored(user, "display_name") == left
    with pytest.raises(DamagedValue):
        found.display_name = f"{unreadable_text()} and more"
    found.display_name = "Ana O."
    found.save()
    assert User.objects.get(pk=user.pk).display_name == "Ana O."


@pytest.mark.proves("SEC-55")
def test_the_alarm_names_the_place_once_and_no_words(caplog):
    owner = signed_in(make_staff(Role.OWNER))
    user = make_staff(name="Ana Okonkwo")
    cut(user, "display_name")
    for _ in range(2):
        assert owner.get("/desk/team/").status_code == 200
    told = AuditEvent.objects.filter(action="data.unreadable")
    assert [(e.object_type, e.object_id) for e in told] == [("users_user.display_name", user.pk)]
    lines = [r for r in caplog.records if r.name == "coachdesk.sealed"]
    assert [(r.kind, r.object_id) for r in lines] == [("users_user.display_name", str(user.pk))]


@pytest.mark.proves("REL-01", "REL-09")
def test_a_damaged_answer_is_never_overwritten_by_its_placeholder():
    question, _code = make_letter()
    coach = make_staff(Role.COACH)
    replies.save_reply(question_id=question.pk, parts=PARTS, version=0, actor=coach)
    reply = Reply.objects.get()
    left = cut(reply, "parts")
    desk, place = signed_in(coach), f"/desk/questions/{question.pk}/"
    assert str(unreadable_text()) in desk.get(place).text
    mixed = {"version": 1, "answer": str(unreadable_text()), "opening": "New words of an hour"}
    refused = desk.post(f"{place}save/", mixed)
    assert (refused.status_code, "New words of an hour" in refused.text) == (409, True)
    assert stored(reply, "parts") == left
    sent = desk.post(f"{place}send/", {"version": 1, "answer": str(unreadable_text())})
    assert sent.status_code < 500
    reply.refresh_from_db()
    assert (reply.sent_at, stored(reply, "parts")) == (None, left)


@pytest.mark.proves("SEC-45")
def test_codes_that_do_not_open_close_everything_that_a_code_can_close(settings):
    make_letter(URGENT)
    lose_the_key(settings)
    assert set(SafetyFlag.objects.get().codes) == CODES


def test_every_page_stands_when_nothing_opens(settings, tmp_path):
    settings.DEMO = True
    browsers = load_demo(tmp_path)
    some = ("stranger", "morgan", "tomas", "june", "reader0", *sorted(browsers)[:2])
    places = {name: crawl(browsers[name], starts_of(name), each=1) for name in some}
    lose_the_key(settings)
    wrong, shown = open_all(browsers, places)
    assert wrong == []
    assert shown > 100
    call_command("retention", verbosity=0)
    for name in django_settings.CELERY_BEAT_SCHEDULE:
        task_function(name)()
