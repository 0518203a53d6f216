"""Takes a person's mail out of the mailbox's file: to them, from them, and what quotes them."""

from collections.abc import Callable, Collection
from contextlib import closing
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from pathlib import Path
from typing import Any

from ninefold.channel import tokens
from ninefold.channel.mailbox import store

_PAGE = 200


def erase(
    path: Path, *, profile_ids: Collection[int], addresses: Collection[str], mentions: Callable[[str], bool]
) -> int:
    """Delete messages and inbound mail that are theirs, or a text of which `mentions` them; how many.

    Of several people at one address, whose a mail is stands in its return address.
    """
    if not path.exists():
        return 0
    own = {address.lower() for address in addresses}

    def are_theirs(sender: str, recipient: str, raw: bytes) -> bool:
        profile = tokens.profile_in(sender) or tokens.profile_in(recipient)
        is_theirs = profile in profile_ids if profile else recipient.lower() in own
        return is_theirs or mentions(_words(raw))

    with closing(store.connect(path)) as connection:
        messages = _erase_from(connection, "message", "sender", are_theirs)
        return messages + _erase_from(connection, "inbound", "''", are_theirs)


def _erase_from(connection: Any, table: str, sent_by: str, are_theirs: Callable[[str, str, bytes], bool]) -> int:
    last, gone = 0, 0
    while page := connection.execute(
        f"SELECT id, {sent_by}, recipient, raw FROM {table} WHERE id > ? ORDER BY id LIMIT {_PAGE}", (last,)
    ).fetchall():
        last = page[-1][0]
        theirs = [(each,) for each, sender, recipient, raw in page if are_theirs(sender, recipient, bytes(raw))]
        connection.executemany(f"DELETE FROM {table} WHERE id = ?", theirs)
        gone += len(theirs)
    return gone


def _words(raw: bytes) -> str:
    """A mail as it came and, where it packs its texts, what they say."""
    plain = raw.decode("utf-8", "replace")
    if "\n" not in plain or not ("base64" in plain or "quoted-printable" in plain or "=?" in plain):
        return plain
    try:
        mail = message_from_bytes(raw, policy=policy.compat32)  # it reads each header's parts only where it is asked to
        headers = [str(make_header(decode_header(str(one)))) for one in mail.values() if "=?" in str(one)]
        parts = [part.get_payload(decode=True) for part in mail.walk() if not part.is_multipart()]
    except (RecursionError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        # The standard parser trips over hostile mail in ways of its own; its bytes are looked through.
        return plain
    return "\n".join([plain, *headers, *(p.decode("utf-8", "replace") for p in parts if isinstance(p, bytes))])
