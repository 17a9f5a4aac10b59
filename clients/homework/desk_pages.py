"""Programs and homework in the desk's navigation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from clients.homework.models import Assignment
from coachdesk.users.desk_nav import HOUSE, PRACTICE, Entry, register_entry, register_place
from coachdesk.users.first_steps import FirstStep, register_first_step

# Pages about one client's homework; what is left of the app's pages belongs to the programs.
_OF_A_CLIENT = (
    "client",
    "propose",
    "task_give",
    "task_done",
    "timing",
    "upgrade",
    "upgrade_offer",
    "upgrade_withdraw",
    "move",
    "program_pause",
    "program_resume",
    "program_stop",
)
_OF_THE_QUEUE = (
    "caseload",
    "review",
    "adjust",
    "activity_add",
    "activity_down",
    "activity_put_back",
    "activity_take_out",
    "activity_up",
    "step_answer",
    "step_confirm",
    "step_release",
    "step_return",
    "step_skip",
)


def register() -> None:
    """The library of programs; submissions belong to what waits, a client's plan to the client."""
    register_entry(
        Entry("programs", "homework:programs", _("Programs"), "footprints", 90, group=HOUSE)
    )
    register_place(("programs",), "homework:")
    register_place(("clients", PRACTICE), *(f"homework:{name}" for name in _OF_A_CLIENT))
    register_place(("waiting", PRACTICE), *(f"homework:{name}" for name in _OF_THE_QUEUE))
    register_first_step(
        FirstStep(
            "program",
            _("The first program"),
            _("Read one through, then offer it to a client."),
            "homework:programs",
            50,
            Assignment.objects.all,
        )
    )
