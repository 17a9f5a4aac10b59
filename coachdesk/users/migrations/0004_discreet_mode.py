
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('users', '0003_form_names_with_ids'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='discreet',
            field=models.BooleanField(default=True),
        ),
    ]
