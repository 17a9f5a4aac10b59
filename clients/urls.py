from __future__ import annotations

from django.urls import path

from clients.agreements import views as document_views
from clients.cases.views import safety, work
from clients.contact import views as contact_views
from clients.people import views
from clients.record.views import copies, emergencies, handing_on, record, retention, staffing
from clients.reports import views as report_views
from clients.words import views as words_views
from coachdesk.users.moved import moved
from coachdesk.users.policies import KEEPS_RECORDS

app_name = "clients"
_CLIENT = "clients/<uuid:pk>/"
_CASE = "clients/cases/<uuid:pk>/"
_GOAL = "clients/goals/<uuid:pk>/"
_KEEPING = "clients/keeping/"
_COPIES = "clients/copies/"
_EMERGENCY = "clients/emergency/"
urlpatterns = [
    path("clients/", views.client_list, name="list"),
    path("clients/board/", report_views.board, name="board"),
    path("clients/board/hand-over/", report_views.board_hand_over, name="board_hand_over"),
    path("clients/cases/<uuid:case>/assign/", handing_on.assign, name="assign"),
    path(f"{_CASE}staffing/", staffing.staffing, name="staffing"),
    path(f"{_CASE}take/", staffing.case_take, name="case_take"),
    path("clients/takings/", staffing.takings, name="takings"),
    path("clients/takings/<uuid:pk>/approve/", staffing.taking_approve, name="taking_approve"),
    path("clients/takings/<uuid:pk>/refuse/", staffing.taking_refuse, name="taking_refuse"),
    path("clients/add/", views.add, name="add"),
    path(_KEEPING, retention.retention, name="retention"),
    path(f"{_KEEPING}propose/", retention.erasure_propose, name="erasure_propose"),
    path(f"{_KEEPING}<uuid:pk>/approve/", retention.erasure_approve, name="erasure_approve"),
    path(f"{_KEEPING}<uuid:pk>/withdraw/", retention.erasure_withdraw, name="erasure_withdraw"),
    path(f"{_KEEPING}holds/add/", retention.hold_set, name="hold_set"),
    path(f"{_KEEPING}holds/<uuid:pk>/end/", retention.hold_end, name="hold_end"),
    path(
        f"{_KEEPING}holds/<uuid:pk>/end/approve/",
        retention.hold_end_approve,
        name="hold_end_approve",
    ),
    path(
        f"{_KEEPING}holds/<uuid:pk>/end/withdraw/",
        retention.hold_end_withdraw,
        name="hold_end_withdraw",
    ),
    path(_COPIES, copies.copies, name="copies"),
    path(f"{_COPIES}ask/", copies.copy_ask, name="copy_ask"),
    path(f"{_COPIES}<uuid:pk>/approve/", copies.copy_approve, name="copy_approve"),
    path(f"{_COPIES}<uuid:pk>/withdraw/", copies.copy_withdraw, name="copy_withdraw"),
    path(f"{_COPIES}<uuid:pk>/take/", copies.copy_take, name="copy_take"),
    path(_EMERGENCY, emergencies.emergencies, name="emergencies"),
    path(f"{_EMERGENCY}open/", emergencies.glass_break, name="glass_break"),
    path(f"{_EMERGENCY}<uuid:pk>/end/", emergencies.glass_end, name="glass_end"),
    path(f"{_EMERGENCY}<uuid:pk>/review/", emergencies.glass_review, name="glass_review"),
    path(f"{_CLIENT}record/", record.record_page, name="record"),
    path(f"{_CASE}hand-over/", handing_on.case_hand_over, name="case_hand_over"),
    path(f"{_CASE}cover/", record.case_cover, name="case_cover"),
    path(f"{_CLIENT}record/covers/<int:assignment>/end/", record.cover_end, name="cover_end"),
    path(f"{_CLIENT}record/requests/<uuid:asked>/move/", record.request_move, name="request_move"),
    path(f"{_CLIENT}record/merge/", record.record_merge, name="record_merge"),
    path(f"{_CLIENT}record/merges/<uuid:merge>/undo/", record.merge_undo, name="merge_undo"),
    path("clients/<uuid:pk>/", views.detail, name="detail"),
    path("clients/<uuid:pk>/edit/", views.edit, name="edit"),
    path("clients/<uuid:pk>/panel/<slug:name>/", views.panel, name="panel"),
    path("clients/<uuid:pk>/timeline/", views.client_timeline, name="timeline"),
    path("clients/<uuid:pk>/status/", views.status, name="status"),
    path("clients/<uuid:pk>/invite/", views.invite, name="invite"),
    path(f"{_CLIENT}work/", work.work, name="work"),
    path(f"{_CASE}change/", work.case_change, name="case_change"),
    path(f"{_CASE}kind/", work.case_kind, name="case_kind"),
    path(f"{_CASE}move/", work.case_move, name="case_move"),
    path(f"{_CASE}close/", work.case_close, name="case_close"),
    path(f"{_CASE}follow/", work.case_follow, name="case_follow"),
    path(f"{_CASE}reviews/add/", work.review_hold, name="review_hold"),
    path(f"{_CASE}stances/add/", work.stance_note, name="stance_note"),
    path(f"{_CASE}partner/check/", work.partner_check, name="partner_check"),
    path(f"{_CASE}partner/take-back/", work.partner_take_back, name="partner_take_back"),
    path(f"{_CASE}joint/offer/", work.joint_offer, name="joint_offer"),
    path(f"{_CASE}joint/take-back/", work.joint_take_back, name="joint_take_back"),
    path(f"{_CASE}joint/begin/", work.joint_begin, name="joint_begin"),
    path(f"{_CASE}goals/add/", work.goal_add, name="goal_add"),
    path(f"{_GOAL}rate/", work.goal_rate, name="goal_rate"),
    path(f"{_GOAL}meet/", work.goal_meet, name="goal_meet"),
    path(f"{_GOAL}let-go/", work.goal_let_go, name="goal_let_go"),
    path(f"{_CLIENT}words/", words_views.desk_words, name="words"),
    path(f"{_CLIENT}words/add/", words_views.words_add, name="words_add"),
    path(f"{_CLIENT}words/<uuid:entry>/tag/", words_views.words_tag, name="words_tag"),
    path(f"{_CLIENT}safety/", safety.safety, name="safety"),
    path(f"{_CLIENT}safety/screen/", safety.screening_take, name="screening_take"),
    path(f"{_CLIENT}safety/override/", safety.override_give, name="override_give"),
    path(f"{_CLIENT}documents/", document_views.desk_documents, name="documents"),
    path(f"{_CLIENT}documents/add/", document_views.file_add, name="file_add"),
    path(f"{_CLIENT}documents/paper/", document_views.paper_record, name="paper_record"),
    path(f"{_CLIENT}documents/<uuid:document>/", document_views.desk_file, name="file"),
    path(
        f"{_CLIENT}documents/<uuid:document>/remove/",
        document_views.file_remove,
        name="file_remove",
    ),
    path("clients/<uuid:pk>/copy/<uuid:grant>/", document_views.desk_copy, name="copy"),
    path("clients/<uuid:pk>/contact/", contact_views.contact, name="contact"),
    path("clients/<uuid:pk>/contact/zone/", contact_views.zone_set, name="zone_set"),
    path("clients/<uuid:pk>/contact/confirm/", contact_views.confirm, name="contact_confirm"),
    path("clients/<uuid:pk>/lockdown/", contact_views.lockdown, name="lockdown"),
    path("clients/<uuid:pk>/lockdown/end/", contact_views.lockdown_end, name="lockdown_end"),
    path("questions/<uuid:pk>/client/", views.from_question, name="from_question"),
    # Addresses of earlier versions: reading leads to the page, sending changes nothing.
    *(
        path(f"{place}change/", moved(f"clients:{page}", roles=KEEPS_RECORDS), name=name)
        for place, page, name in (
            (_KEEPING, "retention", "retention_act"),
            (_COPIES, "copies", "copies_act"),
            (_EMERGENCY, "emergencies", "emergency_act"),
        )
    ),
]
