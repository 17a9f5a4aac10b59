"""The database refuses an approval by somebody who worked on the text (SEC-74)."""

from django.db import migrations

from coachdesk.lib.append_only import AppendOnly
from coachdesk.lib.triggers import RefuseWhere

WORKED_SINCE = """NEW.kind = 'second' AND EXISTS (
    SELECT 1 FROM approvals_contribution c
    WHERE c.object_id = NEW.object_id AND c.person_id = NEW.person_id
    AND NOT EXISTS (
        SELECT 1 FROM approvals_approval a
        WHERE a.object_id = NEW.object_id AND {{at:a.at}} >= {{at:c.last_at}}
    )
)"""
NO_NIGHT = """NEW.kind = 'cold' AND EXISTS (
    SELECT 1 FROM approvals_contribution c
    WHERE c.object_id = NEW.object_id AND {{at:c.last_at}} > {{at:NEW.at}} - {{day}}
)"""
NOT_ALONE = """NEW.kind = 'cold' AND EXISTS (
    SELECT 1 FROM users_rolegrant g JOIN users_user u ON u.id = g.user_id
    WHERE g.role IN ('editor', 'supervisor') AND g.user_id <> NEW.person_id AND (
        (g.ended_at IS NULL AND u.is_active AND {{at:g.granted_at}} <= {{at:NEW.at}} - {{day}})
        OR {{at:g.ended_at}} > {{at:NEW.at}} - {{day}}
    )
)"""


class Migration(migrations.Migration):
    dependencies = [("approvals", "0001_second_look"), ("users", "0004_discreet_mode")]
    operations = [
        AppendOnly("approvals_approval"),
        RefuseWhere(
            "approvals_approval",
            "approval_by_another",
            WORKED_SINCE,
            "who worked on a text does not give its second look",
        ),
        RefuseWhere(
            "approvals_approval",
            "approval_after_a_night",
            NO_NIGHT,
            "a cold reading comes a day after the last change",
        ),
        RefuseWhere(
            "approvals_approval",
            "approval_cold_alone",
            NOT_ALONE,
            "somebody else gives the second look",
        ),
    ]
