"""What an intake log holds, and how much of it is read at once."""

from enum import IntEnum

import msgspec

READ_BYTES_MAX = 1_000_000
READ_ROWS_MAX = 1_000


class Lane(IntEnum):
    """Consent goes first: nobody is contacted while a word on consent waits."""

    NORMAL = 0
    CONSENT = 1


TABLES = {Lane.NORMAL: "collect_intake", Lane.CONSENT: "collect_consentintake"}
COLUMNS = ("path", "source_id", "trust", "received_at", "body", "meta")


class IntakeRow(msgspec.Struct, frozen=True):
    """One request: `path` names its kind, `body` is raw (decompressed), `meta` is JSON of small facts or "".

    `received_at` in microseconds; `id` is 0 until the log has given one.
    """

    path: str
    source_id: int
    trust: int
    received_at: int
    body: bytes
    meta: str = ""
    lane: Lane = Lane.NORMAL
    id: int = 0

    def values(self) -> tuple[str, int, int, int, bytes, str]:
        """The columns in the order of COLUMNS."""
        return (self.path, self.source_id, self.trust, self.received_at, self.body, self.meta)
