"""Many people at once, so that a database plans for many: among a few rows every index is as good as another."""

from django.db import connection

from ninefold.kernel import clock

CROWD = 3_000


def stand_around() -> None:
    """Put CROWD people beside those that a test has made, and have PostgreSQL count them."""
    now = clock.now_us()
    with connection.cursor() as cursor:
        cursor.execute("SELECT COALESCE(MAX(id), 0) FROM context_profile")
        first = int(cursor.fetchone()[0]) + 1
        numbers = range(first, first + CROWD)
        cursor.executemany(
            "INSERT INTO context_profile (id, kind, value, person_id, created_at) VALUES (%s, 'account', %s, %s, %s)",
            [(number, f"crowd-{number}", number, now) for number in numbers],
        )
        cursor.executemany(
            "INSERT INTO context_identifier (kind, value, is_verified, first_seen_at, last_seen_at, profile_id,"
            " is_shared, written, is_proved) VALUES ('email', %s, %s, %s, %s, %s, %s, '', %s)",
            [(f"crowd{number}@ex.org", True, now, now, number, False, False) for number in numbers],
        )
        cursor.executemany(
            "INSERT INTO context_name_word (name, is_verified, word, profile_id) VALUES ('name', %s, %s, %s)",
            [(True, f"crowd{number}", number) for number in numbers],
        )
        for table in ("context_profile", "context_identifier", "context_name_word"):
            cursor.execute(f"ANALYZE {table}")
