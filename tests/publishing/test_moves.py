"""Any order of moves: what is public was checked by another, approved as it stands, and allowed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from coachdesk.lib.errors import NotPossible
from coachdesk.publishing import publication, services
from coachdesk.publishing.article_blocks import blocks_hash
from coachdesk.publishing.models import Article, PublicCopy
from coachdesk.questions.own_letter import choose_publication
from coachdesk.users.models import Role
from tests.factories import make_staff
from tests.letters import make_article

MOVES = (
    "check",
    "approve_self",
    "approve",
    "yes",
    "yes_later",
    "no",
    "back",
    "edit",
    "publish",
    "unpublish",
    "again",
    "consent_off",
    "consent_on",
    "advance",
)


@pytest.mark.proves("SEC-72", "SEC-73", "SEC-74")
class AnyOrderOfMoves(TestCase):
    @given(st.lists(st.sampled_from(MOVES), max_size=14))
    @settings(max_examples=40)
    def test_what_is_public_has_passed_the_gate(self, moves):
        article, _code, coach = make_article()
        editor = make_staff(Role.EDITOR)
        pk = article.pk
        acts = {
            "check": lambda: services.to_second_check(article_id=pk, actor=coach),
            "approve_self": lambda: services.approve_check(article_id=pk, actor=coach),
            "approve": lambda: services.approve_check(article_id=pk, actor=editor),
            "yes": lambda: services.writer_approves(
                article_id=pk, text_hash=Article.objects.get(pk=pk).text_hash, sooner=True
            ),
            "yes_later": lambda: services.writer_approves(
                article_id=pk, text_hash=Article.objects.get(pk=pk).text_hash
            ),
            "no": lambda: services.writer_refuses(article_id=pk, reason="Too close."),
            "back": lambda: services.send_back(article_id=pk, actor=editor, reason="Not yet."),
            "edit": lambda: self.edit(pk, coach),
            "publish": lambda: publication.publish(article_id=pk, actor=editor),
            "unpublish": lambda: publication.unpublish(
                article_id=pk, actor=editor, reason="Wished for."
            ),
            "again": lambda: publication.begin_again(article_id=pk, actor=editor),
            "consent_off": lambda: choose_publication(question_id=article.question_id, yes=False),
            "consent_on": lambda: choose_publication(question_id=article.question_id, yes=True),
            "advance": publication.advance,
        }
        for move in moves:
            try:
                acts[move]()
            except NotPossible:
                continue
            self.check(pk)

    def edit(self, pk, coach):
        article = Article.objects.get(pk=pk)
        blocks = {**article.blocks, "intro": f"Opening {article.version}."}
        services.save(article_id=pk, blocks=blocks, version=article.version, actor=coach)

    def check(self, pk):
        article = Article.objects.select_related("question").get(pk=pk)
        copy = PublicCopy.objects.filter(article=article).first()
        assert (copy is not None) == (article.state == "published")
        if copy is None:
            return
        digest = blocks_hash(copy.blocks)
        assert digest == article.text_hash == article.checked_hash == article.approved_hash
        assert article.checker_id not in (None, article.author_id)
        assert article.question.may_publish
        assert article.published_at >= article.earliest_at
