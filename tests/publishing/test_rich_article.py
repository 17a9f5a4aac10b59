"""Articles with bold and lists: what is checked, hashed, stored and served."""

from __future__ import annotations

import pytest
from django.test import Client

from coachdesk.publishing import publication, services
from coachdesk.publishing.article_blocks import blocks_hash, text_of
from coachdesk.publishing.article_checks import CHECKLIST, findings_of
from coachdesk.publishing.models import Decision, PublicCopy
from coachdesk.publishing.search import find
from coachdesk.users.models import Role
from tests.factories import make_staff, signed_in
from tests.letters import make_article

pytestmark = pytest.mark.django_db
ANSWER = "<div>Say <strong>one</strong> thing.<br><br>Then rest.</div><ul><li>Briefly</li></ul>"
CLEAN = "<p>Say <strong>one</strong> thing.</p><p>Then rest.</p><ul><li>Briefly</li></ul>"


def _save(article, html, **more):
    lines = {"takeaways": "Small is enough."}
    fields = {**article.blocks, "points": "", **lines, "answer_html": html, **more}
    for name in ("self_check", "signs", "point_title"):
        fields.pop(name, None)
    desk = signed_in(article.author)
    desk.post(f"/desk/articles/{article.pk}/save/", {"version": article.version, **fields})
    article.refresh_from_db()


def test_the_public_page_serves_what_was_hashed_and_search_reads_the_words():
    article, _code, author = make_article()
    _save(article, ANSWER + '<p onclick="x">&lt;b&gt;</p><iframe></iframe>')
    services.save(
        article_id=article.pk,
        blocks=article.blocks,
        version=article.version,
        actor=author,
        checklist=dict.fromkeys(CHECKLIST, "changed"),
    )
    editor = make_staff(Role.EDITOR, name="Ruth Lindqvist")
    services.to_second_check(article_id=article.pk, actor=author)
    article = services.approve_check(article_id=article.pk, actor=editor)
    services.writer_approves(article_id=article.pk, text_hash=article.text_hash, sooner=True)
    copy = publication.publish(article_id=article.pk, actor=editor)
    assert copy.blocks["answer"] == CLEAN + "<p>&lt;b&gt;</p>"
    assert blocks_hash(copy.blocks) == article.checked_hash
    page = Client().get(f"/answers/{copy.slug}/")
    assert copy.blocks["answer"] in page.content.decode()
    assert "Say one thing." in PublicCopy.objects.get().search_text
    assert [c.pk for c in find("one thing briefly")] == [copy.pk]


def test_a_detail_split_by_markup_is_found_and_changed_in_place():
    article, _code, author = make_article()
    _save(article, "<div>Tell <strong>Da</strong>le and Dale <em>in Boston</em>.</div>")
    found = {f.words: f for f in findings_of(article, article.question.letter)}
    assert "Dale" in found
    services.decide(
        article_id=article.pk,
        kind=found["Dale"].kind,
        words="Dale",
        decision=Decision.CHANGE,
        instead="your husband",
        actor=author,
    )
    article.refresh_from_db()
    assert article.blocks["answer"] == (
        "<p>Tell <strong>your husband</strong> and your husband <em>in Boston</em>.</p>"
    )
    assert "Dale" not in text_of(article.blocks)


def test_a_found_detail_never_reaches_into_the_markup():
    article, _code, author = make_article()
    _save(article, "<div>The strong one and <strong>another</strong>.</div>")
    services.decide(
        article_id=article.pk,
        kind="name",
        words="strong",
        decision=Decision.REMOVE,
        actor=author,
    )
    article.refresh_from_db()
    assert article.blocks["answer"] == "<p>The  one and <strong>another</strong>.</p>"
