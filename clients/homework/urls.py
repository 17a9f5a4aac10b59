from __future__ import annotations

from django.urls import path

from clients.homework import (
    adjust_views,
    editor_acts,
    editor_views,
    pile_views,
    translate_views,
    views,
)

app_name = "homework"
_STEP = "programs/<uuid:pk>/edit/steps/<slug:step>/"
_ACTIVITY = f"{_STEP}activities/<slug:activity>/"
urlpatterns = [
    path("programs/", views.programs, name="programs"),
    path("programs/<uuid:pk>/", views.program, name="program"),
    path("programs/new/", editor_views.new, name="edit_new"),
    path("programs/upload/", editor_views.upload, name="edit_upload"),
    path("programs/<uuid:pk>/copy/", editor_acts.copy, name="edit_copy"),
    path("programs/<uuid:pk>/file/", editor_acts.file, name="edit_file"),
    path("programs/<uuid:pk>/compare/", editor_acts.diff, name="edit_diff"),
    path("programs/<uuid:pk>/publish/", editor_acts.publish, name="edit_publish"),
    path("programs/<uuid:pk>/retire/", editor_acts.retire, name="edit_retire"),
    path("programs/<uuid:pk>/edit/", editor_views.edit, name="edit"),
    path("programs/<uuid:pk>/translate/", translate_views.translate, name="edit_translate"),
    path("programs/<uuid:pk>/edit/words/", translate_views.words, name="edit_words"),
    path(
        "programs/<uuid:pk>/edit/words/<slug:step>/", translate_views.words, name="edit_step_words"
    ),
    path("programs/<uuid:pk>/edit/change/", editor_acts.change, name="edit_change"),
    path(
        "programs/<uuid:pk>/edit/questionnaires/<slug:measure>/",
        editor_views.measure,
        name="edit_measure",
    ),
    path(_STEP, editor_views.step, name="edit_step"),
    path(f"{_STEP}preview/", editor_acts.preview, name="edit_preview"),
    path(f"{_STEP}questions/<slug:question>/", editor_views.question, name="edit_question"),
    path(_ACTIVITY, editor_views.activity, name="edit_activity"),
    path(
        f"{_ACTIVITY}questions/<slug:question>/",
        editor_views.question,
        name="edit_activity_question",
    ),
    path("clients/<uuid:pk>/homework/", views.client, name="client"),
    path("clients/<uuid:pk>/homework/give/", views.propose, name="propose"),
    path("clients/<uuid:pk>/homework/small/", views.task, name="task"),
    path("homework/", pile_views.caseload, name="caseload"),
    path("homework/<uuid:pk>/move/", views.move, name="move"),
    path("homework/<uuid:pk>/timing/", adjust_views.timing, name="timing"),
    path("homework/<uuid:pk>/upgrade/", adjust_views.upgrade, name="upgrade"),
    path("homework/<uuid:pk>/<slug:step>/adjust/", adjust_views.adjust, name="adjust"),
    path("homework/<uuid:pk>/<slug:step>/", views.review, name="review"),
]
