"""The ledger's guards, in the database itself: transfers cannot be changed or deleted; and the first currency."""

from django.db import migrations

SQLITE = [
    f"CREATE TRIGGER currency_transfer_no_{verb} BEFORE {verb} ON currency_transfer"
    " BEGIN SELECT RAISE(ABORT, 'transfers never change: make a second one that undoes the first'); END"
    for verb in ("UPDATE", "DELETE")
]
POSTGRESQL = [
    (
        "CREATE FUNCTION currency_transfer_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " RAISE EXCEPTION 'transfers never change: make a second one that undoes the first'"
        " USING ERRCODE = 'integrity_constraint_violation'; END $$"
    ),
    (
        "CREATE TRIGGER currency_transfer_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON currency_transfer"
        " FOR EACH STATEMENT EXECUTE FUNCTION currency_transfer_refuse()"
    ),
]


def guard(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def begin(apps, schema_editor):
    """One point for each whole unit of money that a purchase brings; the company may change or add to it."""
    points = apps.get_model("currency", "Currency").objects.create(
        key="points", name="Points", is_money_like=True, floor=0
    )
    apps.get_model("currency", "Rule").objects.create(
        key="purchase", event_name="Order Completed", currency=points, property="revenue", per_unit=1
    )


class Migration(migrations.Migration):
    dependencies = [("currency", "0001_initial")]

    operations = [
        migrations.RunPython(begin, migrations.RunPython.noop),
        migrations.RunPython(guard, migrations.RunPython.noop),
    ]
