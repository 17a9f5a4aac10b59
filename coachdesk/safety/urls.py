from __future__ import annotations

from django.urls import path

from coachdesk.safety.views import flags, help, help_numbers

app_name = "safety"
_FLAG = "desk/flags/<uuid:pk>/"
_NUMBER = "desk/flags/numbers/<int:pk>/"
urlpatterns = [
    path("help/", help.help_page, name="help"),
    path("hiding-traces/", help.traces, name="traces"),
    path("desk/flags/", flags.flags, name="flags"),
    path(_FLAG, flags.flag, name="flag"),
    path(f"{_FLAG}acknowledge/", flags.flag_acknowledge, name="flag_acknowledge"),
    path(f"{_FLAG}note/", flags.flag_note, name="flag_note"),
    path(f"{_FLAG}clear/", flags.flag_clear, name="flag_clear"),
    path(f"{_FLAG}escalate/", flags.flag_escalate, name="flag_escalate"),
    path(f"{_FLAG}allow-answer/", flags.flag_allow_answer, name="flag_allow_answer"),
    path("desk/flags/clear/", flags.flags_clear_many, name="flags_clear_many"),
    path("desk/flags/numbers/", help_numbers.numbers, name="numbers"),
    path("desk/flags/numbers/add/", help_numbers.number_add, name="number_add"),
    path(f"{_NUMBER}change/", help_numbers.number_change, name="number_change"),
    path(f"{_NUMBER}verify/", help_numbers.number_verify, name="number_verify"),
    path(f"{_NUMBER}remove/", help_numbers.number_remove, name="number_remove"),
]
