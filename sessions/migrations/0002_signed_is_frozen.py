from django.db import migrations

from coachdesk.lib.append_only import AppendOnly

_COLUMNS = (
    "coaching_session_id",
    "author_id",
    "format",
    "headings",
    "sections",
    "summary",
    "took_place",
    "risk",
    "risk_why",
    "interventions",
    "goals",
    "signed_at",
    "hash",
)


def _differs(column: str) -> str:
    # A json column has no equality of its own on PostgreSQL; its text has.
    return f"CAST(OLD.{column} AS text) IS DISTINCT FROM CAST(NEW.{column} AS text)"


_CHANGED = f"OLD.signed_at IS NOT NULL AND ({' OR '.join(map(_differs, _COLUMNS))} OR NEW.state = 'draft')"


class Migration(migrations.Migration):
    dependencies = [("coaching_sessions", "0001_initial")]
    operations = [
        AppendOnly("coaching_sessions_note", ("UPDATE",), _CHANGED),
        AppendOnly("coaching_sessions_note", ("DELETE",), "OLD.signed_at IS NOT NULL"),
        AppendOnly("coaching_sessions_addendum"),
    ]
