"""What an intake log holds, and how much of it is read at once."""

from collections.abc import Sequence
from enum import IntEnum
from typing import Any

import lz4.block
import msgspec

READ_BYTES_MAX = 4_000_000
READ_ROWS_MAX = 5_000


class Lane(IntEnum):
    """Consent goes first: nobody is contacted while a word on consent waits."""

    NORMAL = 0
    CONSENT = 1


TABLES = {Lane.NORMAL: "collect_intake", Lane.CONSENT: "collect_consentintake"}
COLUMNS = ("path", "source_id", "trust", "received_at", "codec", "body", "meta")
_PLAIN, _LZ4 = 0, 1
_PACKED_FROM_BYTES = 1_024  # below, a pointer and a header weigh more than what is saved


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

    def values(self) -> tuple[str, int, int, int, int, bytes, str]:
        """The columns in the order of COLUMNS. Long bodies are packed: a third of the bytes to write, sync and move."""
        codec, body = _PLAIN, self.body
        if len(body) >= _PACKED_FROM_BYTES:
            codec, body = _LZ4, lz4.block.compress(body)
        return (self.path, self.source_id, self.trust, self.received_at, codec, body, self.meta)


def read_row(lane: Lane, row_id: int, values: Sequence[Any]) -> IntakeRow:
    """The row of what `IntakeRow.values` gave."""
    path, source_id, trust, received_at, codec, packed, meta = values
    body = lz4.block.decompress(packed) if codec == _LZ4 else bytes(packed)
    return IntakeRow(path, source_id, trust, received_at, body, meta, lane, row_id)
