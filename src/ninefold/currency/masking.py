"""Takes the words off transfers of others that mention somebody who was erased: the words go whole, all else stays."""

from django.db import connection, transaction

from ninefold.kernel.mentions import Mentions

AT_ONCE = 50_000


@transaction.atomic
def mask(*, mentions: Mentions, after: int) -> tuple[int, int, int]:
    """Go through a piece of the transfers, after number `after`: up to which number it came, the last one, how many.

    A transfer's key stays, since who tries again must not pay twice, but where it names them.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, key, reason FROM currency_transfer WHERE id > %s ORDER BY id LIMIT %s", [after, AT_ONCE]
        )
        rows = cursor.fetchall()
        found = [(f"erased:{pk}" if mentions.is_in(key) else key, pk) for pk, key, words in rows
                 if mentions.is_in(key) or mentions.masked_id(words.strip()) != words.strip()]  # fmt: skip
        cursor.executemany("UPDATE currency_transfer SET reason = '', key = %s WHERE id = %s", found)
        cursor.execute("SELECT MAX(id) FROM currency_transfer")
        last = cursor.fetchone()[0] or 0
    return (rows[-1][0] if len(rows) == AT_ONCE else last), last, len(found)
