"""A transfer may lose its words and keep its key, where the words name somebody who was erased and it is another's."""

from django.db import migrations

REFUSED = "transfers never change: make a second one that undoes the first"
SAME = " AND ".join(f"NEW.{name} = OLD.{name}" for name in ("id", "debit_id", "credit_id", "amount", "made_at"))
ALLOWED = f"{SAME} AND NEW.reason = '' AND NEW.key IN (OLD.key, 'erased:' || OLD.id)"
SQLITE = (
    "DROP TRIGGER currency_transfer_no_UPDATE",
    (
        "CREATE TRIGGER currency_transfer_no_UPDATE BEFORE UPDATE ON currency_transfer"
        f" WHEN NOT ({ALLOWED}) BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
    ),
)
POSTGRESQL = (
    "DROP TRIGGER currency_transfer_no_update ON currency_transfer",
    (
        "CREATE TRIGGER currency_transfer_no_update BEFORE UPDATE ON currency_transfer FOR EACH ROW"
        f" WHEN (NOT ({ALLOWED})) EXECUTE FUNCTION currency_transfer_refuse()"
    ),
)


def guard(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("currency", "0011_rules_from")]

    operations = [migrations.RunPython(guard, migrations.RunPython.noop)]
