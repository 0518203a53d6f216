"""Which mailboxes of people a company's server says it verified."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("context", "0027_found_by_sound"),
    ]

    operations = [
        migrations.AddField(
            model_name="identifier",
            name="is_proved",
            field=models.BooleanField(db_default=False),
        ),
    ]
