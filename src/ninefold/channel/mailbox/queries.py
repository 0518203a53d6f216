"""Reads of the mailbox's file, for the studio's page, the demo and tests. Without Django."""

from collections.abc import Sequence

from ninefold.channel.mailbox import parsing, store
from ninefold.channel.mailbox.types import Inbound, Line, Message
from ninefold.kernel import settings
from ninefold.kernel.errors import NotFound

_LINE = "id, received_at, sender, recipient, subject"


def messages(*, search: str = "", to: str = "", before: int = 0, after: int = 0, limit: int = 50) -> list[Line]:
    """Messages newest first, with an id below `before` and above `after` where given.

    `search` looks in subject, sender and recipient; `to` is one whole address.
    """
    conditions, values = ["1 = 1"], []
    if search:
        escaped = search.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        conditions.append("(subject LIKE ? ESCAPE '\\' OR recipient LIKE ? ESCAPE '\\' OR sender LIKE ? ESCAPE '\\')")
        values += [f"%{escaped}%"] * 3
    if to:
        conditions.append("recipient = ?")
        values.append(to.lower())
    statement = f"SELECT {_LINE} FROM message WHERE {' AND '.join(conditions)}"
    statement += (" AND id < ?" if before else "") + (" AND id > ?" if after else "") + " ORDER BY id DESC LIMIT ?"
    bounds = [bound for bound in (before, after) if bound]
    with store.reading(settings.current().mailbox_path) as connection:
        return [Line(*row) for row in connection.execute(statement, [*values, *bounds, limit])]


def count() -> int:
    """How many messages there are."""
    with store.reading(settings.current().mailbox_path) as connection:
        return int(connection.execute("SELECT COUNT(*) FROM message").fetchone()[0])


def message(message_id: int) -> Message:
    """A message, opened; raises NotFound."""
    with store.reading(settings.current().mailbox_path) as connection:
        row = connection.execute(f"SELECT {_LINE}, raw FROM message WHERE id = ?", (message_id,)).fetchone()
    if row is None:
        raise NotFound("message_unknown", f"There is no message {message_id} in the mailbox.")
    return parsing.read(Line(*row[:5]), bytes(row[5]))


def raw(message_id: int) -> bytes:
    """A message as it came over the wire; raises NotFound."""
    with store.reading(settings.current().mailbox_path) as connection:
        row = connection.execute("SELECT raw FROM message WHERE id = ?", (message_id,)).fetchone()
    if row is None:
        raise NotFound("message_unknown", f"There is no message {message_id} in the mailbox.")
    return bytes(row[0])


def to_addresses(addresses: Sequence[str]) -> list[Line]:
    """All messages to any of these addresses, oldest first."""
    marks = ", ".join("?" * len(addresses))
    with store.reading(settings.current().mailbox_path) as connection:
        return [
            Line(*row)
            for row in connection.execute(
                f"SELECT {_LINE} FROM message WHERE recipient IN ({marks}) ORDER BY id", [a.lower() for a in addresses]
            )
        ]


def inbound(*, limit: int = 50) -> list[Inbound]:
    """Mail to our own addresses, newest first, and whether the edge has it."""
    with store.reading(settings.current().mailbox_path) as connection:
        return [
            Inbound(*row)
            for row in connection.execute(
                "SELECT id, received_at, recipient, state, tries, reason FROM inbound ORDER BY id DESC LIMIT ?",
                (limit,),
            )
        ]
