"""Whatever a form is sent, the answer is calm: never a failure, and never a stored control character."""

from __future__ import annotations

import uuid

import pytest

from coachdesk.publishing import comments
from coachdesk.publishing.models import Comment
from coachdesk.questions import replies
from coachdesk.safety.models import SafetyFlag
from coachdesk.users.models import Role
from tests.factories import make_staff, signed_in
from tests.letters import PARTS, URGENT, make_article, make_letter, make_public, open_letter

pytestmark = pytest.mark.django_db

NAMES = (
    "version number act step then decision kind words instead reason answer title opening letter "
    "pseudonym point_title point_text takeaways body name query topics to into topic article action "
    "chosen outcome text source form_key code address only_i_read publish what text_hash sooner at "
    "expires_on challenge proof website asks country adult contact safe_at_home agree act note"
).split()
ODD = ("a\x00b", "9" * 6000, "²", "-1", "\u202e", "x" * 70000, "' OR 1=1 --", "{{ 7 }}", "none")


def send_all(browser, address: str, **known: str) -> list[str]:
    wrong = []
    for odd in ODD:
        response = browser.post(address, {**dict.fromkeys(NAMES, odd), **known})
        if response.status_code >= 500:
            wrong.append(f"{address} {odd[:10]!r}: {response.status_code}")
    return wrong


@pytest.mark.proves("SEC-36", "SEC-37", "REL-09")
def test_odd_values_never_fail_at_the_desk():
    article, _code, coach = make_article()
    question, _code = make_letter()
    replies.save_reply(question_id=question.pk, parts=PARTS, version=0, actor=coach)
    make_letter(URGENT)
    desk = signed_in(make_staff(Role.SUPERVISOR, Role.EDITOR))
    at, on = f"/desk/questions/{question.pk}/", f"/desk/articles/{article.pk}/"
    wrong = []
    for act in ("assign", "send-back", "decline", "merge", "reopen", "close", "spam", "undo"):
        wrong += send_all(desk, f"{at}{act}/")
    for act in ("send-back", "schedule", "unpublish", "begin-again", "publish", "approve"):
        wrong += send_all(desk, f"{on}{act}/")
    for decision in ("change", "remove", "keep"):
        wrong += send_all(desk, f"{on}decide/", decision=decision)
    for address in (
        f"{at}save/",
        f"{at}note/",
        f"{at}topics/",
        f"{at}versions/1/restore/",
        f"{at}send/",
        f"{at}review/",
        f"{on}save/",
        f"{on}hand-in/",
        f"/desk/flags/{SafetyFlag.objects.get().pk}/note/",
        f"/desk/flags/{SafetyFlag.objects.get().pk}/clear/",
        "/desk/questions/together/assign/",
        "/desk/questions/together/topic/",
        "/desk/questions/together/answer/",
        "/desk/questions/new/",
        "/desk/questions/passages/",
        "/desk/questions/views/",
    ):
        wrong += send_all(desk, address)
    assert wrong == []


@pytest.mark.proves("SEC-36", "SEC-37", "REL-09")
def test_odd_values_never_fail_for_readers(client):
    copy, code = make_public()
    made = comments.submit(copy=copy, name="N", body="Calm.", token="t", proven=True)
    Comment.objects.filter(pk=made.pk).update(state="approved", decided_by=make_staff(Role.EDITOR))
    reader = open_letter(code)
    wrong = []
    for browser, address in (
        (client, "/ask/"),
        (client, "/ask/related/"),
        (client, "/letter/"),
        (client, f"/answers/{copy.slug}/comment/"),
        (client, f"/comment/{made.pk}/report/"),
        (client, "/comment/delete/x/"),
        (client, "/subscribe/"),
        (client, "/subscribe/leave/x/"),
        (reader, "/letter/read/write/"),
        (reader, "/letter/read/agree/"),
        (reader, "/letter/read/publication/yes/"),
        (reader, "/letter/article/yes/"),
        (reader, "/letter/article/no/"),
    ):
        wrong += send_all(browser, address)
        wrong += send_all(browser, address, form_key=str(uuid.uuid4()))
    assert wrong == []


@pytest.mark.parametrize(
    "address",
    [
        "/answers/?page=e30",
        "/answers/?page=W10",
        "/answers/?page=WyJuIiwieCIsInkiXQ",
        "/answers/?page=NQ",
        "/desk/articles/?page=W10&state=x",
        "/desk/comments/?page=%C3%A9",
        "/desk/questions/?find=%27%22&view=all",
    ],
)
def test_odd_addresses_answer_calmly(address):
    desk = signed_in(make_staff(Role.EDITOR))
    assert desk.get(address).status_code in (200, 400)
