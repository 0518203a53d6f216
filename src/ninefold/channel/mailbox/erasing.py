"""Takes a person's mail out of the mailbox's file: to them, from them, and what quotes them."""

from collections.abc import Callable, Collection
from contextlib import closing
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

from ninefold.channel.mailbox import store

_PAGE = 200


def erase(path: Path, *, addresses: Collection[str], mentions: Callable[[str], bool]) -> int:
    """Delete messages and inbound mail that are theirs, or a text of which `mentions` them; how many."""
    if not path.exists():
        return 0
    own = {address.lower() for address in addresses}
    with closing(store.connect(path)) as connection:
        return sum(_erase_from(connection, table, own, mentions) for table in ("message", "inbound"))


def _erase_from(connection: Any, table: str, own: Collection[str], mentions: Callable[[str], bool]) -> int:
    last, gone = 0, 0
    while page := connection.execute(
        f"SELECT id, recipient, raw FROM {table} WHERE id > ? ORDER BY id LIMIT {_PAGE}", (last,)
    ).fetchall():
        last = page[-1][0]
        theirs = [
            (number,) for number, recipient, raw in page if recipient.lower() in own or mentions(_words(bytes(raw)))
        ]
        connection.executemany(f"DELETE FROM {table} WHERE id = ?", theirs)
        gone += len(theirs)
    return gone


def _words(raw: bytes) -> str:
    """A mail as it came and, where it packs its texts, what they say."""
    plain = raw.decode("utf-8", "replace")
    if "\n" not in plain or not ("base64" in plain or "quoted-printable" in plain or "=?" in plain):
        return plain
    try:
        mail = message_from_bytes(raw, policy=policy.default)
        headers = [str(value) for value in mail.values()]
        parts = [part.get_payload(decode=True) for part in mail.walk() if not part.is_multipart()]
    except (RecursionError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        # The standard parser trips over hostile mail in ways of its own; its bytes are looked through.
        return plain
    return "\n".join([plain, *headers, *(p.decode("utf-8", "replace") for p in parts if isinstance(p, bytes))])
