"""Messages that another collector kept: the files that Segment and RudderStack write to a store, one JSON a line.

Each is read as if it came in now, but for its time: that is corrected by when it was received then. It keeps its
`messageId`, so what came in here already, too, counts once.
"""

from typing import Any

import msgspec

from ninefold.collect.drafts import Draft
from ninefold.collect.errors import Faulty
from ninefold.collect.schema import instants, messages
from ninefold.collect.schema.bodies import Shell
from ninefold.collect.types import Trust

_PATH = "batch"
_ALONE = Shell()


def draft(row: dict[str, Any], *, fallback_id: str, received_at: int) -> Draft:
    """The event of one kept message. Raises Faulty with the reason."""
    if row.get("originalTimestamp") is None:  # then `timestamp` is corrected already
        row = {name: value for name, value in row.items() if name != "sentAt"}
    try:
        raw = msgspec.json.encode(row)
    except (UnicodeEncodeError, OverflowError) as error:
        raise Faulty("line_broken", f"The line holds what JSON cannot: {error}.") from None
    was = instants.read(row.get("receivedAt"))
    received_then = was if was and 0 < was <= received_at else received_at
    origin = messages.Origin(_PATH, 0, Trust.IMPORT, received_then)
    read = messages.read(raw, shell=_ALONE, origin=origin, fallback_id=fallback_id)
    return msgspec.structs.replace(read, received_at=received_at)
