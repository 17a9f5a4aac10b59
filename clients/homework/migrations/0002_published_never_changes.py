from django.db import migrations

from coachdesk.lib.append_only import AppendOnly

_CHANGED = (
    "OLD.state <> 'draft' AND (OLD.source <> NEW.source OR OLD.hash <> NEW.hash "
    "OR OLD.version <> NEW.version OR OLD.locale <> NEW.locale OR NEW.state = 'draft')"
)


class Migration(migrations.Migration):
    dependencies = [("homework", "0001_initial")]
    operations = [AppendOnly("homework_programversion", ("UPDATE",), _CHANGED)]
