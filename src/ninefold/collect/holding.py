"""Holds what comes over mailed links for a moment, so that it is judged together: a person's deed, or a machine's?

A scanner of mail follows link after link of one letter; the first of them looks like a person's until the others have
come. So what belongs together (one letter's links) waits until it has been quiet for QUIET_US, at most LONGEST_US, and
until all requests received by then were read: the verdict does not depend on how fast the worker is. Then it is
numbered like anything else. Held rows, the requests they came from, their events: all change in one transaction.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import msgspec
from django.db import connection

from ninefold.collect.drafts import Draft
from ninefold.collect.types import MACHINE, Event
from ninefold.kernel import clock
from ninefold.kernel.database import bulk

QUIET_US, LONGEST_US = 2_000_000, 10_000_000
COMMIT_US = 500_000  # what the edge has received and not yet committed cannot be read
TOGETHER_MAX = 50  # of one letter; more than that is no person anyway
_COLUMNS = {"key": "text", "received_at": "int", "body": "text"}
_decoder = msgspec.json.Decoder(Draft)


@dataclass(frozen=True, slots=True)
class Hold:
    """What is held: `key` names what an event belongs together with ("": not held), `judge` says which of these events
    (by place) are a machine's, and why."""

    key: Callable[[Event], str]
    judge: Callable[[Sequence[Event]], Mapping[int, str]]


@dataclass(slots=True)
class Released:
    """Drafts whose time has come, the rows they were, and verdicts on rows that there was no room for."""

    drafts: list[Draft]
    row_ids: list[int]
    verdicts: list[tuple[str, int]]


def is_any_held() -> bool:
    """Whether anything is held at all."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM collect_held)")
        return bool(cursor.fetchone()[0])


def release(hold: Hold, *, read_up_to: int, limit: int) -> Released:
    """What was held long enough; all that was received up to `read_up_to` (us) has been read."""
    rows = _ready(read_up_to, limit)
    drafts = [_decoder.decode(body) for _, _, body in rows]
    fresh = [place for place, (_, machine, _) in enumerate(rows) if machine is None]
    found = hold.judge([drafts[place].numbered(0) for place in fresh])
    verdicts = {place: machine or "" for place, (_, machine, _) in enumerate(rows)}
    verdicts |= {fresh[index]: why for index, why in found.items()}
    for place, draft in enumerate(drafts):
        if why := verdicts[place]:
            draft.is_bot = True
            draft.context[MACHINE] = why
    left = [(verdicts[place], rows[place][0]) for place in fresh if place >= limit]
    return Released(drafts[:limit], [row_id for row_id, _, _ in rows[:limit]], left)


def _ready(read_up_to: int, limit: int) -> list[tuple[int, str | None, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT key FROM collect_held GROUP BY key HAVING MAX(received_at) <= %s OR MIN(received_at) <= %s"
            " OR COUNT(*) >= %s OR COUNT(machine) > 0 ORDER BY MIN(id) LIMIT %s",
            [read_up_to - QUIET_US, read_up_to - LONGEST_US, TOGETHER_MAX, limit],
        )
        among, given = bulk.among("key", [key for (key,) in cursor.fetchall()], "text")
        cursor.execute(f"SELECT id, machine, body FROM collect_held WHERE {among} ORDER BY id", [given])
        return list(cursor.fetchall())


def keep(held: Sequence[tuple[str, int, str]], verdicts: Sequence[tuple[str, int]]) -> None:
    """Write down what is held from now on (key, received at, draft), and verdicts on what is held already."""
    bulk.insert("collect_held", _COLUMNS, held)
    with connection.cursor() as cursor:
        cursor.executemany("UPDATE collect_held SET machine = %s WHERE id = %s", verdicts)


def read_up_to(first_waiting: int | None) -> int:
    """The instant up to which all requests were read, by the receipt of the first that waits (None: none does)."""
    read = clock.now_us() - COMMIT_US
    return read if first_waiting is None else min(first_waiting - 1, read)
