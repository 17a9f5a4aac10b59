"""Pages by the team have no letter; an article that was made from one keeps it."""

import django.db.models.deletion
from django.db import migrations, models

from coachdesk.lib.triggers import RefuseWhere

NO_APPROVAL = """NEW.checker_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM approvals_approval a
    WHERE a.object_id = NEW.id AND a.person_id = NEW.checker_id AND a.text_hash = NEW.checked_hash
    AND (a.kind = 'cold' OR NEW.checker_id <> NEW.author_id)
)"""
# Else a letter's article could be made one that asks no writer.
LETTER_LOST = """NEW.question_id IS NULL AND EXISTS (
    SELECT 1 FROM publishing_article a WHERE a.id = NEW.id AND a.question_id IS NOT NULL
)"""


def _again(operation):
    """Put the triggers anew: SQLite loses them when it remakes a table."""

    def put(apps, editor):
        operation._drop(apps, editor)
        operation._make(apps, editor)

    return migrations.RunPython(put, migrations.RunPython.noop)


class Migration(migrations.Migration):

    dependencies = [
        ('publishing', '0003_second_look'),
        ('questions', '0004_second_look'),
    ]

    operations = [
        migrations.AddField(
            model_name='publiccopy',
            name='by_team',
            field=models.BooleanField(default=False),
        ),
        migrations.AlterField(
            model_name='article',
            name='question',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='articles', to='questions.question'),
        ),
        _again(
            RefuseWhere(
                "publishing_article",
                "article_second_look",
                NO_APPROVAL,
                "this check has no approval",
            )
        ),
        RefuseWhere(
            "publishing_article",
            "article_keeps_letter",
            LETTER_LOST,
            "an article keeps its letter",
        ),
    ]
