"""Index every name anew: it is found without its accents, apostrophes and hyphens now."""

from typing import Any

from django.db import migrations

from clients.people.names import beginnings

_AT_ONCE = 500


def index_names(apps: Any, schema_editor: Any) -> None:
    """Write the keys of each client's name; erased clients have none."""
    Client = apps.get_model("clients", "Client")
    NameKey = apps.get_model("clients", "NameKey")
    for client in Client.objects.only("pk", "name").iterator(chunk_size=_AT_ONCE):
        NameKey.objects.filter(client=client).delete()
        keys = [NameKey(client=client, hash=value) for value in sorted(beginnings(client.name))]
        NameKey.objects.bulk_create(keys)


class Migration(migrations.Migration):
    dependencies = [("clients", "0006_case_takings")]

    operations = [migrations.RunPython(index_names, migrations.RunPython.noop)]
