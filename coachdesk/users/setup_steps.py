"""The steps of the set-up assistant that belong to the settings and the team."""

from __future__ import annotations

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from coachdesk.users.assistant import Step, register_step
from coachdesk.users.models import User
from coachdesk.users.policies import TRIAGES_LETTERS

ROLES = "roles"


def _readers() -> str:
    """Who gives the second yes to a page, as the team stands now."""
    if User.objects.with_role(*TRIAGES_LETTERS).count() > 1:
        return _now(
            "With a second reader: somebody else of the team reads each page and says yes before "
            "its writer sees it."
        )
    return _now(
        "You are alone: you read each page again after a night and then give the second yes "
        "yourself. The public page says so. As soon as a second editor or supervisor is here, it is "
        "theirs."
    )


def register() -> None:
    """Who the practice is, roles, colleagues, letters, publishing, the site, the way out."""
    register_step(
        Step(
            "practice",
            _("The practice"),
            _("Its name, the line under it, where it is."),
            10,
            fields=("practice_name", "practice_tagline", "practice_zone", "practice_country"),
        )
    )
    register_step(
        Step(
            ROLES,
            _("What you do yourself"),
            _("Which parts of the desk open for you."),
            40,
        )
    )
    register_step(
        Step(
            "team",
            _("Colleagues"),
            _("Invite who works with you; alone, go on."),
            50,
            view_name="users:team",
            pages=(
                "users:member_invite",
                "users:invitation_again",
                "users:invitation_by_hand",
            ),
        )
    )
    register_step(
        Step(
            "letters",
            _("Letters"),
            _("Who may write to you, and what you promise."),
            60,
            fields=(
                "intake",
                "intake_per_week",
                "read_within_working_days",
                "answer_within_days",
            ),
        )
    )
    register_step(
        Step(
            "publishing",
            _("Publishing"),
            _("Who reads a page a second time, and how long it waits."),
            70,
            fields=(
                "coach_answers_need_review",
                "publish_after_days",
                "publish_random_days",
                "preview_days",
            ),
            note=_readers,
        )
    )
    register_step(
        Step(
            "site",
            _("What the site says"),
            _("The first words readers see, and who you are."),
            80,
            fields=("home_text", "about_text"),
        )
    )
    register_step(
        Step(
            "way-out",
            _("What others may see"),
            _("The sender of mail, and where “Leave this site” leads."),
            90,
            fields=("sender_name", "exit_url"),
        )
    )
