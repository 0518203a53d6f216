"""Accounts that stated the address of who proved to read it are no longer joined to them: they are gone through."""

from django.db import migrations


def begin(apps, schema_editor):
    if apps.get_model("context", "Profile").objects.filter(kind="anonymous", value__startswith="reader:").exists():
        apps.get_model("context", "AddressesToFollow").objects.all().delete()
        apps.get_model("context", "AddressesToFollow").objects.create(up_to=0)


class Migration(migrations.Migration):
    dependencies = [
        ("context", "0023_community_words"),
    ]

    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
