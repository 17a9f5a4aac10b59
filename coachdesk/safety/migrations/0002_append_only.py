from django.db import migrations

from coachdesk.lib.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("safety", "0001_initial")]
    operations = [AppendOnly("safety_escalationentry")]
