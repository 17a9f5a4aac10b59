"""The full-text index over published texts, for both databases."""

from django.db import migrations


def make(apps, editor):
    if editor.connection.vendor == "sqlite":
        editor.execute(
            "CREATE VIRTUAL TABLE publishing_search USING fts5("
            "copy_id UNINDEXED, title, body, "
            "tokenize = 'porter unicode61 remove_diacritics 2', prefix = '2 3')"
        )
    else:
        editor.execute(
            "CREATE INDEX publishing_search ON publishing_publiccopy USING gin (("
            "setweight(to_tsvector('english'::regconfig, COALESCE(title, '')), 'A') || "
            "setweight(to_tsvector('english'::regconfig, COALESCE(search_text, '')), 'D')))"
        )


def drop(apps, editor):
    kind = "TABLE" if editor.connection.vendor == "sqlite" else "INDEX"
    editor.execute(f"DROP {kind} IF EXISTS publishing_search")


class Migration(migrations.Migration):
    dependencies = [("publishing", "0001_initial")]
    operations = [migrations.RunPython(make, drop)]
