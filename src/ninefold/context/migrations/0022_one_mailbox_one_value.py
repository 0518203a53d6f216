"""Mail addresses are compared in small letters; how each was written is kept beside. Old rows come to be so, too."""

from collections import defaultdict

from django.db import connection, migrations, models

OTHERS = {"sqlite": "GLOB '*[^ -~]*'", "postgresql": "~ '[^ -~]'"}  # the databases lower other letters differently


def add_column(apps, schema_editor):
    """SQLite would copy the whole table for Django's way."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE context_identifier ADD COLUMN written varchar(320) DEFAULT '' NOT NULL")


def fold(apps, schema_editor):
    with connection.cursor() as cursor:
        values = _identifiers(cursor)
        _consents(cursor)
        if values | _evidence(cursor):
            _mark_shared(cursor, values)
            cursor.execute("DELETE FROM context_addresses_to_follow")
            cursor.execute("INSERT INTO context_addresses_to_follow (up_to) VALUES (0)")


def _odd(cursor, table, columns, column, also="TRUE"):
    """The rows whose address is not in small letters."""
    cursor.execute(
        f"SELECT {columns}, {column} FROM {table} WHERE {also}"
        f" AND ({column} <> LOWER({column}) OR {column} {OTHERS[connection.vendor]})"
    )
    return [row for row in cursor.fetchall() if row[-1] != row[-1].lower()]


def _identifiers(cursor):
    """Two that were one address written differently become one row, written as it was last."""
    alike = defaultdict(list)
    columns = "id, profile_id, is_verified, first_seen_at, last_seen_at"
    for row, profile, verified, first, last, value in _odd(
        cursor, "context_identifier", columns, "value", "kind = 'email'"
    ):
        alike[profile, bool(verified), value.lower()].append((last, value, first, row))
    for (profile, verified, value), odd in alike.items():
        cursor.execute(
            "SELECT last_seen_at, value, first_seen_at, id FROM context_identifier"
            " WHERE profile_id = %s AND kind = 'email' AND value = %s AND is_verified = %s",
            [profile, value, verified],
        )
        rows = odd + cursor.fetchall()
        last, written, _, kept = max(rows)
        cursor.executemany("DELETE FROM context_identifier WHERE id = %s", [(r[3],) for r in rows if r[3] != kept])
        cursor.execute(
            "UPDATE context_identifier SET value = %s, written = %s, first_seen_at = %s, last_seen_at = %s WHERE id = %s",
            [value, "" if written == value else written, min(r[2] for r in rows), last, kept],
        )
    return {value for _, _, value in alike}


def _consents(cursor):
    rows = [
        (address.lower(), row) for row, address in _odd(cursor, "context_consent", "id", "address", "address <> ''")
    ]
    cursor.executemany("UPDATE context_consent SET address = %s WHERE id = %s", rows)


def _evidence(cursor):
    """It is derived from who holds the address, and is so again as addresses are gone through."""
    found = _odd(cursor, "context_evidence", "id, left_id, right_id, is_verified", "address", "kind = 'email'")
    for row, left, right, verified, address in found:
        cursor.execute(
            "DELETE FROM context_evidence WHERE left_id = %s AND right_id = %s AND kind = 'email'"
            " AND is_verified = %s AND address = %s",
            [left, right, verified, address.lower()],
        )
        cursor.execute("UPDATE context_evidence SET address = %s WHERE id = %s", [address.lower(), row])
    return {address.lower() for *_, address in found}


def _mark_shared(cursor, values):
    cursor.executemany(
        "UPDATE context_identifier SET is_shared = TRUE WHERE kind = 'email' AND value = %s AND EXISTS (SELECT 1"
        " FROM context_identifier o WHERE o.kind = 'email' AND o.value = context_identifier.value"
        " AND o.profile_id <> context_identifier.profile_id)",
        [(value,) for value in sorted(values)],
    )


class Migration(migrations.Migration):
    dependencies = [
        ("context", "0021_group_leaving"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(add_column, migrations.RunPython.noop)],
            state_operations=[
                migrations.AddField(
                    model_name="identifier",
                    name="written",
                    field=models.CharField(db_default="", default="", max_length=320),
                )
            ],
        ),
        migrations.RunPython(fold, migrations.RunPython.noop),
    ]
