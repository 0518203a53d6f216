from django.db import migrations, models


def begin(apps, schema_editor):
    """An install that knows people already goes through their addresses."""
    if apps.get_model("context", "Profile").objects.exists():
        apps.get_model("context", "AddressesToFollow").objects.create(up_to=0)


class Migration(migrations.Migration):
    dependencies = [
        ("context", "0014_groups"),
    ]

    operations = [
        migrations.CreateModel(
            name="AddressesToFollow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("up_to", models.BigIntegerField()),
            ],
            options={
                "db_table": "context_addresses_to_follow",
            },
        ),
        migrations.RunPython(begin, migrations.RunPython.noop),
    ]
