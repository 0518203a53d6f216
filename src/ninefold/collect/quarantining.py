"""Takes people out of quarantine: broken events that mention them, in their text or in a body that is none."""

from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Callable

import msgspec

from ninefold.collect.faults import Around
from ninefold.collect.models import Quarantine

_PAGE = 1_000


def erase(mentions: Callable[[str], bool]) -> int:
    """Delete what a text of which `mentions` them; how many. In the caller's transaction."""
    found = [row.pk for row in Quarantine.objects.order_by("pk").iterator(chunk_size=_PAGE) if mentions(_whole(row))]
    for start in range(0, len(found), _PAGE):
        Quarantine.objects.filter(pk__in=found[start : start + _PAGE]).delete()
    return len(found)


def _whole(row: Quarantine) -> str:
    return "\n".join((row.body, row.shell, row.reason, row.fallback_id, _raw(row.shell)))


def _raw(shell: str) -> str:
    try:
        return b64decode(msgspec.json.decode(shell, type=Around).raw).decode("utf-8", "replace")
    except (msgspec.MsgspecError, Base64Error, ValueError):
        return ""
