from __future__ import annotations

from django.urls import path

from coachdesk.questions.views import ask, earlier, inbox, manage, own_letter, workbench
from coachdesk.users.moved import moved
from coachdesk.users.policies import READER

app_name = "questions"
_LETTER = "desk/questions/<uuid:pk>/"
urlpatterns = [
    path("ask/", ask.ask, name="ask"),
    path("ask/related/", ask.ask_related, name="ask_related"),
    path("ask/sent/", ask.sent, name="sent"),
    path("letter/", own_letter.letter, name="letter"),
    path("letter/read/", own_letter.letter_read, name="letter_read"),
    path("letter/read/seen/", own_letter.letter_seen, name="letter_seen"),
    path("letter/read/write/", own_letter.letter_write, name="letter_write"),
    path("letter/read/withdraw/", own_letter.letter_withdraw, name="letter_withdraw"),
    path(
        "letter/read/withdraw/confirm/",
        own_letter.letter_withdraw_confirm,
        name="letter_withdraw_confirm",
    ),
    path("letter/read/delete/", own_letter.letter_delete, name="letter_delete"),
    path(
        "letter/read/publication/yes/",
        own_letter.letter_publication_yes,
        name="letter_publication_yes",
    ),
    path(
        "letter/read/publication/no/",
        own_letter.letter_publication_no,
        name="letter_publication_no",
    ),
    path("letter/read/agree/", own_letter.letter_agree, name="letter_agree"),
    path("letter/read/close/", own_letter.letter_close, name="letter_close"),
    path("desk/questions/", inbox.inbox, name="inbox"),
    path("desk/questions/together/assign/", inbox.assign_many, name="assign_many"),
    path("desk/questions/together/topic/", inbox.topic_many, name="topic_many"),
    path("desk/questions/together/answer/", inbox.answer_many, name="answer_many"),
    path("desk/questions/new/", inbox.add, name="add"),
    path("desk/questions/workload/", inbox.workload, name="workload"),
    path("desk/questions/passages/", inbox.passages, name="passages"),
    path("desk/questions/passages/<uuid:pk>/delete/", inbox.passage_delete, name="passage_delete"),
    path("desk/questions/views/", inbox.view_save, name="view_save"),
    path("desk/questions/views/<uuid:pk>/delete/", inbox.view_delete, name="view_delete"),
    path("desk/questions/mirror/<uuid:pk>/", inbox.mirror_seen, name="mirror_seen"),
    path(_LETTER, workbench.workbench, name="workbench"),
    path(f"{_LETTER}save/", workbench.save, name="save"),
    path(f"{_LETTER}send/", workbench.send, name="send"),
    path(f"{_LETTER}review/", workbench.review, name="review"),
    path(f"{_LETTER}approve/", workbench.approve, name="approve"),
    path(f"{_LETTER}send-back/", workbench.send_back, name="send_back"),
    path(f"{_LETTER}undo/", workbench.undo, name="undo"),
    path(f"{_LETTER}note/", workbench.note, name="note"),
    path(f"{_LETTER}versions/", earlier.versions, name="versions"),
    path(
        f"{_LETTER}versions/<int:number>/restore/",
        earlier.version_restore,
        name="version_restore",
    ),
    path(f"{_LETTER}similar/", earlier.similar, name="similar"),
    path(f"{_LETTER}presence/", workbench.presence, name="presence"),
    path(f"{_LETTER}manage/", manage.manage, name="manage"),
    path(f"{_LETTER}topics/", manage.topics, name="topics"),
    path(f"{_LETTER}take/", manage.take, name="take"),
    path(f"{_LETTER}assign/", manage.assign, name="assign"),
    path(f"{_LETTER}give-back/", manage.give_back, name="give_back"),
    path(f"{_LETTER}spam/", manage.spam, name="spam"),
    path(f"{_LETTER}not-spam/", manage.not_spam, name="not_spam"),
    path(f"{_LETTER}decline/", manage.decline, name="decline"),
    path(f"{_LETTER}propose-decline/", manage.propose_decline, name="propose_decline"),
    path(f"{_LETTER}close/", manage.close, name="close"),
    path(f"{_LETTER}reopen/", manage.reopen, name="reopen"),
    path(f"{_LETTER}merge/", manage.merge, name="merge"),
    path(f"{_LETTER}unmerge/", manage.unmerge, name="unmerge"),
    path(f"{_LETTER}offer/", manage.offer, name="offer"),
    # Addresses of earlier versions: reading leads to the page, sending changes nothing.
    path(f"{_LETTER}act/", moved("questions:workbench", **inbox.LETTERS), name="act"),
    path("desk/questions/together/", moved("questions:inbox", **inbox.LETTERS), name="together"),
    path(
        "letter/read/publication/",
        moved("questions:letter_read", READER, relation="own letter"),
        name="letter_publication",
    ),
]
