"""Demo letters: one for each state, all invented."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from coachdesk.outbox.models import MessageState, OutboxMessage
from coachdesk.questions import replies, services
from coachdesk.questions.intake import NewLetter, code_for, receive
from coachdesk.questions.models import ContactWay, Question, Topic
from coachdesk.questions.own_letter import withdraw_letter
from coachdesk.users.models import User

_SPACE = uuid.UUID("6b0c3b4e-54a3-4a1e-9d1c-8d6f5a1d0e11")


@dataclass(frozen=True)
class Letter:
    key: str
    days: float
    pseudonym: str
    title: str
    text: str
    topic: str = ""
    country: str = "US"
    publish: bool = True
    contact: str = ContactWay.CODE
    state: str = "triaged"
    by: str = "tomas"
    answer: str = ""
    safe: str = ""


LETTERS = (
    Letter(
        "tamsin", 0.03, "Tamsin", "He keeps my keys so I “don’t do anything silly”",
        "It started with the bank card. I know how this sounds, and he has never hit me, but on Friday I had to "
        "ask for my own car keys to get to the dentist. He checks my phone when I come back. My sister says I "
        "should not put up with it. I tell her it is only while things are tense. Is it?",
        publish=False, safe="not_always",
    ),
    Letter(
        "noname", 0.1, "", "I don’t see the point of any of it any more",
        "Sixteen years and I am just so tired. The kids would manage. I have put the papers in one drawer so that "
        "nobody has to look for them. I only want to know if anyone else has got to this place and what they did.",
        publish=False,
    ),
    Letter(
        "ilse", 8, "Ilse", "How do I reach someone who says there is nothing to reach?",
        "We have been married a good while. Since my wife’s mother died she has hardly spoken to me. She is not "
        "unkind. She eats, she works, she goes to bed at eight. I keep asking what I did and she says nothing is "
        "wrong. I am lonelier now than when I lived by myself. How do I reach someone who says there is nothing "
        "to reach?", "Silence", contact=ContactWay.MAIL,
    ),
    Letter(
        "dot", 5, "Dot", "We share a house, two dogs and no words",
        "He moved into the guest room for his back and that was in the fall. We are very polite. "
        "The dogs get more good mornings than I do. I would like more than two polite lodgers. "
        "Where does a person begin when the other one says there is nothing to talk about?", "Under one roof",
    ),
    Letter(
        "anneke", 3, "Anneke", "Is it wrong to want to know, if I was right last time?",
        "I found out by accident, two years ago. He says it is over and I believe him on most days. Every time a "
        "message comes in I am back in that kitchen. I have not looked at anything of his and I am proud of that "
        "and it is eating me. What do other people do with this?", "After an affair", country="GB",
    ),
    Letter(
        "maud", 6, "Maud", "Is a husband allowed to just stop?",
        "Not a fight, not another person, he says. He has just stopped, the way you stop taking a magazine. He "
        "comes home, he mows the lawn, he says goodnight. I have asked him to see somebody with me and he says he "
        "is fine. Can one person do anything at all when the other one has stopped?", "Silence", state="drafting",
        answer="Maud, yes, one person can do something, though not everything. I would begin with your own week.",
    ),
    Letter(
        "wren", 7, "Wren", "She talks about moving out. Then she plants tulips",
        "For a year my partner has said she will move out after the holidays, after the summer, after her exam. Then "
        "she plants tulips for next spring. Which of the two do I believe? I have stopped asking. "
        "How do you live with a date that keeps moving?", "Deciding", country="CA", state="in_review",
        answer="Wren, you are holding two true things: what she says, and what she does. You do not have to choose.",
    ),
    Letter(
        "sabine", 16, "Sabine", "He wants to come home. I have got used to the quiet",
        "Seven months ago I would have given anything. Now I have shelves of my own and nobody sighs at me. He "
        "writes that he has thought about it all and wants to come home. I want to want it. Is that enough?",
        "Deciding", state="answered",
        answer="Sabine, wanting to want it is an honest place to stand. You can let the answer take its time: meet, "
        "walk, and go home to your own shelves. Notice what you look forward to, and what you put off.",
    ),
    Letter(
        "rosa", 34, "Rosa", "I cook for two and eat alone",
        "My husband works late, and when he does not work late he says he has eaten. I cook all the same. My friend "
        "says I am doing it to make a point and perhaps I am. What would it look like to stop and not be cold about it?",
        "Under one roof", state="answered", contact=ContactWay.MAIL,
        answer="Rosa, try cooking what you would like to eat, at the hour you like. Tell him once, kindly, that "
        "there is a plate if he wants one. Then have your evening. You would be changing your own part only.",
    ),
    Letter(
        "hollis", 40, "Hollis", "My partner thinks talking makes it worse",
        "Whenever I say that something hurts he says we were fine until I brought it up. So I bring up nothing and "
        "we are fine and I am far away. Is there a way of saying things that does not count as starting again?",
        "Talking", country="AU", state="answered",
        answer="Hollis, ask for a time before you ask for a talk. One subject, ten minutes, and you end it while it "
        "still goes well. If the answer is no, take the no kindly and ask when would be better.",
    ),
    Letter(
        "linnea", 12, "Linnea", "He is kind to everybody, and then he comes home",
        "At the allotment he tells jokes and lends out his ladder. At our table he reads the seed packets. I used to "
        "think I had lost him, and now I think he leaves himself at the gate. What could I do on my side of the gate?",
        "Silence", state="answered",
        answer="Linnea, go and stand at the gate sometimes, without a question in your hand. Being near him where he "
        "is easy may tell you more than another evening of asking.",
    ),
    Letter(
        "perrin", 20, "Perrin", "Will you tell my wife she is wrong?",
        "She has decided that we will spend the holidays with her people again. I would like an expert to write to "
        "her and say that this is not how it is done. I can send you her address and you can take it from there.",
        "Talking", publish=False, state="declined",
    ),
    Letter(
        "yuki", 25, "Yuki", "How long is it reasonable to wait for somebody to thaw?",
        "I have waited since the spring. I am patient, people say. I am not sure it is patience any more, it may be "
        "that I do not know what else to do with the days. When does waiting turn into something else?",
        "Deciding", state="withdrawn",
    ),
)  # fmt: skip


def load_letters(team: dict[str, User]) -> list[dict[str, str]]:
    """Load the letters that are not there yet; gives pseudonym and reading code of each."""
    codes = []
    for letter in LETTERS:
        key = uuid.uuid5(_SPACE, letter.key)
        code = code_for(key, key)
        codes.append(
            {"pseudonym": letter.pseudonym or "no name", "code": code, "title": letter.title}
        )
        if not Question.objects.filter(import_key=f"demo:{letter.key}").exists():
            with transaction.atomic():
                _load(letter, code, team)
    return codes


def _load(letter: Letter, code: str, team: dict[str, User]) -> None:
    address = f"{letter.key}.reads@example.org" if letter.contact == ContactWay.MAIL else ""
    answers = {"safe_at_home": letter.safe} if letter.safe else {}
    question = receive(
        new=NewLetter(
            letter=letter.text,
            title=letter.title,
            pseudonym=letter.pseudonym,
            country=letter.country,
            contact=letter.contact,
            address=address,
            only_i_read=bool(address),
            publish=letter.publish,
            follow_up=True,
            answers=answers,
        ),
        code=code,
    )
    at = timezone.now() - timedelta(days=letter.days)
    Question.objects.filter(pk=question.pk).update(
        import_key=f"demo:{letter.key}", received_at=at, due_on=(at + timedelta(days=7)).date()
    )
    if letter.topic:
        topic, _ = Topic.objects.get_or_create(
            slug=letter.topic.lower().replace(" ", "-"), defaults={"name": letter.topic}
        )
        question.topics.add(topic)
    _bring_to_state(question.pk, letter, team)


def _bring_to_state(pk: uuid.UUID, letter: Letter, team: dict[str, User]) -> None:
    coach, editor = team[letter.by], team["june"]
    if letter.state == "declined":
        services.decline(question_id=pk, outcome="not_this_time", text=_DECLINED, actor=editor)
    elif letter.state == "withdrawn":
        withdraw_letter(question_id=pk)
    elif letter.answer:
        services.take(question_id=pk, actor=coach)
        replies.save_reply(question_id=pk, parts=_parts(letter.answer), version=0, actor=coach)
        if letter.state in ("in_review", "answered"):
            replies.submit_for_review(question_id=pk, actor=coach)
        if letter.state == "answered":
            reply = replies.send(question_id=pk, actor=team["morgan"])
            replies.deliver(reply_id=reply.pk)
            OutboxMessage.objects.filter(
                args__reply_id=str(reply.pk), state=MessageState.WAITING
            ).update(state=MessageState.DONE, done_at=timezone.now())
            at = timezone.now() - timedelta(days=max(letter.days - 6, 0.5))
            Question.objects.filter(pk=pk).update(answered_at=at)


def _parts(answer: str) -> dict[str, Any]:
    return {**replies.empty_parts(), "answer": f"<p>{answer}</p>"}


_DECLINED = (
    "Thank you for writing. We write only to the person who asks, never to somebody else on their behalf. If you "
    "like, send us a question about your own part, and we will gladly read it."
)
