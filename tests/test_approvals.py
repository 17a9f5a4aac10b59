"""The second look: who gives it, when a cold reading counts, and that the database holds it (SEC-74)."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from coachdesk.approvals.models import Approval, ApprovalKind, Contribution
from coachdesk.lib.errors import NotPossible
from coachdesk.publishing import publication
from coachdesk.publishing import services as publishing
from coachdesk.publishing.models import Article, ArticleState
from coachdesk.questions import replies
from coachdesk.safety.models import SafetyFlag
from coachdesk.safety.services import clear
from coachdesk.users.models import Role, RoleGrant, User
from coachdesk.users.services import end_membership
from tests.factories import make_staff, signed_in
from tests.letters import PARTS, URGENT, make_article, make_letter

pytestmark = [pytest.mark.django_db, pytest.mark.proves("SEC-74")]


def a_day_ago(article=None):
    """Let all work and all roles be more than a day old."""
    then = timezone.now() - timedelta(hours=25)
    Contribution.objects.update(last_at=then)
    RoleGrant.objects.update(granted_at=then)


def handed_in(person):
    article, code, _coach = make_article(person)
    publishing.to_second_check(article_id=article.pk, actor=person)
    return article, code


@pytest.mark.parametrize("work", ["writes", "decides", "hands in"])
def test_whoever_worked_on_an_article_does_not_approve_it(work):
    author, editor = make_staff(Role.COUNSELOR), make_staff(Role.EDITOR)
    make_staff(Role.SUPERVISOR)
    article, _code, _coach = make_article(author)
    a_day_ago()
    if work == "writes":
        blocks = {**article.blocks, "title": "Another first step"}
        # An autosave, which keeps no revision, counts as well.
        publishing.save(
            article_id=article.pk,
            blocks=blocks,
            version=article.version,
            actor=editor,
            checklist=article.checklist,
            keep=False,
        )
    elif work == "decides":
        publishing.decide(
            article_id=article.pk,
            kind="name",
            words="Odile",
            decision="keep",
            reason="It is made up.",
            actor=editor,
        )
    publishing.to_second_check(
        article_id=article.pk, actor=editor if work == "hands in" else author
    )
    with pytest.raises(NotPossible, match="You worked on this text"):
        publishing.approve_check(article_id=article.pk, actor=editor)
    assert Article.objects.get().state == ArticleState.SECOND_CHECK


def test_a_coach_gives_no_second_look():
    article, _code = handed_in(make_staff(Role.COUNSELOR))
    with pytest.raises(NotPossible, match="An editor or a supervisor"):
        publishing.approve_check(article_id=article.pk, actor=make_staff(Role.COACH))


def test_a_team_of_one_reads_again_after_a_night_and_the_page_says_so(client):
    alone = make_staff(Role.COUNSELOR, Role.EDITOR, Role.SUPERVISOR, Role.OWNER)
    article, _code = handed_in(alone)
    with pytest.raises(NotPossible, match="a day after the last change"):
        publishing.approve_check(article_id=article.pk, actor=alone)
    desk = signed_in(alone)
    assert (
        "That counts a day after the last change." in desk.get(f"/desk/articles/{article.pk}/").text
    )
    a_day_ago()
    article = publishing.approve_check(article_id=article.pk, actor=alone)
    assert [approval.kind for approval in Approval.objects.all()] == [ApprovalKind.COLD]
    publishing.writer_approves(article_id=article.pk, text_hash=article.text_hash, sooner=True)
    copy = publication.publish(article_id=article.pk, actor=alone)
    page = client.get(f"/answers/{copy.slug}/").text
    assert "This page was read twice before it was published." in page
    assert "second person" not in page
    assert "read twice" in client.get("/how-we-edit/").text


def test_no_cold_reading_while_somebody_else_may_read():
    alone = make_staff(Role.COUNSELOR, Role.EDITOR)
    make_staff(Role.SUPERVISOR)
    article, _code = handed_in(alone)
    a_day_ago()
    with pytest.raises(NotPossible, match="Somebody else gives the second look"):
        publishing.approve_check(article_id=article.pk, actor=alone)


def test_ending_a_colleague_starts_the_night_anew():
    alone, colleague = make_staff(Role.COUNSELOR, Role.EDITOR), make_staff(Role.EDITOR)
    article, _code = handed_in(alone)
    a_day_ago()
    end_membership(user=colleague, actor=make_staff(Role.OWNER))
    with pytest.raises(NotPossible, match="Somebody else gives the second look"):
        publishing.approve_check(article_id=article.pk, actor=alone)
    RoleGrant.objects.exclude(ended_at=None).update(ended_at=timezone.now() - timedelta(hours=25))
    publishing.approve_check(article_id=article.pk, actor=alone)


def refused(kind: str, person: User, object_id: uuid.UUID, match: str) -> None:
    with pytest.raises(IntegrityError, match=match), transaction.atomic():
        Approval.objects.create(
            object_kind="article", object_id=object_id, person=person, kind=kind, text_hash="x"
        )


def test_the_database_refuses_a_second_look_by_who_worked_on_it():
    person, text = make_staff(Role.EDITOR), uuid.uuid4()
    Contribution.objects.create(object_id=text, person=person)
    refused("second", person, text, "does not give its second look")


def test_the_database_refuses_a_cold_reading_in_the_same_night():
    person, text = make_staff(Role.EDITOR), uuid.uuid4()
    Contribution.objects.create(
        object_id=text, person=person, last_at=timezone.now() - timedelta(hours=23)
    )
    refused("cold", person, text, "a day after the last change")


def test_the_database_refuses_a_cold_reading_beside_a_colleague():
    person, text = make_staff(Role.EDITOR), uuid.uuid4()
    make_staff(Role.SUPERVISOR)
    a_day_ago()
    refused("cold", person, text, "somebody else gives the second look")


def test_the_database_refuses_a_check_without_an_approval():
    article, _code, _coach = make_article()
    with pytest.raises(IntegrityError, match="this check has no approval"), transaction.atomic():
        Article.objects.filter(pk=article.pk).update(
            checker=make_staff(Role.EDITOR), checked_hash=article.text_hash
        )


def test_an_approval_is_never_changed():
    person = make_staff(Role.EDITOR)
    Approval.objects.create(
        object_kind="reply", object_id=uuid.uuid4(), person=person, kind="second", text_hash="x"
    )
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Approval.objects.update(text_hash="y")


def held_and_written(coach, lead):
    question, _code = make_letter(URGENT)
    from coachdesk.questions.services import assign

    assign(question_id=question.pk, to=coach, actor=lead)
    clear(flag=SafetyFlag.objects.get(), actor=lead, note="Spoke with her; she is safe tonight.")
    replies.save_reply(question_id=question.pk, parts=PARTS, version=0, actor=coach)
    return question


def test_after_a_hold_the_only_person_answers_without_a_night():
    alone = make_staff(Role.COUNSELOR, Role.SUPERVISOR)
    question = held_and_written(alone, alone)
    assert replies.send(question_id=question.pk, actor=alone).state == "leaving"


def test_after_a_hold_another_reads_the_answer_and_the_yes_is_a_row():
    coach, lead = make_staff(Role.COUNSELOR), make_staff(Role.SUPERVISOR)
    question = held_and_written(coach, lead)
    with pytest.raises(NotPossible, match="Another person reads this answer"):
        replies.send(question_id=question.pk, actor=coach)
    replies.submit_for_review(question_id=question.pk, actor=coach)
    reply = replies.send(question_id=question.pk, actor=lead)
    assert [(a.object_id, a.person, a.kind) for a in Approval.objects.all()] == [
        (reply.pk, lead, ApprovalKind.SECOND)
    ]
