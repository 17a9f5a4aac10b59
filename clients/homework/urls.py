from __future__ import annotations

from django.urls import path, register_converter

from clients.homework.editor.places import ListConverter, PartConverter
from clients.homework.editor.views import actions, program, translation
from clients.homework.views import adjustments, programs, review, review_queue
from coachdesk.users.moved import moved
from coachdesk.users.policies import WORK_WITH_CLIENTS

register_converter(ListConverter, "draft_list")
register_converter(PartConverter, "draft_part")

app_name = "homework"
_EDIT = "programs/<uuid:pk>/edit/"
_STEP = f"{_EDIT}steps/<slug:step>/"
_ACTIVITY = f"{_STEP}activities/<slug:activity>/"
_GIVEN = "homework/<uuid:pk>/"
_GIVEN_STEP = f"{_GIVEN}<slug:step>/"
_ADJUST = f"{_GIVEN_STEP}adjust/"
_ADJUSTED = f"{_ADJUST}<slug:activity>/"
urlpatterns = [
    path("programs/", programs.programs, name="programs"),
    path("programs/<uuid:pk>/", programs.program, name="program"),
    path("programs/new/", program.new, name="edit_new"),
    path("programs/upload/", program.upload, name="edit_upload"),
    path("programs/<uuid:pk>/copy/", actions.copy, name="edit_copy"),
    path("programs/<uuid:pk>/file/", actions.file, name="edit_file"),
    path("programs/<uuid:pk>/compare/", actions.diff, name="edit_diff"),
    path("programs/<uuid:pk>/publish/", actions.publish, name="edit_publish"),
    path("programs/<uuid:pk>/retire/", actions.retire, name="edit_retire"),
    path(_EDIT, program.edit, name="edit"),
    path("programs/<uuid:pk>/translate/", translation.translate, name="edit_translate"),
    path(f"{_EDIT}words/", translation.words, name="edit_words"),
    path(f"{_EDIT}words/<slug:step>/", translation.words, name="edit_step_words"),
    path(f"{_EDIT}add/<draft_list:place>/", actions.part_add, name="edit_add"),
    path(f"{_EDIT}up/<draft_part:place>/", actions.part_up, name="edit_up"),
    path(f"{_EDIT}down/<draft_part:place>/", actions.part_down, name="edit_down"),
    path(f"{_EDIT}remove/<draft_part:place>/", actions.part_remove, name="edit_remove"),
    # The old address of all four: reading leads to the draft, sending changes nothing.
    path(
        f"{_EDIT}change/",
        moved("homework:edit", roles=WORK_WITH_CLIENTS),
        name="edit_change",
    ),
    path(f"{_EDIT}questionnaires/<slug:measure>/", program.measure, name="edit_measure"),
    path(_STEP, program.step, name="edit_step"),
    path(f"{_STEP}preview/", actions.preview, name="edit_preview"),
    path(f"{_STEP}questions/<slug:question>/", program.question, name="edit_question"),
    path(_ACTIVITY, program.activity, name="edit_activity"),
    path(
        f"{_ACTIVITY}questions/<slug:question>/",
        program.question,
        name="edit_activity_question",
    ),
    path("clients/<uuid:pk>/homework/", programs.client, name="client"),
    path("clients/<uuid:pk>/homework/give/", programs.propose, name="propose"),
    path("clients/<uuid:pk>/homework/small/", programs.task_give, name="task_give"),
    path(
        "clients/<uuid:pk>/homework/small/<uuid:task>/done/",
        programs.task_done,
        name="task_done",
    ),
    path("waiting/homework/", review_queue.caseload, name="caseload"),
    path("homework/", moved("homework:caseload", roles=WORK_WITH_CLIENTS), name="caseload_moved"),
    path(f"{_GIVEN}move/", programs.move, name="move"),
    path(f"{_GIVEN}move/pause/", programs.program_pause, name="program_pause"),
    path(f"{_GIVEN}move/resume/", programs.program_resume, name="program_resume"),
    path(f"{_GIVEN}move/stop/", programs.program_stop, name="program_stop"),
    path(f"{_GIVEN}timing/", adjustments.timing, name="timing"),
    path(f"{_GIVEN}upgrade/", adjustments.upgrade, name="upgrade"),
    path(
        f"{_GIVEN}upgrade/<uuid:version>/offer/",
        adjustments.upgrade_offer,
        name="upgrade_offer",
    ),
    path(f"{_GIVEN}upgrade/withdraw/", adjustments.upgrade_withdraw, name="upgrade_withdraw"),
    path(_ADJUST, adjustments.adjust, name="adjust"),
    path(f"{_ADJUST}add/", adjustments.activity_add, name="activity_add"),
    path(f"{_ADJUSTED}up/", adjustments.activity_up, name="activity_up"),
    path(f"{_ADJUSTED}down/", adjustments.activity_down, name="activity_down"),
    path(f"{_ADJUSTED}take-out/", adjustments.activity_take_out, name="activity_take_out"),
    path(f"{_ADJUSTED}put-back/", adjustments.activity_put_back, name="activity_put_back"),
    path(_GIVEN_STEP, review.review, name="review"),
    path(f"{_GIVEN_STEP}answer/", review.step_answer, name="step_answer"),
    path(f"{_GIVEN_STEP}confirm/", review.step_confirm, name="step_confirm"),
    path(f"{_GIVEN_STEP}return/", review.step_return, name="step_return"),
    path(f"{_GIVEN_STEP}skip/", programs.step_skip, name="step_skip"),
    path(f"{_GIVEN_STEP}release/", programs.step_release, name="step_release"),
]
