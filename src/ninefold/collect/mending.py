"""Mends one quarantined event by hand: what it says may change, what makes it count once may not."""

from typing import Any

import msgspec

from ninefold.collect import replay
from ninefold.collect.faults import Around
from ninefold.collect.models import Quarantine
from ninefold.collect.replay import Readers
from ninefold.collect.schema import messages
from ninefold.collect.schema.bodies import EVENT_BYTES_MAX
from ninefold.collect.schema.messages import MESSAGE_ID_CHARACTERS_MAX
from ninefold.kernel.errors import BadInput, NotFound

# Who mends says what an event holds; not that it is another one, or about a profile of their choice.
_KEPT = ("messageId", "profileId")
MENDED_BY = "mendedBy"  # in the context of an event, by whom


def mend(quarantined_id: int, body: str, readers: Readers, *, by: str) -> int:
    """Replay a row with this body in place of its own, in the caller's transaction; how many events were recorded.

    Raises BadInput with the reason why it still cannot be counted; then nothing has changed. Raises NotFound.
    """
    row = Quarantine.objects.select_for_update().filter(pk=quarantined_id).first()
    if row is None:
        raise NotFound("quarantined_gone", "This event is not in quarantine any more.")
    around = msgspec.json.decode(row.shell, type=Around)
    if not is_mendable(row.path, around):
        raise BadInput("not_mendable", "A request that is broken as a whole, or a mail, cannot be mended here.")
    said = _said(body)
    before = _object(row.body)
    for name in _KEPT:
        if before.get(name) != said.get(name) and (before or name == "profileId") and not _is_no_id(before, name):
            raise BadInput("mended_identity", f"`{name}` must stay as it came: by it, the event counts once.")
    around.raw = ""
    context = said.get("context")
    said["context"] = {**(context if isinstance(context, dict) else {}), MENDED_BY: by}
    row.body = msgspec.json.encode(said).decode()
    replay.check(row, around, readers)
    row.shell = msgspec.json.encode(around).decode()
    return replay.replay([row], readers)


def is_mendable(path: str, around: Around) -> bool:
    """Whether a row is one message of the tracking API."""
    return path in messages.PATHS and not around.is_request


def _is_no_id(before: dict[str, Any], name: str) -> bool:
    """Whether an event came with an id so long that no event can have it: it must be mended too."""
    return name == "messageId" and len(str(before.get(name) or "")) > MESSAGE_ID_CHARACTERS_MAX


def _said(body: str) -> dict[str, Any]:
    if len(body.encode()) > EVENT_BYTES_MAX:
        raise BadInput("event_too_large", f"An event may have {EVENT_BYTES_MAX // 1024} KB.")
    try:
        said = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise BadInput("json_broken", f"This is not JSON: {error}.") from error
    if not isinstance(said, dict):
        raise BadInput("event_broken", "An event is a JSON object: { … }.")
    return said


def _object(body: str) -> dict[str, Any]:
    try:
        said = msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}
