from __future__ import annotations

from django.urls import path

from coachdesk.users.moved import moved
from coachdesk.users.policies import COACHES, OPENS_RECORDS, WORK_WITH_CLIENTS
from sessions.billing import views as money
from sessions.calendar.views import appointments, calendar, hours, own_appointments, session_types
from sessions.find import views as find
from sessions.log.views import (
    actions,
    client,
    draft,
    session,
    session_panels,
    signed_note,
)
from sessions.notes.views import left_behind, signed, templates
from sessions.supervision import views
from sessions.today import views as today
from sessions.waiting import views as waiting

app_name = "sessions"
_ONE = "desk/sessions/<uuid:pk>/"
_old = moved("sessions:detail", roles=OPENS_RECORDS, relation="own, supervised")
_MINE = "my/appointments/"
_HOURS = "desk/calendar/hours/"
_LISTS = "desk/notes/lists/"
_WAITING = "desk/waiting/"
urlpatterns = [
    path("desk/", today.today, name="today"),
    path("desk/find/", find.find, name="find"),
    path(_WAITING, waiting.everybody, name="waiting"),
    path(f"{_WAITING}look/", waiting.to_look_at, name="to_look_at"),
    path(f"{_WAITING}notes/", waiting.notes, name="notes"),
    path(f"{_WAITING}follow-ups/", waiting.follow_ups, name="follow_ups"),
    path(f"{_WAITING}supervision/", views.review_list, name="supervision"),
    path("desk/attention/", moved("sessions:waiting", roles=COACHES), name="attention"),
    path("desk/notes/", moved("sessions:notes", roles=WORK_WITH_CLIENTS), name="notes_moved"),
    path(
        "desk/supervision/",
        moved("sessions:supervision", roles=WORK_WITH_CLIENTS),
        name="supervision_moved",
    ),
    path("desk/calendar/", calendar.show, name="calendar"),
    path("desk/calendar/book/", calendar.book, name="book"),
    path(_HOURS, hours.my_hours, name="hours"),
    path(f"{_HOURS}openings/", hours.opening_add, name="opening_add"),
    path(f"{_HOURS}openings/<uuid:pk>/delete/", hours.opening_delete, name="opening_delete"),
    path(f"{_HOURS}days/", hours.exception_add, name="exception_add"),
    path(f"{_HOURS}days/<uuid:pk>/delete/", hours.exception_delete, name="exception_delete"),
    path(f"{_HOURS}rules/", hours.hours_rules_save, name="hours_rules_save"),
    path(f"{_HOURS}feed/", hours.feed_make, name="feed_make"),
    path(f"{_HOURS}feed/revoke/", hours.feed_revoke, name="feed_revoke"),
    path("desk/calendar/types/", session_types.types, name="types"),
    path("desk/calendar/types/save/", session_types.types_save, name="types_save"),
    path("desk/calendar/types/rules/", session_types.rules_save, name="rules_save"),
    path("calendar/<str:token>.ics", calendar.feed, name="feed"),
    path(_MINE, own_appointments.mine, name="mine"),
    path(f"{_MINE}ask/", own_appointments.own_ask, name="own_ask"),
    path(f"{_MINE}wait/", own_appointments.waiting_join, name="waiting_join"),
    path(f"{_MINE}wait/<uuid:pk>/leave/", own_appointments.waiting_leave, name="waiting_leave"),
    path(f"{_MINE}wait/<uuid:pk>/take/", own_appointments.offer_take, name="offer_take"),
    path(f"{_MINE}<uuid:pk>/move/", own_appointments.own_move, name="own_move"),
    path(f"{_MINE}<uuid:pk>/confirm/", own_appointments.own_confirm, name="own_confirm"),
    path(f"{_MINE}<uuid:pk>/cancel/", own_appointments.own_cancel, name="own_cancel"),
    path(
        f"{_MINE}<uuid:pk>/cancel/undo/", own_appointments.own_cancel_undo, name="own_cancel_undo"
    ),
    path(f"{_MINE}<uuid:pk>/file/", own_appointments.file, name="file"),
    path(_LISTS, templates.lists, name="lists"),
    path(f"{_LISTS}snippets/", templates.snippet_save, name="snippet_save"),
    path(f"{_LISTS}snippets/<uuid:pk>/delete/", templates.snippet_delete, name="snippet_delete"),
    path(f"{_LISTS}interventions/", templates.intervention_add, name="intervention_add"),
    path(
        f"{_LISTS}interventions/<uuid:pk>/retire/",
        templates.intervention_retire,
        name="intervention_retire",
    ),
    path(f"{_LISTS}headings/<slug:note_format>/", templates.headings_save, name="headings_save"),
    path("desk/supervision/bring/", views.case_bring, name="case_bring"),
    path("desk/supervision/<uuid:pk>/settle/", views.case_settle, name="case_settle"),
    path("desk/supervision/<uuid:pk>/take-off/", views.case_take_off, name="case_take_off"),
    path("desk/money/", money.overview, name="money"),
    path("desk/money/payments.csv", money.bookkeeping, name="bookkeeping"),
    path("desk/money/invoices/<uuid:pk>/", money.invoice, name="invoice"),
    path("desk/money/invoices/<uuid:pk>/cancel/", money.invoice_cancel, name="invoice_cancel"),
    path("desk/money/<uuid:pk>/", money.of_client, name="client_money"),
    path("desk/money/<uuid:pk>/packages/", money.package_sell, name="package_sell"),
    path("desk/money/<uuid:pk>/payments/", money.payment_note, name="payment_note"),
    path("desk/money/<uuid:pk>/invoices/", money.invoice_issue, name="invoice_issue"),
    path(_ONE, session.detail, name="detail"),
    path(f"{_ONE}start/", session.start, name="start"),
    path(f"{_ONE}save/", draft.save, name="save"),
    path(f"{_ONE}sign/", draft.note_sign, name="note_sign"),
    path(f"{_ONE}note/more-time/", left_behind.note_more_time, name="note_more_time"),
    path(f"{_ONE}note/take-over/", left_behind.note_take_over, name="note_take_over"),
    path(f"{_ONE}note/pass-on/", left_behind.note_pass_on, name="note_pass_on"),
    path(f"{_ONE}last-plan/", draft.plan_load, name="plan_load"),
    path(f"{_ONE}snippets/<uuid:snippet_pk>/", draft.snippet_load, name="snippet_load"),
    path(f"{_ONE}format/", draft.change_format, name="format"),
    path(f"{_ONE}contact/", session_panels.contact, name="contact"),
    path(f"{_ONE}followed-up/", session_panels.follow_up, name="follow_up"),
    path(f"{_ONE}next/", session_panels.book_next, name="next"),
    path(f"{_ONE}stance/", session_panels.stance_add, name="stance_add"),
    path(f"{_ONE}words/", session_panels.words_add, name="words_add"),
    path(f"{_ONE}worry/", session_panels.worry_add, name="worry_add"),
    path(f"{_ONE}task/", session_panels.task_add, name="task_add"),
    path(f"{_ONE}private/save/", signed_note.process_note_save, name="process_note_save"),
    path(f"{_ONE}private/destroy/", signed_note.process_note_destroy, name="process_note_destroy"),
    path(f"{_ONE}note/addendum/", signed_note.addendum_add, name="addendum_add"),
    path(f"{_ONE}note/comment/", signed_note.note_comment, name="note_comment"),
    path(f"{_ONE}note/return/", signed_note.note_return, name="note_return"),
    path(f"{_ONE}note/cosign/", signed_note.note_cosign, name="note_cosign"),
    path(f"{_ONE}note/void/", signed_note.note_void, name="note_void"),
    path(f"{_ONE}print/", signed.print_note, name="print"),
    path(f"{_ONE}no-show/", actions.no_show, name="no_show"),
    path(f"{_ONE}no-show/undo/", actions.no_show_undo, name="no_show_undo"),
    path(f"{_ONE}accept/", actions.request_accept, name="request_accept"),
    path(f"{_ONE}decline/", actions.request_decline, name="request_decline"),
    path(f"{_ONE}error/", signed_note.error, name="error"),
    path(f"{_ONE}move/", appointments.move, name="move"),
    path(f"{_ONE}cancel/", appointments.cancel, name="cancel"),
    # Addresses of earlier versions: reading leads to the session, sending changes nothing.
    path(f"{_ONE}outcome/", _old, name="outcome"),
    path(f"{_ONE}around/", _old, name="around"),
    path(f"{_ONE}note/", _old, name="note_act"),
    path(f"{_ONE}private/", _old, name="private"),
    path("desk/clients/<uuid:pk>/sessions/", client.client_sessions, name="client"),
    path("desk/clients/<uuid:pk>/session/", session.begin, name="begin"),
]
