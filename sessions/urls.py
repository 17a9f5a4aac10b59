from __future__ import annotations

from django.urls import path

from sessions.views import (
    acts,
    beside,
    calendar,
    client,
    money,
    portal,
    practice,
    session,
    today,
    types,
)

app_name = "sessions"
_ONE = "desk/sessions/<uuid:pk>/"
urlpatterns = [
    path("desk/", today.today, name="today"),
    path("desk/attention/", today.needs_attention, name="attention"),
    path("desk/notes/", today.notes, name="notes"),
    path("desk/calendar/", calendar.show, name="calendar"),
    path("desk/calendar/book/", calendar.book, name="book"),
    path("desk/calendar/hours/", calendar.my_hours, name="hours"),
    path("desk/calendar/types/", types.types, name="types"),
    path("calendar/<str:token>.ics", calendar.feed, name="feed"),
    path("my/appointments/", portal.mine, name="mine"),
    path("my/appointments/<uuid:pk>/file/", portal.file, name="file"),
    path("desk/notes/lists/", practice.lists, name="lists"),
    path("desk/supervision/", practice.review_list, name="supervision"),
    path("desk/money/", money.overview, name="money"),
    path("desk/money/payments.csv", money.bookkeeping, name="bookkeeping"),
    path("desk/money/invoices/<uuid:pk>/", money.invoice, name="invoice"),
    path("desk/money/<uuid:pk>/", money.of_client, name="client_money"),
    path(_ONE, session.detail, name="detail"),
    path(f"{_ONE}save/", session.save, name="save"),
    path(f"{_ONE}start/", session.start, name="start"),
    path(f"{_ONE}contact/", beside.contact, name="contact"),
    path(f"{_ONE}followed-up/", beside.follow_up, name="follow_up"),
    path(f"{_ONE}next/", beside.book_next, name="next"),
    path(f"{_ONE}private/", beside.private, name="private"),
    path(f"{_ONE}around/", beside.around, name="around"),
    path(f"{_ONE}format/", beside.change_format, name="format"),
    path(f"{_ONE}note/", acts.note_act, name="note_act"),
    path(f"{_ONE}print/", acts.print_note, name="print"),
    path(f"{_ONE}outcome/", acts.outcome, name="outcome"),
    path(f"{_ONE}error/", acts.error, name="error"),
    path(f"{_ONE}move/", acts.move, name="move"),
    path(f"{_ONE}cancel/", acts.cancel, name="cancel"),
    path("desk/clients/<uuid:pk>/sessions/", client.client_sessions, name="client"),
    path("desk/clients/<uuid:pk>/session/", session.begin, name="begin"),
]
