from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cadence", "0004_contacts_by_others"),
    ]

    operations = [
        migrations.AlterField(
            model_name="pacerow",
            name="days",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
    ]
