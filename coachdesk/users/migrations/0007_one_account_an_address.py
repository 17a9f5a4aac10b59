"""Look up addresses as they are compared now: full width and "xn--" forms are the same address."""

from typing import Any

from django.db import migrations

from coachdesk.lib.sealed import is_unreadable
from coachdesk.users.models import alias_for

_AT_ONCE = 500


def renew_aliases(apps: Any, schema_editor: Any) -> None:
    """Store the alias anew where it differs. Of two accounts that have one address the earlier
    keeps it; the other stays as it is, for the team to close."""
    User = apps.get_model("users", "User")
    EmailAddress = apps.get_model("account", "EmailAddress")
    for user in User.objects.only("pk", "address", "login_alias").iterator(chunk_size=_AT_ONCE):
        if is_unreadable(user, "address") or not user.address:
            continue
        alias = alias_for(user.address)
        if alias != user.login_alias and not User.objects.filter(login_alias=alias).exists():
            User.objects.filter(pk=user.pk).update(login_alias=alias)
            EmailAddress.objects.filter(user_id=user.pk).update(email=alias)


class Migration(migrations.Migration):
    dependencies = [
        ("users", "0006_team_of_people"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]

    operations = [migrations.RunPython(renew_aliases, migrations.RunPython.noop)]
