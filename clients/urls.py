from __future__ import annotations

from django.urls import path

from clients import (
    case_views,
    contact_views,
    copy_views,
    document_views,
    record_views,
    report_views,
    views,
    words_views,
)

app_name = "clients"
urlpatterns = [
    path("clients/", views.client_list, name="list"),
    path("clients/board/", report_views.board, name="board"),
    path("clients/cases/<uuid:case>/assign/", report_views.assign, name="assign"),
    path("clients/add/", views.add, name="add"),
    path("clients/keeping/", record_views.retention, name="retention"),
    path("clients/keeping/change/", record_views.retention_act, name="retention_act"),
    path("clients/copies/", copy_views.copies, name="copies"),
    path("clients/copies/change/", copy_views.copies_act, name="copies_act"),
    path("clients/emergency/", record_views.emergencies, name="emergencies"),
    path("clients/emergency/change/", record_views.emergency_act, name="emergency_act"),
    path("clients/<uuid:pk>/record/", record_views.record_page, name="record"),
    path("clients/<uuid:pk>/", views.detail, name="detail"),
    path("clients/<uuid:pk>/edit/", views.edit, name="edit"),
    path("clients/<uuid:pk>/panel/<slug:name>/", views.panel, name="panel"),
    path("clients/<uuid:pk>/timeline/", views.client_timeline, name="timeline"),
    path("clients/<uuid:pk>/status/", views.status, name="status"),
    path("clients/<uuid:pk>/invite/", views.invite, name="invite"),
    path("clients/<uuid:pk>/work/", case_views.work, name="work"),
    path("clients/<uuid:pk>/words/", words_views.desk_words, name="words"),
    path("clients/<uuid:pk>/safety/", case_views.safety, name="safety"),
    path("clients/<uuid:pk>/documents/", document_views.desk_documents, name="documents"),
    path("clients/<uuid:pk>/documents/<uuid:document>/", document_views.desk_file, name="file"),
    path("clients/<uuid:pk>/copy/<uuid:grant>/", document_views.desk_copy, name="copy"),
    path("clients/<uuid:pk>/contact/", contact_views.contact, name="contact"),
    path("clients/<uuid:pk>/contact/confirm/", contact_views.confirm, name="contact_confirm"),
    path("clients/<uuid:pk>/lockdown/", contact_views.lockdown, name="lockdown"),
    path("questions/<uuid:pk>/client/", views.from_question, name="from_question"),
]
