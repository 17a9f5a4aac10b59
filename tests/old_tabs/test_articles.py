"""Two tabs over one article or comment: what was not read is neither approved nor shown."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from coachdesk.approvals.models import Approval
from coachdesk.lib.errors import Conflict, NotPossible
from coachdesk.outbox.models import OutboxMessage
from coachdesk.publishing import comments, publication, services
from coachdesk.publishing.article_checks import findings_of
from coachdesk.publishing.models import Article, Comment, DetailDecision, PublicCopy
from coachdesk.users.models import Role
from tests.factories import make_staff, signed_in
from tests.letters import make_article, make_public
from tests.old_tabs.tabs import press, tab

pytestmark = [pytest.mark.django_db, pytest.mark.proves("REL-06", "SEC-74")]
CHANGED = "The text was changed after you opened it."
COMMENT_CHANGED = "This was changed after you opened it."


@pytest.fixture
def june():
    return make_staff(Role.EDITOR, name="June Park")


@pytest.fixture
def checked():
    """An article of Tomas in the second check, with its page."""
    article, _code, tomas = make_article(make_staff(Role.COUNSELOR, name="Tomas Lind"))
    services.to_second_check(article_id=article.pk, actor=tomas)
    return article, tomas, f"/desk/articles/{article.pk}/"


def rewritten(article, tomas, opening):
    """Taken back, changed and handed in again."""
    services.send_back(article_id=article.pk, actor=tomas, reason="One more sentence.")
    now = Article.objects.get(pk=article.pk)
    services.save(
        article_id=now.pk, blocks={**now.blocks, "intro": opening}, version=now.version, actor=tomas
    )
    services.to_second_check(article_id=now.pk, actor=tomas)


def test_the_yes_of_an_old_tab_is_not_for_a_text_nobody_read(june, checked):
    article, tomas, page = checked
    desk = signed_in(june)
    old = tab(desk, page, f"{page}approve/")
    rewritten(article, tomas, "Evenings grow quiet.")
    mails = OutboxMessage.objects.count()

    answer = desk.post(f"{page}approve/", old)
    article.refresh_from_db()
    assert (answer.status_code, article.state, article.checker) == (409, "second_check", None)
    assert (Approval.objects.filter(object_id=article.pk).count(), OutboxMessage.objects.count()) == (
        0, mails,
    )  # fmt: skip
    text = answer.content.decode()
    assert [words in text for words in (CHANGED, "Evenings grow quiet.")] == [True] * 2

    # Read again, the yes counts, and it is for the new text.
    assert press(desk, page, f"{page}approve/").status_code == 302
    article.refresh_from_db()
    assert (article.state, article.checked_hash) == ("writer_preview", article.text_hash)


def test_a_checklist_that_was_changed_is_read_again_too(june, checked):
    article, tomas, page = checked
    desk = signed_in(june)
    old = tab(desk, page, f"{page}approve/")
    now = Article.objects.get(pk=article.pk)
    services.save(
        article_id=now.pk, blocks=now.blocks, version=now.version, actor=tomas,
        checklist=dict.fromkeys(now.checklist, "not_present"),
    )  # fmt: skip
    assert desk.post(f"{page}approve/", old).status_code == 409
    assert not Approval.objects.filter(object_id=article.pk).exists()


def scheduled(june, checked):
    """An approved article that waits for its day; the writer agreed to go online sooner."""
    article, _tomas, page = checked
    article = services.approve_check(article_id=article.pk, actor=june)
    services.writer_approves(article_id=article.pk, text_hash=article.text_hash, sooner=True)
    return Article.objects.get(pk=article.pk), page


def test_publish_now_of_an_old_tab_does_not_undo_a_later_day(june, checked):
    article, page = scheduled(june, checked)
    desk, other = signed_in(june), signed_in(make_staff(Role.SUPERVISOR))
    old = tab(desk, page, f"{page}publish/")
    day = (timezone.now() + timedelta(days=40)).strftime("%Y-%m-%d")
    assert press(other, page, f"{page}schedule/", at=day).status_code == 302
    answer = desk.post(f"{page}publish/", old)
    assert (answer.status_code, CHANGED in answer.text) == (409, True)
    assert not PublicCopy.objects.exists()

    # The day of an old tab neither: it comes back to be looked at.
    answer = desk.post(f"{page}schedule/", old | {"at": "2031-01-05"})
    article.refresh_from_db()
    assert (answer.status_code, 'value="2031-01-05"' in answer.text) == (409, True)
    assert article.scheduled_for.strftime("%Y-%m-%d") == day
    assert press(desk, page, f"{page}publish/").status_code == 302
    assert PublicCopy.objects.count() == 1


def test_begin_again_of_an_old_tab_does_not_throw_the_new_checks_away(june):
    copy, _code = make_public(june)
    publication.unpublish(article_id=copy.article_id, actor=june, reason="Wished for.")
    desk, page = signed_in(june), f"/desk/articles/{copy.article_id}/"
    old = tab(desk, page, f"{page}begin-again/")
    assert press(desk, page, f"{page}begin-again/").status_code == 302
    article = Article.objects.get()
    services.save(
        article_id=article.pk, blocks=article.blocks, version=article.version,
        actor=article.author, checklist={"names": "changed"},
    )  # fmt: skip
    assert desk.post(f"{page}begin-again/", old).status_code == 409
    article.refresh_from_db()
    assert (article.state, article.checklist) == ("disguising", {"names": "changed"})


def test_only_what_is_offline_begins_again(june, checked):
    article = checked[0]
    with pytest.raises(NotPossible, match="has moved on"):
        publication.begin_again(article_id=article.pk, actor=june)
    assert Article.objects.get().state == "second_check"


def test_a_text_that_came_between_saving_and_handing_in_is_not_handed_in():
    article, _code, tomas = make_article()
    with pytest.raises(Conflict):
        services.to_second_check(article_id=article.pk, actor=tomas, version=article.version - 1)
    assert Article.objects.get().state == "disguising"


@pytest.mark.parametrize("act", ["approve", "publish", "schedule", "begin-again"])
def test_a_form_without_a_stamp_counts_as_old(june, checked, act):
    page = checked[2]
    if act in ("publish", "schedule"):
        scheduled(june, checked)
    elif act == "begin-again":
        Article.objects.update(state="unpublished", unpublished_at=timezone.now())
    before = Article.objects.values().get()
    answer = signed_in(june).post(f"{page}{act}/", {"at": "2031-01-05"})
    assert (answer.status_code, CHANGED in answer.text) == (409, True)
    assert Article.objects.values().get() == before


@pytest.mark.parametrize("act", ["send-back", "unpublish"])
def test_a_step_back_wins_from_any_tab(june, checked, act):
    article, page = scheduled(june, checked)
    if act == "unpublish":
        publication.publish(article_id=article.pk, actor=june)
    answer = signed_in(june).post(f"{page}{act}/", {"reason": "Something is wrong."})
    article.refresh_from_db()
    state = {"send-back": "disguising", "unpublish": "unpublished"}[act]
    assert (answer.status_code, article.state) == (302, state)


def with_a_place(article, tomas):
    """A text in which a place stands that could point to the writer."""
    now = Article.objects.get(pk=article.pk)
    blocks = {**now.blocks, "intro": "It began in Dayton, Ohio."}
    now = services.save(article_id=now.pk, blocks=blocks, version=now.version, actor=tomas)
    found = next(f for f in findings_of(now, "") if f.kind == "place")
    return {"kind": found.kind, "words": found.words}


def test_a_detail_that_a_colleague_settled_is_not_settled_again(june):
    article, _code, tomas = make_article()
    page = f"/desk/articles/{article.pk}/"
    keep = with_a_place(article, tomas) | {"decision": "keep"}
    desk = signed_in(june)
    kept = desk.post(f"{page}decide/", keep | {"reason": "The film is set there."})
    assert kept.status_code == 302
    change = keep | {"decision": "change", "instead": "a town"}
    answer = desk.post(f"{page}decide/", change)
    assert (answer.status_code, "Somebody has settled this detail" in answer.text) == (409, True)
    row = DetailDecision.objects.get()
    assert (row.decision, row.reason) == ("keep", "The film is set there.")


def test_words_that_are_gone_are_not_kept_beforehand(june):
    article, _code, tomas = make_article()
    page = f"/desk/articles/{article.pk}/"
    settle = with_a_place(article, tomas)
    desk = signed_in(june)
    change = settle | {"decision": "change", "instead": "a town"}
    assert desk.post(f"{page}decide/", change).status_code == 302
    keep = settle | {"decision": "keep", "reason": "The film is set there."}
    assert desk.post(f"{page}decide/", keep).status_code == 409
    assert DetailDecision.objects.values_list("decision", flat=True).get() == "change"


@pytest.fixture
def comment(june):
    copy, _code = make_public(june)
    return comments.submit(
        copy=copy, name="Hyacinth", body="We slept better.", token="own-token", proven=True
    )


def test_a_comment_that_was_taken_back_is_not_shown_by_an_old_tab(june, comment):
    desk, at = signed_in(june), f"/desk/comments/{comment.pk}/"
    old = tab(desk, "/desk/comments/", at, decision="approved", reason="Kind words.")
    assert comments.delete_own(token="own-token")
    answer = desk.post(at, old)
    comment.refresh_from_db()
    assert (answer.status_code, comment.state, comment.body) == (409, "removed", "")
    assert [words in answer.text for words in (COMMENT_CHANGED, "Kind words.")] == [True] * 2


def test_it_may_stay_is_not_said_about_a_report_nobody_read(june, comment, monkeypatch):
    monkeypatch.setattr(comments, "REPORTS_TO_HIDE", 3)
    desk, at = signed_in(june), f"/desk/comments/{comment.pk}/"
    assert press(desk, "/desk/comments/", at, decision="approved").status_code == 302
    comments.report(comment_id=comment.pk, reason="Sounds odd.")
    old = tab(desk, "/desk/comments/", at, decision="approved")
    comments.report(comment_id=comment.pk, reason="It names my sister.")
    answer = desk.post(at, old)
    comment.refresh_from_db()
    assert (answer.status_code, comment.state, comment.reports) == (409, "approved", 2)
    assert "It names my sister." in answer.text
    assert press(desk, "/desk/comments/", at, decision="approved").status_code == 302
    assert Comment.objects.values_list("state", "reports").get() == ("approved", 0)


def test_not_to_show_a_comment_is_possible_from_any_tab(june, comment):
    at = f"/desk/comments/{comment.pk}/"
    answer = signed_in(june).post(at, {"decision": "rejected", "reason": "A guess."})
    comment.refresh_from_db()
    assert (answer.status_code, comment.state) == (302, "rejected")


def test_a_decision_without_a_stamp_shows_nothing(june, comment):
    answer = signed_in(june).post(f"/desk/comments/{comment.pk}/", {"decision": "approved"})
    comment.refresh_from_db()
    assert (answer.status_code, comment.state) == (409, "pending")
