from __future__ import annotations

from django.urls import path

from coachdesk.questions.views import ask, bench, desk, reader

app_name = "questions"
urlpatterns = [
    path("ask/", ask.ask, name="ask"),
    path("ask/sent/", ask.sent, name="sent"),
    path("letter/", reader.letter, name="letter"),
    path("letter/read/", reader.letter_read, name="letter_read"),
    path("letter/read/seen/", reader.letter_seen, name="letter_seen"),
    path("letter/read/write/", reader.letter_write, name="letter_write"),
    path("letter/read/withdraw/", reader.letter_withdraw, name="letter_withdraw"),
    path("letter/read/publication/", reader.letter_publication, name="letter_publication"),
    path("letter/read/agree/", reader.letter_agree, name="letter_agree"),
    path("letter/read/close/", reader.letter_close, name="letter_close"),
    path("desk/questions/", desk.inbox, name="inbox"),
    path("desk/questions/together/", desk.together, name="together"),
    path("desk/questions/new/", desk.add, name="add"),
    path("desk/questions/workload/", desk.workload, name="workload"),
    path("desk/questions/passages/", desk.passages, name="passages"),
    path("desk/questions/passages/<uuid:pk>/delete/", desk.passage_delete, name="passage_delete"),
    path("desk/questions/views/", desk.view_save, name="view_save"),
    path("desk/questions/views/<uuid:pk>/delete/", desk.view_delete, name="view_delete"),
    path("desk/questions/mirror/<uuid:pk>/", desk.mirror_seen, name="mirror_seen"),
    path("desk/questions/<uuid:pk>/", bench.workbench, name="workbench"),
    path("desk/questions/<uuid:pk>/save/", bench.save, name="save"),
    path("desk/questions/<uuid:pk>/act/", bench.act, name="act"),
    path("desk/questions/<uuid:pk>/note/", bench.note, name="note"),
    path("desk/questions/<uuid:pk>/topics/", bench.topics, name="topics"),
    path("desk/questions/<uuid:pk>/versions/", bench.versions, name="versions"),
    path("desk/questions/<uuid:pk>/similar/", bench.similar, name="similar"),
    path("desk/questions/<uuid:pk>/manage/", bench.manage, name="manage"),
    path("desk/questions/<uuid:pk>/presence/", bench.presence, name="presence"),
]
