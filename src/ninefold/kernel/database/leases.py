"""Leases on one-at-a-time jobs (lake writer, leader), taken and kept in one statement.

They run on the machine's time, not on the install's clock: a driven clock must not free a living holder.
"""

import os
import socket
import time
from uuid import uuid4

from django.db import connection

HOLDER = f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"


def acquire(name: str, *, seconds: float, holder: str = HOLDER) -> bool:
    """Take or renew the lease `name` for `seconds`; False while another living holder has it.

    One's own lease with half of its time left is as good as a renewed one: a job that asks ten times a second must
    not make the disk sync ten times.
    """
    now_us, lasts_us = time.time_ns() // 1000, int(seconds * 1_000_000)
    expires_us = now_us + lasts_us
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM database_lease WHERE name = %s AND holder = %s AND expires_at BETWEEN %s AND %s",
            [name, holder, now_us + lasts_us // 2, expires_us],
        )
        if cursor.fetchone():
            return True
        cursor.execute(
            "INSERT INTO database_lease AS t (name, holder, expires_at) VALUES (%s, %s, %s)"
            " ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at"
            " WHERE t.holder = excluded.holder OR t.expires_at < %s",
            [name, holder, expires_us, now_us],
        )
        return bool(cursor.rowcount == 1)


def release(name: str, *, holder: str = HOLDER) -> None:
    """Give the lease back, if it is ours."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM database_lease WHERE name = %s AND holder = %s", [name, holder])


def release_all() -> None:
    """Give back all that is ours, at the end of a process: else the next one waits until they run out."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM database_lease WHERE holder = %s", [HOLDER])


def forget(*, expired_seconds: float) -> int:
    """Delete leases that ended at least `expired_seconds` ago and were not given back; how many."""
    with connection.cursor() as cursor:
        ended = time.time_ns() // 1000 - int(expired_seconds * 1_000_000)
        cursor.execute("DELETE FROM database_lease WHERE expires_at < %s", [ended])
        return int(cursor.rowcount)
