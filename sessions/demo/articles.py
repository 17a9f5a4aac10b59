"""Three published demo answers with their comments, and one that waits for its second check."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from coachdesk.lib.ids import new_token
from coachdesk.publishing import comments, publication, services
from coachdesk.publishing.article_blocks import empty_blocks
from coachdesk.publishing.article_checks import CHECKLIST, findings_of
from coachdesk.publishing.models import Article, Comment, PublicCopy
from coachdesk.questions.models import Question
from coachdesk.users.models import User


@dataclass(frozen=True)
class Piece:
    """One article. ``letter`` is the disguised copy; ``days`` how long it has been online."""

    key: str
    days: int
    title: str
    intro: str
    letter: str
    pseudonym: str
    context: str
    answer: str
    points: tuple[tuple[str, str], ...]
    takeaways: tuple[str, ...]
    published: bool = True


PIECES = (
    Piece(
        "sabine", 6, "He asks to return, and I like the quiet",
        "Sometimes the answer we longed for arrives after we have stopped waiting for it.",
        "Some months ago I would have given anything to hear it. Meanwhile the rooms have become mine. He writes "
        "that he would like to live here again. I wish that I wished for it. Would that do?",
        "Thea",
        "Getting used to the quiet is common after a parting. It may be relief, and it may be tiredness; both are "
        "worth knowing about before anybody carries boxes.",
        "Thea, wishing that you wished for it is an honest place to stand. You can let the answer take its time: "
        "meet for a walk, and go home to your own rooms. Nobody can promise how it would be. You can notice what "
        "you look forward to, and what you put off.",
        (
            ("Name your own terms first", "Write down what you would keep, whatever he decides."),
            ("Try a small version", "One evening a week tells more than a long talk about forever."),
        ),
        ("You may take your time.", "What you would keep matters as much as what you would get back."),
    ),
    Piece(
        "rosa", 20, "Supper for two, eaten alone",
        "A full table can be a way of asking a question without saying it.",
        "My partner comes home late or has eaten elsewhere. I set two plates all the same. A friend thinks I do it "
        "to make a point, and she may be right. Could I stop and still be kind?",
        "Mina",
        "Late work has many reasons, and not one of them can be read off an empty plate.",
        "Mina, make what you would like to eat, at the hour you like. Say once, kindly, that there is a plate for "
        "anybody who wants one. Then have your evening. You would be changing your own part only, and you would "
        "find out what your evenings feel like.",
        (
            ("Say it once", "A sentence said once stays an invitation. Said daily, it turns into a test."),
            ("Eat well", "Your own supper is not a message to anybody."),
        ),
        ("You can stop without being cold.", "Your evening belongs to you."),
    ),
    Piece(
        "hollis", 27, "When talking seems to make it worse",
        "Many couples have one who brings things up and one who wishes they would rest.",
        "When I mention that something hurts, I hear that all was well until I spoke. So I keep still, all is well, "
        "and I feel a long way off. Is there a way of saying things that does not begin the whole thing again?",
        "Arden",
        "Some people go quiet because they do not care; others because they care and feel they will fail.",
        "Arden, ask for a time before you ask for a talk. One subject, ten minutes, and stop while it still goes "
        "well. If the reply is no, take the no kindly and ask when would be better. You cannot make another person "
        "talk. You can make it easier to begin.",
        (
            ("Ask first", "“Is now a good moment?” is a real question only if no is a real answer."),
            ("End early", "A short talk that ends well is one you may have again."),
        ),
        ("Ask for a time, not for a change.", "Short and kind beats long and complete."),
    ),
    Piece(
        "linnea", 0, "Merry everywhere but at our table",
        "Some people bring home what is left of them, and it is not much.",
        "Among his friends my partner laughs and helps. With me he hardly looks up. I no longer think that he is "
        "gone; I think he stays behind where it is easy. Is there something I can do from where I stand?",
        "Tova",
        "Being lively elsewhere may be a sign of ease there, or of tiredness at home; neither tells what he feels for you.",
        "Tova, go now and then to where he is easy, and bring no question along. You cannot carry that ease home for "
        "him. You can be near it, and notice what it does to you.",
        (("Be near without asking", "A quiet hour side by side is not a talk that failed."),),
        ("You can choose where to stand.",),
        published=False,
    ),
)  # fmt: skip

# name, body, what became of it
COMMENTS = (
    ("sabine", "Birch", "I tried the one evening a week. It told me more than I expected, about myself mostly.", "approved"),
    ("sabine", "Nettle", "The shelves made me smile. I painted mine yellow.", "approved"),
    ("sabine", "Curious", "I think I know who this is, it must be the woman from the choir with the two blue doors.", "rejected"),
    ("rosa", "Fern", "Setting one plate felt strange for a week and then it felt like supper.", "approved"),
    ("rosa", "Linden", "Thank you for saying that my own supper is not a message.", "approved"),
    ("rosa", "Sorrel", "How long did you give it before you talked about it again?", "pending"),
    ("hollis", "Rowan", "Ten minutes with the kitchen timer. We laughed at the timer, which helped.", "approved"),
    ("hollis", "Maple", "Would this work by letter as well?", "pending"),
    ("hollis", "Ash", "I read this at night and I do not want to wake up tomorrow.", "held"),
)  # fmt: skip


def load_articles(team: dict[str, User]) -> int:
    """Publish the pieces that are not there yet; gives how many articles stand."""
    for piece in PIECES:
        question = Question.objects.get(import_key=f"demo:{piece.key}")
        if not Article.objects.filter(question=question).exists():
            with transaction.atomic():
                _publish(piece, question, team)
    return PublicCopy.objects.count()


def _publish(piece: Piece, question: Question, team: dict[str, User]) -> None:
    author, editor = team["tomas"], team["june"]
    article = services.begin(question=question, actor=author)
    blocks = {
        **empty_blocks(),
        "title": piece.title,
        "intro": piece.intro,
        "letter": piece.letter,
        "pseudonym": piece.pseudonym,
        "context": piece.context,
        "answer": f"<p>{piece.answer}</p>",
        "points": [{"title": title, "text": text} for title, text in piece.points],
        "takeaways": list(piece.takeaways),
    }
    article = services.save(
        article_id=article.pk,
        blocks=blocks,
        version=article.version,
        actor=author,
        topic=article.topic,
        checklist=dict.fromkeys(CHECKLIST, "changed"),
    )
    for finding in findings_of(article, question.letter):
        services.decide(
            article_id=article.pk, kind=finding.kind, words=finding.words, decision="keep",
            actor=author, reason="Said in so many homes that it points to nobody.",
        )  # fmt: skip
    services.to_second_check(article_id=article.pk, actor=author)
    if not piece.published:
        return
    article = services.approve_check(article_id=article.pk, actor=editor)
    services.writer_approves(article_id=article.pk, text_hash=article.text_hash, sooner=True)
    copy = publication.publish(article_id=article.pk, actor=editor)
    at = timezone.now() - timedelta(days=piece.days)
    Article.objects.filter(pk=article.pk).update(published_at=at, earliest_at=at)
    PublicCopy.objects.filter(pk=copy.pk).update(published_at=at)
    _comment(piece, copy, team)


def _comment(piece: Piece, copy: PublicCopy, team: dict[str, User]) -> None:
    for number, (key, name, body, became) in enumerate(COMMENTS):
        if key != piece.key:
            continue
        comment = comments.submit(copy=copy, name=name, body=body, token=new_token(), proven=True)
        at = timezone.now() - timedelta(days=max(piece.days - 1 - number % 3, 0), hours=number)
        Comment.objects.filter(pk=comment.pk).update(created_at=at)
        if became in ("approved", "rejected") and comment.state == "pending":
            reason = "Guesses who the writer might be." if became == "rejected" else ""
            comments.moderate(
                comment_id=comment.pk, decision=became, actor=team["june"], reason=reason
            )
