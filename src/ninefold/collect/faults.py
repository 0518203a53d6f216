"""What goes to quarantine, with all that reading it again takes."""

from base64 import b64decode, b64encode
from typing import Any

import msgspec

from ninefold.collect.errors import BodyRefused
from ninefold.collect.intake.rows import IntakeRow
from ninefold.collect.schema import bodies
from ninefold.collect.types import Fault, Trust
from ninefold.kernel.errors import BadInput


class Around(msgspec.Struct, rename="camel"):
    """What stands beside a quarantined body, as JSON in the column `shell`.

    `raw` is the body in base64 where its text could not keep every byte; `facts` are the row's own. A whole request
    (`is_request`) is no message and cannot be replayed. What was known to be a bot stays one (`is_bot`).
    """

    sent_at: Any = None
    context: Any = None
    integrations: Any = None
    user_agent: str = ""
    facts: dict[str, str] = {}  # msgspec copies defaults
    raw: str = ""
    is_request: bool = False
    is_bot: bool = False

    def shell(self) -> bodies.Shell:
        """What the request said beside its messages."""
        return bodies.Shell(sentAt=self.sent_at, context=self.context, integrations=self.integrations)

    def body(self, shown: str) -> bytes:
        """The body as it came, of the text that quarantine shows."""
        return b64decode(self.raw) if self.raw else shown.encode()


def facts(meta: str) -> dict[str, str]:
    """The small facts beside an intake row."""
    return msgspec.json.decode(meta, type=dict[str, str]) if meta else {}


def of_message(row: IntakeRow, error: BadInput, raw: bytes, *, shell: bodies.Shell, fallback_id: str) -> Fault:
    """One message of a request."""
    said = facts(row.meta)
    around = Around(shell.sentAt, shell.context, shell.integrations, said.get("userAgent", ""), said)
    return _fault(row, error, raw, around, fallback_id)


def of_parsed(row: IntakeRow, error: BadInput, *, fallback_id: str) -> Fault:
    """A row that a parser reads: a mail as it came."""
    return _fault(row, error, row.body, Around(facts=facts(row.meta)), fallback_id)


def of_request(row: IntakeRow, error: BadInput, *, fallback_id: str) -> Fault:
    """A request that cannot even be taken apart into messages."""
    reason = f"{error.message} The request as a whole is broken, so it cannot be replayed: send it again."
    return _fault(row, BodyRefused(error.code, reason), row.body, Around(is_request=True), fallback_id)


def _fault(row: IntakeRow, error: BadInput, raw: bytes, around: Around, fallback_id: str) -> Fault:
    shown = raw.decode("utf-8", "backslashreplace").replace("\0", "\\x00")
    if shown.encode() != raw:
        around.raw = b64encode(raw).decode()
    return Fault(
        error.code,
        error.message.replace("\0", "\ufffd"),
        row.path,
        shown,
        msgspec.json.encode(around).decode(),
        fallback_id,
        row.source_id,
        Trust(row.trust),
        row.received_at,
    )
