"""What segments ask of groups: their kind, what searches compare of their traits, and which event changed them."""

import msgspec
from django.db import connection, migrations, models

from ninefold.context import sayings
from ninefold.context.groups import kinds

AT_ONCE = 5_000


def fill(apps, schema_editor):
    last, found = 0, {}
    with connection.cursor() as cursor:
        while True:
            cursor.execute(
                "SELECT id, group_id, name, is_verified, value FROM context_group_trait WHERE id > %s ORDER BY id"
                " LIMIT %s",
                [last, AT_ONCE],
            )
            rows = [(*row, msgspec.json.decode(value)) for *row, value in cursor.fetchall()]
            if not rows:
                break
            cursor.executemany(
                "UPDATE context_group_trait SET word = %s, number = %s WHERE id = %s",
                [(sayings.word(value), sayings.number(value), pk) for pk, _, _, _, value in rows],
            )
            for _, group, name, is_verified, value in rows:
                if name in kinds.NAMES and (is_verified or name not in found.get(group, {})):
                    found.setdefault(group, {})[name] = value
            last = rows[-1][0]
        cursor.executemany(
            "UPDATE context_group SET kind = %s WHERE id = %s",
            [(kinds.kind_of(traits), group) for group, traits in found.items()],
        )


class Migration(migrations.Migration):
    dependencies = [
        ("context", "0017_fewer_indexes"),
    ]

    operations = [
        migrations.AddField(
            model_name="grouprow",
            name="kind",
            field=models.CharField(db_default="", default="", max_length=40),
        ),
        migrations.AddField(
            model_name="grouptraitrow",
            name="word",
            field=models.CharField(max_length=200, null=True),
        ),
        migrations.AddField(
            model_name="grouptraitrow",
            name="number",
            field=models.FloatField(null=True),
        ),
        migrations.AddField(
            model_name="grouptraitrow",
            name="changed_id",
            field=models.BigIntegerField(db_default=0, default=0),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="grouprow",
            index=models.Index(fields=["kind"], name="context_group_kind"),
        ),
        migrations.AddIndex(
            model_name="grouptraitrow",
            index=models.Index(fields=["changed_id"], name="context_group_trait_changed"),
        ),
        migrations.AddIndex(
            model_name="grouptraitrow",
            index=models.Index(fields=["name", "word"], name="context_group_trait_word"),
        ),
    ]
