"""What segments ask of groups: their kind, what searches compare of their traits, and which event changed them."""

import math

import msgspec
from django.db import connection, migrations, models

AT_ONCE = 5_000
KINDS = ("groupType", "group_type", "kind", "type")
KIND_CHARACTERS_MAX, WORD_CHARACTERS_MAX = 40, 200


def word_of(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    return f'"{value}'.replace("\x00", "")[:WORD_CHARACTERS_MAX] if isinstance(value, str) else None


def number_of(value):
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def kind_of(traits):
    told = (traits.get(name) for name in KINDS)
    kind = next((one for one in told if isinstance(one, str) and one.strip()), "")
    return kind.strip().lower()[:KIND_CHARACTERS_MAX]


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
                [(word_of(value), number_of(value), pk) for pk, _, _, _, value in rows],
            )
            for _, group, name, is_verified, value in rows:
                if name in KINDS and (is_verified or name not in found.get(group, {})):
                    found.setdefault(group, {})[name] = value
            last = rows[-1][0]
        cursor.executemany(
            "UPDATE context_group SET kind = %s WHERE id = %s",
            [(kind_of(traits), group) for group, traits in found.items()],
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
